// Algorithm identifiers as signatures use them (RFC 3370, 4055, 5754, 5758, 8419, 9688).
#include <algorithm>
#include <iterator>

#include "engine/asn1/der.h"
#include "engine/crypto/signature.h"

namespace smime::crypto {
namespace {

using Kind = SignatureScheme::Kind;

struct DigestOid {
  std::string_view oid, name;
};
constexpr DigestOid kDigestOids[] = {
    {"2.16.840.1.101.3.4.2.1", "sha256"},
    {"1.3.14.3.2.26", "sha1"},
    {"2.16.840.1.101.3.4.2.2", "sha384"},
    {"2.16.840.1.101.3.4.2.3", "sha512"},
    {"2.16.840.1.101.3.4.2.4", "sha224"},
    {"1.2.840.113549.2.5", "md5"},
    {"1.2.840.113549.2.4", "md4"},
    {"1.2.840.113549.2.2", "md2"},
    {"2.16.840.1.101.3.4.2.5", "sha512-224"},
    {"2.16.840.1.101.3.4.2.6", "sha512-256"},
    {"2.16.840.1.101.3.4.2.7", "sha3-224"},
    {"2.16.840.1.101.3.4.2.8", "sha3-256"},
    {"2.16.840.1.101.3.4.2.9", "sha3-384"},
    {"2.16.840.1.101.3.4.2.10", "sha3-512"},
    {"2.16.840.1.101.3.4.2.11", "shake128"},
    {"2.16.840.1.101.3.4.2.12", "shake256"},
    {"2.16.840.1.101.3.4.2.18", "shake256"},
};

/// X9.62: the digest is its parameter.
constexpr std::string_view kEcdsaWithSpecified = "1.2.840.10045.4.3";

struct SchemeOid {
  std::string_view oid;
  Kind kind;
  std::string_view digest;
};
constexpr SchemeOid kSchemeOids[] = {
    {"1.2.840.113549.1.1.11", Kind::RsaPkcs1, "sha256"},
    {"1.2.840.113549.1.1.1", Kind::RsaPkcs1, ""},
    {"1.2.840.113549.1.1.5", Kind::RsaPkcs1, "sha1"},
    {"1.3.14.3.2.29", Kind::RsaPkcs1, "sha1"},
    {"1.2.840.113549.1.1.12", Kind::RsaPkcs1, "sha384"},
    {"1.2.840.113549.1.1.13", Kind::RsaPkcs1, "sha512"},
    {"1.2.840.113549.1.1.14", Kind::RsaPkcs1, "sha224"},
    {"1.2.840.113549.1.1.15", Kind::RsaPkcs1, "sha512-224"},
    {"1.2.840.113549.1.1.16", Kind::RsaPkcs1, "sha512-256"},
    {"2.16.840.1.101.3.4.3.13", Kind::RsaPkcs1, "sha3-224"},
    {"2.16.840.1.101.3.4.3.14", Kind::RsaPkcs1, "sha3-256"},
    {"2.16.840.1.101.3.4.3.15", Kind::RsaPkcs1, "sha3-384"},
    {"2.16.840.1.101.3.4.3.16", Kind::RsaPkcs1, "sha3-512"},
    {"1.2.840.113549.1.1.4", Kind::RsaPkcs1, "md5"},
    {"1.2.840.113549.1.1.3", Kind::RsaPkcs1, "md4"},
    {"1.2.840.113549.1.1.2", Kind::RsaPkcs1, "md2"},
    {"1.2.840.113549.1.1.10", Kind::RsaPss, ""},
    {"1.2.840.10045.4.3.2", Kind::Ecdsa, "sha256"},
    {"1.2.840.10045.4.3.3", Kind::Ecdsa, "sha384"},
    {"1.2.840.10045.4.3.4", Kind::Ecdsa, "sha512"},
    {"1.2.840.10045.4.3.1", Kind::Ecdsa, "sha224"},
    {"1.2.840.10045.4.1", Kind::Ecdsa, "sha1"},
    {kEcdsaWithSpecified, Kind::Ecdsa, ""},
    {"2.16.840.1.101.3.4.3.9", Kind::Ecdsa, "sha3-224"},
    {"2.16.840.1.101.3.4.3.10", Kind::Ecdsa, "sha3-256"},
    {"2.16.840.1.101.3.4.3.11", Kind::Ecdsa, "sha3-384"},
    {"2.16.840.1.101.3.4.3.12", Kind::Ecdsa, "sha3-512"},
    {"1.2.840.10045.2.1", Kind::Ecdsa, ""},
    {"1.3.101.112", Kind::Ed25519, ""},
    {"1.3.101.113", Kind::Ed448, ""},
    {"1.2.840.10040.4.3", Kind::Dsa, "sha1"},
    {"1.2.840.10040.4.1", Kind::Dsa, ""},
    {"2.16.840.1.101.3.4.3.1", Kind::Dsa, "sha224"},
    {"2.16.840.1.101.3.4.3.2", Kind::Dsa, "sha256"},
    {"2.16.840.1.101.3.4.3.3", Kind::Dsa, "sha384"},
    {"2.16.840.1.101.3.4.3.4", Kind::Dsa, "sha512"},
};

std::string_view kind_name(Kind kind) {
  switch (kind) {
    case Kind::RsaPkcs1:
      return "rsa-pkcs1";
    case Kind::RsaPss:
      return "rsa-pss";
    case Kind::Ecdsa:
      return "ecdsa";
    case Kind::Ed25519:
      return "ed25519";
    case Kind::Ed448:
      return "ed448";
    case Kind::Dsa:
      return "dsa";
    case Kind::Unsupported:
      break;
  }
  return "";
}

bool is_null(Bytes parameters) {
  return parameters.size() == 2 && parameters[0] == asn1::kNull && parameters[1] == 0;
}

template <typename Table>
auto lookup(const Table& table, std::string_view oid) {
  return std::find_if(std::begin(table), std::end(table),
                      [&](const auto& entry) { return entry.oid == oid; });
}

/// The digest named by a HashAlgorithm value; empty if it names none or has odd parameters.
std::string hash_algorithm(Bytes algorithm) {
  const auto sequence = asn1::read_whole(algorithm, asn1::kSequence);
  if (!sequence) return {};
  asn1::DerReader in(sequence->value);
  const auto id = in.read(asn1::kOid);
  if (!id || !(in.at_end() || is_null(in.rest()))) return {};
  const auto oid = asn1::oid(id->value);
  const auto* const known = lookup(kDigestOids, oid.value_or(""));
  return known == std::end(kDigestOids) ? std::string() : std::string(known->name);
}

/// RSASSA-PSS-params (RFC 4055 3.1). Every field has a default; an absent SEQUENCE is an error in a
/// signature (3.1: "the parameters MUST be present" there).
bool read_pss(Bytes parameters, SignatureScheme& scheme) {
  scheme.digest = scheme.mgf_digest = "sha1";
  const auto sequence = asn1::read_whole(parameters, asn1::kSequence);
  if (!sequence) return false;
  asn1::DerReader in(sequence->value);
  if (const auto hash = in.read(asn1::context_set(0))) scheme.digest = hash_algorithm(hash->value);
  if (const auto mgf = in.read(asn1::context_set(1))) {
    const auto algorithm = asn1::read_whole(mgf->value, asn1::kSequence);
    if (!algorithm) return false;
    asn1::DerReader inner(algorithm->value);
    const auto id = inner.read(asn1::kOid);
    if (!id || asn1::oid(id->value) != "1.2.840.113549.1.1.8") return false;  // id-mgf1
    scheme.mgf_digest = hash_algorithm(inner.rest());
  }
  if (const auto salt = in.read(asn1::context_set(2))) {
    const auto integer = asn1::read_whole(salt->value, asn1::kInteger);
    const auto length = integer ? asn1::small_integer(integer->value) : std::nullopt;
    if (!length || *length < 0 || *length > 1024) return false;
    scheme.salt = static_cast<std::uint32_t>(*length);
  }
  if (const auto trailer = in.read(asn1::context_set(3))) {
    const auto integer = asn1::read_whole(trailer->value, asn1::kInteger);
    if (!integer || asn1::small_integer(integer->value) != 1) return false;
  }
  return in.at_end() && !scheme.digest.empty() && !scheme.mgf_digest.empty();
}

}  // namespace

SignatureScheme read_scheme(std::string_view oid, Bytes parameters) {
  SignatureScheme scheme;
  const auto* const known = lookup(kSchemeOids, oid);
  if (known == std::end(kSchemeOids)) {
    scheme.name = oid;
    return scheme;
  }
  scheme.kind = known->kind;
  scheme.digest = known->digest;
  scheme.name = kind_name(known->kind);
  if (oid == kEcdsaWithSpecified) {
    scheme.digest = hash_algorithm(parameters);
    if (!scheme.digest.empty()) return scheme;
    scheme.kind = Kind::Unsupported;
    scheme.name = oid;
    return scheme;
  }
  switch (scheme.kind) {
    case Kind::RsaPss:
      scheme.good_parameters = read_pss(parameters, scheme);
      break;
    case Kind::Ed25519:
    case Kind::Ed448:
      // RFC 8410 3: the parameters MUST be absent.
      scheme.good_parameters = parameters.empty();
      break;
    case Kind::RsaPkcs1:
    case Kind::Ecdsa:
      // RFC 4055 5 wants NULL, RFC 5758 3.2 wants nothing; both forms occur for both in real mail,
      // and neither carries information.
      scheme.good_parameters = parameters.empty() || is_null(parameters);
      break;
    default:
      // DSA: RFC 3370 3.1 wants nothing; older software repeats the key's parameters, which are
      // taken from the key alone.
      break;
  }
  return scheme;
}

DigestStrength strength_of(std::string_view digest) {
  if (digest == "md5" || digest == "md4" || digest == "md2") return DigestStrength::Broken;
  return digest == "sha1" ? DigestStrength::Weak : DigestStrength::Sound;
}

std::string weakest_digest(const SignatureScheme& scheme, std::string_view digest) {
  std::string_view weakest = scheme.digest.empty() ? digest : std::string_view(scheme.digest);
  for (const std::string_view other : {std::string_view(scheme.mgf_digest), digest}) {
    if (strength_of(other) < strength_of(weakest)) weakest = other;
  }
  return std::string(weakest);
}

std::string digest_named_by(std::string_view oid) {
  if (const auto* const known = lookup(kDigestOids, oid); known != std::end(kDigestOids))
    return std::string(known->name);
  if (const auto* const known = lookup(kSchemeOids, oid); known != std::end(kSchemeOids))
    return std::string(known->digest);
  return {};
}

}  // namespace smime::crypto
