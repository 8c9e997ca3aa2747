#pragma once
#include <string>

#include "base/bytes.h"

namespace smime::cli {

/// A file that is not what an option asks for, in words that end a sentence: "a web page", "a
/// PKCS #12 file". Told by its first octets.
[[nodiscard]] std::string what_it_is(Bytes octets);

/// True if `octets` begin like a bundle of fetched data, which is a tar archive.
[[nodiscard]] bool is_tar(Bytes octets);

}  // namespace smime::cli
