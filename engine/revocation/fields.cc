#include "engine/revocation/fields.h"

#include <algorithm>
#include <set>
#include <string>

namespace smime::revocation {

using asn1::DerReader;

std::optional<SignedParts> read_signed(Bytes octets, std::string& expected, bool may_follow) {
  expected = "one SEQUENCE in DER and nothing behind it";
  const auto outer = asn1::read_whole(octets, asn1::kSequence);
  if (!outer) return std::nullopt;
  expected = "a SEQUENCE to be signed, an algorithm and a signature as a BIT STRING";
  DerReader fields(outer->value);
  const auto tbs = fields.read(asn1::kSequence);
  const auto algorithm = fields.read(asn1::kSequence);
  const auto signature = fields.read(asn1::kBitString);
  if (!tbs || !algorithm || !signature) return std::nullopt;
  if (!fields.at_end() && !may_follow) return std::nullopt;
  expected = "a signature without unused bits";
  const auto bits = asn1::bit_string(signature->value);
  if (!bits || bits->unused != 0) return std::nullopt;
  expected = "a readable signature algorithm";
  DerReader inner(algorithm->value);
  const auto identifier = inner.read(asn1::kOid);
  const auto dotted = identifier ? asn1::oid(identifier->value) : std::nullopt;
  if (!dotted) return std::nullopt;
  Bytes parameters;
  if (!inner.at_end()) {
    const auto value = inner.read();
    if (!value || !inner.at_end()) return std::nullopt;
    parameters = value->whole;
  }
  return SignedParts{*tbs, algorithm->whole, crypto::read_scheme(*dotted, parameters), bits->octets,
                     fields.rest()};
}

std::optional<std::vector<pki::Extension>> read_extension_list(Bytes whole, const Limits& limits) {
  const auto list = asn1::read_whole(whole, asn1::kSequence);
  if (!list || list->value.empty()) return std::nullopt;
  std::vector<pki::Extension> extensions;
  std::vector<Bytes> seen;
  for (DerReader reader(list->value); !reader.at_end();) {
    const auto sequence = reader.read(asn1::kSequence);
    if (!sequence) return std::nullopt;
    DerReader fields(sequence->value);
    const auto identifier = fields.read(asn1::kOid);
    const auto dotted = identifier ? asn1::oid(identifier->value) : std::nullopt;
    if (!dotted || seen.size() >= limits.extensions) return std::nullopt;
    // Few: looking through them costs less than a set in each entry of a large CRL.
    const auto same = [&](Bytes other) { return equal(other, identifier->value); };
    if (std::any_of(seen.begin(), seen.end(), same)) return std::nullopt;
    seen.push_back(identifier->value);
    pki::Extension extension{*dotted, false, {}};
    if (const auto critical = fields.read(asn1::kBoolean)) {
      const auto value = asn1::boolean(critical->value);
      if (!value) return std::nullopt;
      extension.critical = *value;  // an encoded FALSE breaks DER and is common
    }
    const auto value = fields.read(asn1::kOctetString);
    if (!value || !fields.at_end()) return std::nullopt;
    extension.value = value->value;
    extensions.push_back(std::move(extension));
  }
  return extensions;
}

bool minimal_integer(Bytes contents) {
  if (contents.size() < 2) return !contents.empty();
  const bool high = (contents[1] & 0x80U) != 0;
  return !(contents[0] == 0x00 && !high) && !(contents[0] == 0xFF && high);
}

std::optional<int> read_reason(Bytes whole) {
  const auto tlv = asn1::read_whole(whole, asn1::kEnumerated);
  const auto number = tlv ? asn1::small_integer(tlv->value) : std::nullopt;
  if (!number || *number < 0 || *number > 10 || *number == 7) return std::nullopt;
  return static_cast<int>(*number);
}

}  // namespace smime::revocation
