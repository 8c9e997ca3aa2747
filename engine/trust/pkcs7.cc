#include "engine/trust/pkcs7.h"

#include "engine/asn1/der.h"
#include "engine/asn1/oids.h"
#include "engine/trust/ber.h"

namespace smime::trust {
namespace {

using Result = std::variant<Pkcs7Container, Pkcs7Fault>;

std::uint32_t position(Bytes octets, Bytes inside) {
  return static_cast<std::uint32_t>(inside.data() - octets.data());
}

Pkcs7Fault fault_at(Bytes octets, Bytes rest, std::string expected) {
  return {{position(octets, rest), std::move(expected), first_octets(rest), ends_too_early(rest)},
          false};
}

/// The members of a SET OF; nothing where one cannot be delimited.
std::optional<Bytes> append_members(Bytes contents, std::vector<Bytes>& out, std::size_t limit) {
  BerReader members(contents);
  while (!members.at_end()) {
    const auto member = out.size() < limit ? members.read() : std::nullopt;
    if (!member) return members.rest();
    out.push_back(member->whole);
  }
  return std::nullopt;
}

/// SignedData without its tag and length (RFC 2315 9.1).
Result read_signed_data(Bytes octets, Bytes contents, std::uint32_t limit) {
  Pkcs7Container container;
  BerReader fields(contents);
  if (!fields.skip(asn1::kInteger)) return fault_at(octets, fields.rest(), "a version INTEGER");
  if (!fields.skip(asn1::kSet)) return fault_at(octets, fields.rest(), "SET of digest algorithms");
  const auto inner = fields.read(asn1::kSequence);
  if (!inner) return fault_at(octets, fields.rest(), "the inner ContentInfo SEQUENCE");
  BerReader info(inner->contents);
  const auto type = info.read(asn1::kOid);
  if (!type) return fault_at(octets, info.rest(), "a content type OBJECT IDENTIFIER");
  container.content_type = asn1::oid(type->contents).value_or("");
  if (const auto content = info.read(asn1::context_set(0))) container.content = content->contents;
  if (const auto certificates = fields.read(asn1::context_set(0))) {
    if (const auto bad = append_members(certificates->contents, container.certificates, limit)) {
      return fault_at(octets, *bad, "a certificate, at most " + std::to_string(limit));
    }
  }
  if (const auto crls = fields.read(asn1::context_set(1))) {
    const std::size_t left = limit - container.certificates.size();
    if (const auto bad = append_members(crls->contents, container.crls, left)) {
      return fault_at(octets, *bad, "a CRL, at most " + std::to_string(left));
    }
  }
  if (!fields.skip(asn1::kSet)) return fault_at(octets, fields.rest(), "SET of signer infos");
  if (!fields.at_end()) return fault_at(octets, fields.rest(), "the end of SignedData");
  return container;
}

}  // namespace

Result read_pkcs7(Bytes octets, std::uint32_t limit) {
  BerReader file(octets);
  const auto outer = file.read(asn1::kSequence);
  if (!outer) return fault_at(octets, file.rest(), "a PKCS #7 SEQUENCE");
  Bytes contents = outer->contents;
  BerReader info(outer->contents);
  if (const auto type = info.read(asn1::kOid)) {
    const auto dotted = asn1::oid(type->contents);
    if (dotted != oid::kSignedData) {
      return Pkcs7Fault{
          {position(octets, type->whole), "content type signedData",
           dotted ? std::string(oid::name(*dotted)) : "an unreadable identifier", false},
          true};
    }
    const auto wrapped = info.read(asn1::context_set(0));
    if (!wrapped) return fault_at(octets, info.rest(), "[0] around SignedData");
    BerReader inside(wrapped->contents);
    const auto signed_data = inside.read(asn1::kSequence);
    if (!signed_data) return fault_at(octets, inside.rest(), "the SignedData SEQUENCE");
    contents = signed_data->contents;
  }
  Result result = read_signed_data(octets, contents, limit);
  if (auto* container = std::get_if<Pkcs7Container>(&result)) container->trailing = file.rest();
  return result;
}

}  // namespace smime::trust
