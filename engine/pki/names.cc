#include "engine/pki/names.h"

#include "base/text.h"
#include "engine/asn1/der.h"
#include "engine/asn1/oids.h"

namespace smime::pki {
namespace {

using asn1::DerReader;

bool is_oid(Bytes value, std::string_view dotted) {
  const auto read = asn1::oid(value);
  return read && *read == dotted;
}

// T.61 (1988) has other characters than ASCII, or none, at these places.
constexpr std::string_view kNotInT61 = "#$\\^`{}~";

bool is_text(std::uint8_t tag, Bytes octets) {
  switch (tag) {
    case asn1::kIa5String:
      return true;
    case asn1::kUtf8String:
    case asn1::kPrintableString:  // "@" is none of its characters; where it stands all the same, it
                                  // is one
      return is_ascii(as_text(octets));
    case asn1::kTeletexString:
      return is_ascii(as_text(octets)) &&
             as_text(octets).find_first_of(kNotInT61) == std::string_view::npos;
    default:
      return false;
  }
}

/// AttributeTypeAndValue ::= SEQUENCE { type OBJECT IDENTIFIER, value ANY }
bool is_attribute(Bytes contents) {
  DerReader fields(contents);
  return fields.read(asn1::kOid) && fields.read() && fields.at_end();
}

/// RelativeDistinguishedName ::= SET SIZE (1..MAX) OF AttributeTypeAndValue
bool is_rdn(Bytes contents) {
  DerReader attributes(contents);
  do {
    const auto attribute = attributes.read(asn1::kSequence);
    if (!attribute || !is_attribute(attribute->value)) return false;
  } while (!attributes.at_end());
  return true;
}

}  // namespace

bool is_der_name(Bytes name) {
  constexpr std::uint32_t kDepth = 16;  // of a value that is no string; three levels hold it
  const auto sequence = asn1::read_whole(name, asn1::kSequence);
  if (!sequence || !asn1::is_der(name, kDepth)) return false;
  for (DerReader rdns(sequence->value); !rdns.at_end();) {
    const auto rdn = rdns.read(asn1::kSet);
    if (!rdn || !is_rdn(rdn->value)) return false;
  }
  return true;
}

std::vector<SubjectEmail> subject_emails(Bytes name) {
  std::vector<SubjectEmail> values;
  const auto sequence = asn1::read_whole(name, asn1::kSequence);
  if (!sequence) return values;
  DerReader rdns(sequence->value);
  while (const auto rdn = rdns.read(asn1::kSet)) {
    DerReader attributes(rdn->value);
    while (const auto attribute = attributes.read(asn1::kSequence)) {
      DerReader fields(attribute->value);
      const auto type = fields.read(asn1::kOid);
      const auto value = fields.read();
      if (type && value && is_oid(type->value, oid::kEmailAddress))
        values.push_back({value->value, is_text(value->tag, value->value)});
    }
  }
  return values;
}

bool is_smtp_utf8(const GeneralName& name) {
  if (name.tag != 0) return false;
  const auto type = DerReader(name.value).read(asn1::kOid);
  return type && is_oid(type->value, oid::kSmtpUtf8Mailbox);
}

std::optional<Bytes> other_name_text(Bytes other_name) {
  DerReader reader(other_name);
  if (!reader.read(asn1::kOid)) return std::nullopt;
  // otherName: type-id OBJECT IDENTIFIER, value [0] EXPLICIT
  const auto tagged = asn1::read_whole(reader.rest(), asn1::context_set(0));
  const auto text = tagged ? asn1::read_whole(tagged->value, asn1::kUtf8String) : std::nullopt;
  if (!text) return std::nullopt;
  return text->value;
}

}  // namespace smime::pki
