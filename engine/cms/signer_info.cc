#include "engine/cms/signer_info.h"

#include "engine/asn1/der.h"

namespace smime::cms {
namespace {

// SignerIdentifier ::= CHOICE { issuerAndSerialNumber, subjectKeyIdentifier [0] }
bool read_identifier(BerReader& in, std::vector<Octets>& storage, SignerIdentifier& out) {
  const auto value = in.read();
  if (!value) return false;
  if (value->tag == asn1::context(0) || value->tag == asn1::context_set(0)) {
    const auto key = octet_string(*value, storage);
    if (!key) return false;
    out.by_key_identifier = true;
    out.key_identifier = *key;
    return true;
  }
  if (value->tag != asn1::kSequence) return false;
  BerReader inner(*value);
  const auto issuer = inner.read(asn1::kSequence);
  const auto serial = inner.read(asn1::kInteger);
  if (!issuer || !serial || serial->value.empty() || !inner.at_end()) return false;
  out.issuer = issuer->whole;
  out.serial = serial->value;
  return true;
}

bool read_algorithm(BerReader& in, AlgorithmIdentifier& out) {
  const auto sequence = in.read(asn1::kSequence);
  if (!sequence) return false;
  auto algorithm = read_algorithm_identifier(sequence->value, sequence->whole);
  if (!algorithm) return false;
  out = std::move(*algorithm);
  return true;
}

// UnsignedAttributes ::= SET SIZE (1..MAX) OF Attribute: only the types are of interest, since
// nothing protects the values.
bool read_attribute_types(Bytes contents, std::vector<std::string>& types) {
  for (BerReader in(contents); !in.at_end();) {
    const auto attribute = in.read(asn1::kSequence);
    if (!attribute) return false;
    BerReader inner(attribute->value);
    const auto id = inner.read(asn1::kOid);
    const auto values = inner.read(asn1::kSet);
    if (!id || !values || !inner.at_end()) return false;
    auto type = asn1::oid(id->value);
    if (!type) return false;
    types.push_back(std::move(*type));
  }
  return true;
}

}  // namespace

std::optional<SignerInfo> read_signer_info(const BerTlv& sequence, std::vector<Octets>& storage,
                                           Fault& fault) {
  SignerInfo info;
  BerReader in(sequence);
  const auto fail = [&](std::string_view expected) {
    fault = {expected, in.rest()};
    return std::nullopt;
  };
  const auto number = in.read(asn1::kInteger);
  const auto version = number ? asn1::small_integer(number->value) : std::nullopt;
  if (!version) return fail("SignerInfo.version");
  info.version = *version;
  if (!read_identifier(in, storage, info.identifier)) return fail("SignerInfo.sid");
  if (!read_algorithm(in, info.digest_algorithm)) return fail("SignerInfo.digestAlgorithm");
  if (in.peek() == asn1::context_set(0)) {
    const auto attributes = in.read();
    if (!attributes) return fail("SignerInfo.signedAttrs");
    info.signed_attributes = attributes->whole;
  }
  if (!read_algorithm(in, info.signature_algorithm)) return fail("SignerInfo.signatureAlgorithm");
  const auto string = in.read();
  const bool is_string = string && (string->tag == asn1::kOctetString || string->tag == 0x24);
  const auto signature = is_string ? octet_string(*string, storage) : std::nullopt;
  if (!signature) return fail("SignerInfo.signature");
  info.signature = *signature;
  if (in.peek() == asn1::context_set(1)) {
    const auto attributes = in.read();
    if (!attributes || !read_attribute_types(attributes->value, info.unsigned_attributes)) {
      return fail("SignerInfo.unsignedAttrs");
    }
  }
  if (!in.at_end()) return fail("end of SignerInfo");
  return info;
}

}  // namespace smime::cms
