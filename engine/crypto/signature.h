#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/limits.h"

namespace smime::crypto {

/// What a SubjectPublicKeyInfo holds.
struct KeyFacts {
  enum class Kind : std::uint8_t { Rsa, RsaPss, Ec, Ed25519, Ed448, Dsa, Unsupported };
  Kind kind = Kind::Unsupported;
  std::uint32_t bits = 0;           // modulus, field or group size
  std::uint32_t exponent_bits = 0;  // RSA
  bool small_exponent = false;      // RSA, below 65537
  /// Why nobody should rely on the key, whatever its length: "even modulus", "curve given in full",
  /// "point of small order"; empty: no such reason is known. A literal.
  std::string_view flaw;
  std::string name;  // "RSA 2048", "EC P-256", "Ed25519"
};
/// Whether the point of an EC key lies on its curve costs as much as a fifth of a signature check
/// or more; PointCheck::Later leaves it open, for keys that nothing may come of.
enum class PointCheck : std::uint8_t { Now, Later };
[[nodiscard]] KeyFacts describe_key(Bytes subject_public_key_info,
                                    PointCheck point = PointCheck::Now);

/// The name of the limit that a key exceeds (rsa_bits, rsa_exponent_bits or dsa_bits); null: none.
/// No key that exceeds one is ever given to verify().
[[nodiscard]] const char* exceeded_limit(const KeyFacts& key, const Limits& limits);

/// True for a DSA key whose parameters are those of its issuer's key (RFC 3279 2.3.2).
[[nodiscard]] bool inherits_parameters(const KeyFacts& key);
/// Such a key with the parameters of `issuer`, which is a SubjectPublicKeyInfo, too. Empty: the
/// first has its own, the second has none, or either is no DSA key.
[[nodiscard]] Octets with_parameters_of(Bytes subject_public_key_info, Bytes issuer);

/// An AlgorithmIdentifier as signatures use it, read strictly.
struct SignatureScheme {
  enum class Kind : std::uint8_t { RsaPkcs1, RsaPss, Ecdsa, Ed25519, Ed448, Dsa, Unsupported };
  Kind kind = Kind::Unsupported;
  std::string digest;       // empty: not named by the identifier (rsaEncryption) or intrinsic
  std::string mgf_digest;   // RSA-PSS
  std::uint32_t salt = 20;  // RSA-PSS, octets
  bool good_parameters = true;
  /// "rsa-pkcs1", "rsa-pss", "ecdsa", "ed25519", "ed448", "dsa"; the dotted OID if unsupported.
  std::string name;
};
[[nodiscard]] SignatureScheme read_scheme(std::string_view oid, Bytes parameters);

/// How far the strength of a signature may rest on a digest: MD2, MD4 and MD5 are broken, SHA-1 is
/// weak. Said of every digest not known to be so: Sound.
enum class DigestStrength : std::uint8_t { Broken, Weak, Sound };
[[nodiscard]] DigestStrength strength_of(std::string_view digest);

/// The weakest digest of `scheme`, that of its mask generation (RSA-PSS) included, and of `digest`
/// if that is not empty. The rule for signatures of messages and of certificates alike.
[[nodiscard]] std::string weakest_digest(const SignatureScheme& scheme,
                                         std::string_view digest = {});

/// The digest an algorithm identifier names, also where a signature algorithm stands in its place
/// (old Windows software writes sha256WithRSAEncryption there). Empty: unknown.
[[nodiscard]] std::string digest_named_by(std::string_view oid);

enum class Check : std::uint8_t { Good, Bad, Unsupported };

/// Verifies `signature` over `message` with EVP. `digest` is used where the scheme names none.
/// Good only if key, scheme and value fit. Unsupported: a kind of key or a curve that
/// describe_key() does not know, of which OpenSSL sees nothing, or a key that it refuses. With a
/// key that gives its curve in full every signature is Bad: whoever chooses the base point can sign
/// for any public key (CVE-2020-0601). Keeps no state, leaves nothing in OpenSSL's error queue.
[[nodiscard]] Check verify(Bytes subject_public_key_info, const SignatureScheme& scheme,
                           std::string_view digest, Bytes message, Bytes signature);

/// "OpenSSL 3.0.22 …" of the library that is loaded.
[[nodiscard]] std::string library_version();

}  // namespace smime::crypto
