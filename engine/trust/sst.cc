#include "engine/trust/sst.h"

#include <algorithm>
#include <array>

namespace smime::trust {
namespace {

constexpr std::uint32_t kRecordHeader = 12;
constexpr std::array<std::uint8_t, 8> kStoreHeader = {0, 0, 0, 0, 'C', 'E', 'R', 'T'};
// wincrypt.h: property ids go up to 0xFFFF, those from 0x8000 on are the user's.
constexpr std::uint32_t kLastId = 0xFFFF;
constexpr std::uint32_t kX509 = 1, kX509OrPkcs7 = 0x10001;
// A Windows Update list has ten properties per certificate. In the mean of all elements so far:
// a single one may have many more.
constexpr std::uint32_t kPropertiesPerElement = 16, kFreeProperties = 1'000;

std::uint32_t little_endian(Bytes octets, std::uint32_t offset) {
  return std::uint32_t{octets[offset]} | std::uint32_t{octets[offset + 1]} << 8U |
         std::uint32_t{octets[offset + 2]} << 16U | std::uint32_t{octets[offset + 3]} << 24U;
}

bool is_context(std::uint32_t id) {
  return id >= kCertificateContext && id <= kLastReservedContext;
}
/// Reserved kinds belong to nobody known: "skip; it ends no group".
bool ends_group(std::uint32_t id) { return id >= kCertificateContext && id <= kCtlContext; }

bool good_encoding(const Record& record) {
  return record.encoding == kX509 || (record.id == kCtlContext && record.encoding == kX509OrPkcs7);
}

class Scanner {
 public:
  Scanner(Bytes octets, const Limits& limits)
      : octets_(octets), size_(static_cast<std::uint32_t>(octets.size())), limits_(limits) {}

  Framing store() {
    if (!has_store_header(octets_)) {
      const bool begun = size_ < kStoreHeader.size() &&
                         std::equal(octets_.begin(), octets_.end(), kStoreHeader.begin());
      fail(0, "the header 00 00 00 00 43 45 52 54", first_octets(octets_), begun);
      return std::move(framing_);
    }
    at_ = static_cast<std::uint32_t>(kStoreHeader.size());
    while (step(true) == Next::More) {
    }
    return std::move(framing_);
  }

  Framing element() {
    while (step(false) == Next::More) {
    }
    return std::move(framing_);
  }

 private:
  enum class Next : std::uint8_t { More, Stop };

  Next fail(std::uint32_t offset, std::string expected, std::string found, bool truncated) {
    framing_.fault = Fault{offset, std::move(expected), std::move(found), truncated};
    return Next::Stop;
  }

  Next end_record() {
    if (pending_ > 0) {
      return fail(at_, "the certificate, CRL or CTL that the properties before belong to",
                  "the end record", false);
    }
    if (little_endian(octets_, at_ + 4) != 0 || little_endian(octets_, at_ + 8) != 0) {
      return fail(at_, "an end record of twelve zero octets",
                  first_octets(octets_.subspan(at_ + 4, 8)) + " after id 0", false);
    }
    framing_.end = at_ + kRecordHeader;
    return Next::Stop;
  }

  Next step(bool in_store) {
    const std::uint32_t rest = size_ - at_;
    if (rest < kRecordHeader) {
      return fail(at_, in_store ? "a record of at least 12 octets, or the end record" : "a record",
                  rest == 0 ? "the end of the file" : std::to_string(rest) + " octets", true);
    }
    Record record{little_endian(octets_, at_), little_endian(octets_, at_ + 4), at_, {}};
    const std::uint32_t length = little_endian(octets_, at_ + 8);
    if (record.id == 0 && in_store) return end_record();
    if (record.id == 0 || record.id > kLastId) {
      return fail(at_, "a property or element id from 1 to 65535", std::to_string(record.id),
                  false);
    }
    if (!good_encoding(record)) {
      return fail(at_ + 4, "encoding type 1 (X509_ASN_ENCODING)", std::to_string(record.encoding),
                  false);
    }
    if (length > rest - kRecordHeader) {
      return fail(at_ + 8,
                  "a length of at most " + std::to_string(rest - kRecordHeader) +
                      ", the octets that are left",
                  std::to_string(length), true);
    }
    record.value = {at_ + kRecordHeader, length};
    return keep(record, in_store);
  }

  Next keep(const Record& record, bool in_store) {
    if (is_context(record.id)) {
      if (++framing_.contexts > limits_.trust_list_elements) return stop_at("trust_list_elements");
      if (ends_group(record.id)) pending_ = 0;
    } else {
      ++pending_, ++properties_;
      const auto of = [](std::uint64_t elements) { return elements * kPropertiesPerElement; };
      const auto most =
          std::min(of(limits_.trust_list_elements), of(framing_.contexts + 1ULL) + kFreeProperties);
      if (properties_ > most) return stop_at("trust_list_elements");
    }
    framing_.records.push_back(record);
    at_ = record.value.end();
    if (in_store || !ends_group(record.id)) return Next::More;
    framing_.end = at_;
    return Next::Stop;
  }

  Next stop_at(std::string limit) {
    framing_.limit = std::move(limit);
    return Next::Stop;
  }

  Bytes octets_;
  std::uint32_t size_;
  const Limits& limits_;
  std::uint32_t at_ = 0;
  std::uint32_t pending_ = 0;  // properties that still wait for their context
  std::uint64_t properties_ = 0;
  Framing framing_;
};

ElementKind kind_of(std::uint32_t id) {
  if (id == kCrlContext) return ElementKind::Crl;
  return id == kCtlContext ? ElementKind::Ctl : ElementKind::Certificate;
}

}  // namespace

bool has_store_header(Bytes octets) {
  return octets.size() >= kStoreHeader.size() &&
         equal(octets.first(kStoreHeader.size()), kStoreHeader);
}

Framing scan_store(Bytes octets, const Limits& limits) { return Scanner(octets, limits).store(); }

Framing scan_element(Bytes octets, const Limits& limits) {
  return Scanner(octets, limits).element();
}

bool is_bare_element(Bytes octets, const Limits& limits) {
  if (octets.size() < kRecordHeader || little_endian(octets, 0) == 0) return false;
  // A fault behind the first two words still shows what this is: a damaged element.
  const std::uint32_t id = little_endian(octets, 0);
  const std::uint32_t encoding = little_endian(octets, 4);
  const bool named = id <= 129 && encoding <= 2 && encoding > 0;
  return named || !scan_element(octets, limits).fault;
}

std::vector<Element> elements_of(Bytes octets, const Framing& framing, Findings& out) {
  std::vector<Element> elements;
  std::vector<Property> properties;
  for (const Record& record : framing.records) {
    if (!is_context(record.id)) {
      properties.push_back(
          {record.id, record.encoding, record.offset, copy(record.value.in(octets))});
      continue;
    }
    if (!ends_group(record.id)) {
      out.add({Code::TrustElementIgnored,
               "element/" + std::to_string(elements.size()),
               {{"offset", std::int64_t{record.offset}}, {"id", std::int64_t{record.id}}}});
      continue;
    }
    Element element;
    element.kind = kind_of(record.id);
    element.offset = record.value.offset;
    element.octets = copy(record.value.in(octets));
    element.properties = std::move(properties);
    properties.clear();
    elements.push_back(std::move(element));
  }
  if (framing.end < octets.size()) {
    out.add({Code::TrustTrailingOctets,
             "list",
             {{"offset", std::int64_t{framing.end}},
              {"octets", static_cast<std::int64_t>(octets.size() - framing.end)}}});
  }
  return elements;
}

}  // namespace smime::trust
