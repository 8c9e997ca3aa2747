#include "engine/signer/find_signer.h"

#include <algorithm>
#include <array>

#include "engine/asn1/der.h"
#include "engine/crypto/digest.h"
#include "engine/crypto/name.h"
#include "engine/crypto/signature.h"

namespace smime::signer {
namespace {

using Certificates = std::vector<pki::CertificatePtr>;

// INTEGER contents octets, whatever leading zeros a BER encoder left.
bool same_integer(Bytes a, Bytes b) {
  const auto strip = [](Bytes octets) {
    while (octets.size() > 1 && octets[0] == 0) octets = octets.subspan(1);
    return octets;
  };
  return equal(strip(a), strip(b));
}

// The parts of a SubjectPublicKeyInfo; nothing where it is not one.
struct KeyParts {
  Bytes parameters;      // whole value; may be empty
  asn1::Tlv public_key;  // BIT STRING
};
std::optional<KeyParts> split_key(Bytes subject_public_key_info) {
  const auto outer = asn1::read_whole(subject_public_key_info, asn1::kSequence);
  if (!outer) return std::nullopt;
  asn1::DerReader in(outer->value);
  const auto algorithm = in.read(asn1::kSequence);
  const auto public_key = in.read(asn1::kBitString);
  if (!algorithm || !public_key || !in.at_end()) return std::nullopt;
  asn1::DerReader inner(algorithm->value);
  const auto id = inner.read(asn1::kOid);
  if (!id) return std::nullopt;
  return KeyParts{inner.rest(), *public_key};
}

bool has_key_identifier(const pki::Certificate& certificate, Bytes wanted) {
  if (certificate.key_identifier) return equal(*certificate.key_identifier, wanted);
  if (wanted.size() != std::tuple_size_v<crypto::Sha1>) return false;
  const auto parts = split_key(certificate.public_key_info);
  const auto bits = parts ? asn1::bit_string(parts->public_key.value) : std::nullopt;
  return (bits && equal(crypto::sha1(bits->octets), wanted)) ||
         equal(crypto::sha1(certificate.public_key_info), wanted);
}

// How many issuers may inherit in turn.
constexpr int kIssuerLevels = 8;

struct Inherited {
  const pki::Certificate* issuer = nullptr;  // any of those that agree
  bool has_parameters = false;               // else it inherits, too
};

// What the certificates named `issuer` say about DSA parameters: the same, or nothing at all.
Inherited inherited_from(const Octets& issuer, const Certificates& message,
                         const Certificates& others) {
  const pki::Certificate* first = nullptr;
  std::optional<KeyParts> agreed;
  for (const Certificates* pool : std::array{&message, &others}) {
    for (const pki::CertificatePtr& candidate : *pool) {
      // An issuer may have keys of other types under the same name: they have nothing to give.
      if (candidate->canonical_subject != issuer ||
          candidate->key.kind != crypto::KeyFacts::Kind::Dsa) {
        continue;
      }
      const auto parts = split_key(candidate->public_key_info);
      if (!parts) return {};
      if (first != nullptr && (!equal(agreed->parameters, parts->parameters) ||
                               candidate->canonical_issuer != first->canonical_issuer)) {
        return {};
      }
      first = candidate.get();
      agreed = parts;
    }
  }
  return {first, first != nullptr && !crypto::inherits_parameters(first->key)};
}

// RFC 3279 2.3.2: only where "the CA signed the subject certificate using DSA".
bool may_inherit(const pki::Certificate& certificate) {
  return crypto::inherits_parameters(certificate.key) &&
         certificate.signature_scheme.kind == crypto::SignatureScheme::Kind::Dsa;
}

}  // namespace

Certificates find_signers(const cms::SignerIdentifier& identifier, const Certificates& pool) {
  const Octets issuer =
      identifier.by_key_identifier ? Octets() : crypto::canonical_name(identifier.issuer);
  Certificates found;
  for (const pki::CertificatePtr& certificate : pool) {
    const bool named = identifier.by_key_identifier
                           ? has_key_identifier(*certificate, identifier.key_identifier)
                           : same_integer(certificate->serial, identifier.serial) &&
                                 certificate->canonical_issuer == issuer;
    if (!named) continue;
    const bool known = std::any_of(found.begin(), found.end(), [&](const auto& other) {
      return other->sha256 == certificate->sha256;
    });
    if (!known) found.push_back(certificate);
  }
  return found;
}

bool names_certificate(const cms::CertificateHash& hash, const pki::Certificate& certificate) {
  const auto digest = crypto::digest(hash.digest, certificate.der);
  if (!digest || !equal(*digest, hash.value)) return false;
  if (hash.issuer.empty()) return true;
  // RFC 5035 3, issuerSerial: of a certificate that is no attribute certificate it holds the issuer
  // name alone, as a directoryName [4].
  if (!same_integer(hash.serial, certificate.serial)) return false;
  const auto names = asn1::read_whole(hash.issuer, asn1::kSequence);
  const auto name = names ? asn1::read_whole(names->value, asn1::context_set(4)) : std::nullopt;
  return name && crypto::canonical_name(name->value) == certificate.canonical_issuer;
}

Octets complete_key(const pki::Certificate& certificate, const Certificates& message,
                    const Certificates& others) {
  const pki::Certificate* child = &certificate;
  for (int level = 0; level < kIssuerLevels && may_inherit(*child); ++level) {
    const Inherited above = inherited_from(child->canonical_issuer, message, others);
    if (above.issuer == nullptr) return {};
    if (above.has_parameters)
      return crypto::with_parameters_of(certificate.public_key_info, above.issuer->public_key_info);
    child = above.issuer;
  }
  return {};
}

}  // namespace smime::signer
