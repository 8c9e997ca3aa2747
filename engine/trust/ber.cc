#include "engine/trust/ber.h"

namespace smime::trust {
namespace {

constexpr unsigned kMaxDepth = 64;

struct Header {
  std::uint8_t tag = 0;
  std::size_t size = 0;  // identifier and length octets
  bool indefinite = false;
  std::uint64_t length = 0;
};

std::optional<Header> read_header(Bytes octets) {
  if (octets.size() < 2) return std::nullopt;
  Header header{octets[0], 2, false, octets[1]};
  // X.690 8.1.2.4: tag number 31 announces further identifier octets, which nothing here uses.
  if ((header.tag & 0x1FU) == 0x1FU) return std::nullopt;
  if (octets[1] < 0x80) return header;
  if (octets[1] == 0x80) {
    // X.690 8.1.3.2: the indefinite form is for constructed encodings.
    if ((header.tag & 0x20U) == 0) return std::nullopt;
    header.indefinite = true, header.length = 0;
    return header;
  }
  const std::size_t count = octets[1] & 0x7FU;
  if (count > 8 || octets.size() - 2 < count) return std::nullopt;
  header.length = 0;
  for (std::size_t i = 0; i < count; ++i) header.length = header.length << 8U | octets[2 + i];
  header.size += count;
  return header;
}

/// Where the contents of an indefinite-length value end, counted from its first contents octet.
std::optional<std::size_t> find_end_of_contents(Bytes octets) {
  unsigned open = 1;
  std::size_t at = 0;
  while (true) {
    const auto header = read_header(octets.subspan(at));
    if (!header) return std::nullopt;
    if (header->tag == 0) {
      if (header->indefinite || header->length != 0 || header->size != 2) return std::nullopt;
      if (--open == 0) return at;
      at += 2;
      continue;
    }
    at += header->size;
    if (header->indefinite) {
      if (++open > kMaxDepth) return std::nullopt;
    } else {
      if (header->length > octets.size() - at) return std::nullopt;
      at += static_cast<std::size_t>(header->length);
    }
  }
}

}  // namespace

std::optional<BerReader::Value> BerReader::read() {
  const auto header = read_header(rest_);
  if (!header) return std::nullopt;
  const Bytes behind = rest_.subspan(header->size);
  std::size_t length = static_cast<std::size_t>(header->length);
  std::size_t end = 0;
  if (header->indefinite) {
    const auto found = find_end_of_contents(behind);
    if (!found) return std::nullopt;
    length = *found, end = 2;
  } else if (header->length > behind.size()) {
    return std::nullopt;
  }
  Value value{header->tag, rest_.first(header->size + length + end), behind.first(length)};
  rest_ = rest_.subspan(value.whole.size());
  return value;
}

std::optional<BerReader::Value> BerReader::read(std::uint8_t tag) {
  return peek() == tag ? read() : std::nullopt;
}

bool ends_too_early(Bytes octets) {
  const auto header = read_header(octets);
  return header && !header->indefinite && header->length > octets.size() - header->size;
}

}  // namespace smime::trust
