#pragma once
#include <openssl/evp.h>

#include <string>

namespace smime::test {

/// The key of a word, RSA 2048 if it begins with "RSA", else EC P-256, made when first asked for.
/// It stays the caller's to use, not to free.
[[nodiscard]] EVP_PKEY* key_called(const std::string& word);

}  // namespace smime::test
