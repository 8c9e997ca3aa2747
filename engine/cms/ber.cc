#include "engine/cms/ber.h"

namespace smime::cms {
namespace {

constexpr std::uint8_t kOctetString = 0x04, kConstructedOctetString = 0x24;
constexpr std::size_t kMaximalTagOctets = 5;  // enough for any 32-bit tag number

// X.690 8.1.2.4: the octets after 0x1F carry seven bits of the tag number each.
std::optional<std::size_t> tag_size(Bytes octets) {
  if ((octets[0] & 0x1FU) != 0x1FU) return 1;
  for (std::size_t i = 1; i < octets.size() && i <= kMaximalTagOctets; ++i) {
    if ((octets[i] & 0x80U) == 0) return i + 1;
  }
  return std::nullopt;
}

// Where a value of indefinite length ends: the offset of the end-of-contents octets that belong to
// the header which `octets` follow. Only indefinite lengths nest here, so one counter is enough.
std::optional<std::size_t> end_of_contents(Bytes octets) {
  std::size_t at = 0;
  for (std::size_t open = 1; at < octets.size();) {
    if (octets[at] == 0) {
      if (octets.size() - at < 2 || octets[at + 1] != 0) return std::nullopt;
      if (--open == 0) return at;
      at += 2;
      continue;
    }
    const auto header = read_header(octets.subspan(at));
    if (!header) return std::nullopt;
    if (header->indefinite) ++open;
    at += header->size + header->length;
  }
  return std::nullopt;
}

}  // namespace

std::optional<BerHeader> read_header(Bytes octets) {
  if (octets.empty()) return std::nullopt;
  const auto identifier = tag_size(octets);
  if (!identifier || *identifier >= octets.size()) return std::nullopt;
  BerHeader header;
  header.tag = octets[0];
  const std::uint8_t first = octets[*identifier];
  header.size = *identifier + 1;
  if (first < 0x80U) {
    header.length = first;
  } else if (first == 0x80U) {
    if (!header.constructed()) return std::nullopt;
    header.indefinite = true;
    header.minimal = false;
  } else {
    const std::size_t count = first & 0x7FU;
    if (count > sizeof(std::uint64_t) || octets.size() - header.size < count) return std::nullopt;
    std::uint64_t length = 0;
    for (std::size_t i = 0; i < count; ++i) length = length << 8U | octets[header.size + i];
    header.minimal = length >= 0x80U && octets[header.size] != 0;
    header.size += count;
    if (length > octets.size()) return std::nullopt;
    header.length = static_cast<std::size_t>(length);
  }
  if (header.length > octets.size() - header.size) return std::nullopt;
  return header;
}

void IndefiniteEnds::add(std::size_t from, std::size_t to) {
  if (to - from >= kLong) ends_.emplace(from, to);
}

std::optional<std::size_t> IndefiniteEnds::length_at(const std::uint8_t* contents) const {
  const auto from = static_cast<std::size_t>(contents - start_);
  const auto found = ends_.find(from);
  if (found == ends_.end()) return std::nullopt;
  return found->second - from;
}

std::optional<BerTlv> BerReader::read() {
  const auto header = read_header(rest_);
  if (!header || header->tag == 0) return std::nullopt;
  const Bytes after = rest_.subspan(header->size);
  std::size_t length = header->length;
  std::size_t closing = 0;
  if (header->indefinite) {
    auto end = ends_ != nullptr ? ends_->length_at(after.data()) : std::nullopt;
    if (!end || *end > after.size()) end = end_of_contents(after);
    if (!end) return std::nullopt;
    length = *end;
    closing = 2;
  }
  const BerTlv value{header->tag, rest_.first(header->size + length + closing), after.first(length),
                     ends_};
  rest_ = after.subspan(length + closing);
  return value;
}

std::optional<BerTlv> BerReader::read(std::uint8_t tag) {
  if (peek() != tag) return std::nullopt;
  return read();
}

std::optional<BerTlv> read_whole_ber(Bytes octets, std::uint8_t tag, const IndefiniteEnds* ends) {
  BerReader reader(octets, ends);
  auto value = reader.read(tag);
  if (!value || !reader.at_end()) return std::nullopt;
  return value;
}

std::optional<Bytes> octet_string(const BerTlv& value, std::vector<Octets>& storage) {
  if ((value.tag & 0x20U) == 0) return value.value;
  // The pieces may be constructed in turn. Their order is that of the wire, so descending is no
  // more than passing over a header, and end-of-contents octets are passed over likewise; that
  // every length fits its surroundings was established by the scan.
  Octets joined;
  joined.reserve(value.value.size());
  for (Bytes rest = value.value; !rest.empty();) {
    const auto header = read_header(rest);
    if (!header) return std::nullopt;
    rest = rest.subspan(header->size);
    if (header->tag == 0 || header->tag == kConstructedOctetString) continue;
    if (header->tag != kOctetString) return std::nullopt;
    joined.insert(joined.end(), rest.begin(),
                  rest.begin() + static_cast<std::ptrdiff_t>(header->length));
    rest = rest.subspan(header->length);
  }
  storage.push_back(std::move(joined));
  return Bytes(storage.back());
}

}  // namespace smime::cms
