#pragma once
#include <string>

#include "base/bytes.h"
#include "base/findings.h"

namespace smime {

/// A file that is not what was asked for, in words that end a sentence: "a web page", "a PKCS #12
/// file". Told by its octets, never by its name.
[[nodiscard]] std::string what_it_is(Bytes octets);

/// True if `octets` begin like a bundle of fetched data, which is a tar archive.
[[nodiscard]] bool is_tar(Bytes octets);

/// True where a program put something in front of a message that it stored: a UTF-8 byte order
/// mark, as editors and scripts do, or Apple Mail's line with the length. Then the octets are not
/// those that were sent.
[[nodiscard]] bool has_stored_front(Bytes octets);

/// The finding that `octets` are no message, with what they are and what to do about that, as far
/// as either is known.
[[nodiscard]] Finding not_a_message(Bytes octets);

}  // namespace smime
