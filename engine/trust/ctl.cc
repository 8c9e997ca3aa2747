#include "engine/trust/ctl.h"

#include <charconv>

#include "engine/asn1/der.h"

namespace smime::trust {
namespace {

// wincrypt.h: the OID of a property is this arc and the property's id.
constexpr std::string_view kPropertyArc = "1.3.6.1.4.1.311.10.11.";

class CtlReader {
 public:
  CtlReader(Bytes octets, std::uint32_t base, std::uint32_t limit)
      : octets_(octets), base_(base), limit_(limit) {}

  std::variant<CertificateTrustList, Fault> read() {
    asn1::DerReader file(octets_);
    const auto outer = file.read(asn1::kSequence);
    if (!outer || !file.at_end()) return fault(file.rest(), "one CertificateTrustList SEQUENCE");
    asn1::DerReader fields(outer->value);
    (void)fields.read(asn1::kInteger);  // version DEFAULT v1
    const auto usage = fields.read(asn1::kSequence);
    if (!usage || !read_usage(usage->value)) return fault(fields.rest(), "subjectUsage");
    if (const auto id = fields.read(asn1::kOctetString)) ctl_.list_identifier = copy(id->value);
    if (const auto n = fields.read(asn1::kInteger)) ctl_.sequence_number = copy(n->value);
    const auto this_update = read_time(fields);
    if (!this_update) return fault(fields.rest(), "the time ctlThisUpdate");
    ctl_.this_update = *this_update;
    ctl_.next_update = read_time(fields);
    if (!read_algorithm(fields)) return fault(fields.rest(), "the AlgorithmIdentifier");
    if (const auto subjects = fields.read(asn1::kSequence)) {
      if (const auto bad = read_subjects(subjects->value)) {
        return fault(*bad, "a TrustedSubject, at most " + std::to_string(limit_));
      }
    }
    (void)fields.read(asn1::context_set(0));  // ctlExtensions
    if (!fields.at_end()) return fault(fields.rest(), "the end of the CertificateTrustList");
    return std::move(ctl_);
  }

 private:
  [[nodiscard]] std::uint32_t position(Bytes inside) const {
    return base_ + static_cast<std::uint32_t>(inside.data() - octets_.data());
  }

  [[nodiscard]] Fault fault(Bytes rest, std::string expected) const {
    return {position(rest), std::move(expected), first_octets(rest), false};
  }

  bool read_usage(Bytes contents) {
    asn1::DerReader items(contents);
    while (!items.at_end()) {
      const auto item = items.read(asn1::kOid);
      const auto dotted = item ? asn1::oid(item->value) : std::nullopt;
      if (!dotted) return false;
      ctl_.subject_usage.push_back(*dotted);
    }
    return true;
  }

  static std::optional<Time> read_time(asn1::DerReader& fields) {
    const auto tag = fields.peek();
    if (tag != asn1::kUtcTime && tag != asn1::kGeneralizedTime) return std::nullopt;
    asn1::DerReader ahead = fields;
    const auto value = ahead.read();
    const auto time = value ? asn1::time(*value) : std::nullopt;
    if (time) fields = ahead;
    return time;
  }

  bool read_algorithm(asn1::DerReader& fields) {
    const auto algorithm = fields.read(asn1::kSequence);
    if (!algorithm) return false;
    const auto id = asn1::DerReader(algorithm->value).read(asn1::kOid);
    if (!id) return false;
    ctl_.subject_algorithm = asn1::oid(id->value).value_or("");
    return true;
  }

  /// What could not be read, if anything.
  std::optional<Bytes> read_subjects(Bytes contents) {
    asn1::DerReader subjects(contents);
    while (!subjects.at_end()) {
      const Bytes here = subjects.rest();
      const auto subject = subjects.read(asn1::kSequence);
      if (!subject || ctl_.entries.size() >= limit_) return here;
      asn1::DerReader fields(subject->value);
      const auto identifier = fields.read(asn1::kOctetString);
      if (!identifier) return here;
      CtlEntry entry{copy(identifier->value), {}};
      if (const auto attributes = fields.read(asn1::kSet)) {
        if (!read_attributes(attributes->value, entry)) return here;
      }
      if (!fields.at_end()) return here;
      ctl_.entries.push_back(std::move(entry));
    }
    return std::nullopt;
  }

  bool read_attributes(Bytes contents, CtlEntry& entry) const {
    asn1::DerReader attributes(contents);
    while (!attributes.at_end()) {
      const Bytes here = attributes.rest();
      const auto attribute = attributes.read(asn1::kSequence);
      if (!attribute) return false;
      asn1::DerReader fields(attribute->value);
      const auto type = fields.read(asn1::kOid);
      const auto values = fields.read(asn1::kSet);
      if (!type || !values || !fields.at_end()) return false;
      const auto id = property_id(asn1::oid(type->value).value_or(""));
      if (!id) continue;
      // One OCTET STRING around the value that a serialized store would hold.
      const auto value = asn1::read_whole(values->value, asn1::kOctetString);
      if (!value) return false;
      entry.properties.push_back({*id, 1, position(here), copy(value->value)});
    }
    return true;
  }

  static std::optional<std::uint32_t> property_id(std::string_view dotted) {
    if (dotted.substr(0, kPropertyArc.size()) != kPropertyArc) return std::nullopt;
    dotted.remove_prefix(kPropertyArc.size());
    std::uint32_t id = 0;
    const auto [end, error] = std::from_chars(dotted.data(), dotted.data() + dotted.size(), id);
    if (error != std::errc() || end != dotted.data() + dotted.size()) return std::nullopt;
    return id;
  }

  Bytes octets_;
  std::uint32_t base_, limit_;
  CertificateTrustList ctl_;
};

}  // namespace

std::variant<CertificateTrustList, Fault> read_ctl(Bytes octets, std::uint32_t base,
                                                   std::uint32_t limit) {
  return CtlReader(octets, base, limit).read();
}

}  // namespace smime::trust
