#pragma once
#include <optional>
#include <string_view>

#include "base/bytes.h"

/// A key that everybody has: it stands in the source. It signs hostile test messages, so that a
/// parser is not stopped by arithmetic before it reaches what was made for it. No certificate for
/// it is ever to be trusted.
namespace smime::crypto {

/// The SubjectPublicKeyInfo of the key, RSA 2048.
[[nodiscard]] Bytes throwaway_public_key();
/// A self-signed certificate for it, CN=Throw-away, mallory@example.org, valid until 2049.
[[nodiscard]] Bytes throwaway_certificate();

/// The signature over `message` with PKCS #1 v1.5, which is the same each time. `digest` is one of
/// the names of digest.h; nothing if OpenSSL does not sign with it.
[[nodiscard]] std::optional<Octets> sign_with_throwaway_key(std::string_view digest, Bytes message);

}  // namespace smime::crypto
