#pragma once
#include <openssl/evp.h>

#include <string>

namespace smime::test {

/// The EC P-256 key of a word, made when first asked for. It stays the caller's to use, not to free.
[[nodiscard]] EVP_PKEY* key_called(const std::string& word);

}  // namespace smime::test
