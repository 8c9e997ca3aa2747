// Domain parameters of a DSA key that stand in the certificate of its issuer (RFC 3279 2.3.2).
#include <optional>

#include "engine/asn1/der.h"
#include "engine/crypto/signature.h"

namespace smime::crypto {
namespace {

constexpr std::string_view kDsa = "1.2.840.10040.4.1";

struct DsaKey {
  asn1::Tlv id;
  Bytes parameters;  // whole value; empty: none, or NULL
  Bytes public_key;  // BIT STRING, whole value
};

std::optional<DsaKey> read_dsa_key(Bytes subject_public_key_info) {
  const auto sequence = asn1::read_whole(subject_public_key_info, asn1::kSequence);
  if (!sequence) return std::nullopt;
  asn1::DerReader fields(sequence->value);
  const auto algorithm = fields.read(asn1::kSequence);
  const auto bits = fields.read(asn1::kBitString);
  if (!algorithm || !bits || !fields.at_end()) return std::nullopt;
  asn1::DerReader inner(algorithm->value);
  const auto id = inner.read(asn1::kOid);
  if (!id || asn1::oid(id->value) != kDsa) return std::nullopt;
  DsaKey key{*id, {}, bits->whole};
  if (const auto parameters = inner.read(); parameters && parameters->tag != asn1::kNull)
    key.parameters = parameters->whole;
  if (!inner.at_end()) return std::nullopt;
  return key;
}

}  // namespace

bool inherits_parameters(const KeyFacts& key) {
  return key.kind == KeyFacts::Kind::Dsa && key.bits == 0 && key.flaw.empty();
}

Octets with_parameters_of(Bytes subject_public_key_info, Bytes issuer) {
  const auto key = read_dsa_key(subject_public_key_info);
  const auto source = read_dsa_key(issuer);
  if (!key || !source || !key->parameters.empty() || source->parameters.empty()) return {};
  Octets algorithm = copy(key->id.whole);
  algorithm.insert(algorithm.end(), source->parameters.begin(), source->parameters.end());
  Octets contents = asn1::encode(asn1::kSequence, algorithm);
  contents.insert(contents.end(), key->public_key.begin(), key->public_key.end());
  return asn1::encode(asn1::kSequence, contents);
}

}  // namespace smime::crypto
