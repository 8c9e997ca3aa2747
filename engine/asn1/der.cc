#include "engine/asn1/der.h"

#include <algorithm>
#include <vector>

namespace smime::asn1 {
namespace {

/// Splits one DER value off the front of `octets`; nothing if the encoding is not DER's.
std::optional<Tlv> split(Bytes octets) {
  if (octets.size() < 2) return std::nullopt;
  const std::uint8_t tag = octets[0];
  if ((tag & 0x1FU) == 0x1FU) return std::nullopt;  // a tag number above 30
  std::size_t header = 2;
  std::size_t length = octets[1];
  if (length >= 0x80) {
    // X.690 10.1: "The definite form of length encoding shall be used, encoded in the minimum
    // number of octets."
    const std::size_t count = length & 0x7FU;
    if (count == 0 || count > 4 || octets.size() < 2 + count || octets[2] == 0) return std::nullopt;
    length = 0;
    for (std::size_t i = 0; i < count; ++i) length = length << 8U | octets[2 + i];
    if (length < 0x80) return std::nullopt;
    header += count;
  }
  if (length > octets.size() - header) return std::nullopt;
  return Tlv{tag, octets.first(header + length), octets.subspan(header, length)};
}

int digit(char c) { return c >= '0' && c <= '9' ? c - '0' : -1; }

}  // namespace

std::optional<std::uint8_t> DerReader::peek() const {
  if (rest_.empty()) return std::nullopt;
  return rest_.front();
}

std::optional<Tlv> DerReader::read() {
  const auto tlv = split(rest_);
  if (tlv) rest_ = rest_.subspan(tlv->whole.size());
  return tlv;
}

std::optional<Tlv> DerReader::read(std::uint8_t tag) {
  if (peek() != tag) return std::nullopt;
  return read();
}

std::optional<Tlv> read_whole(Bytes octets, std::uint8_t tag) {
  const auto tlv = split(octets);
  if (!tlv || tlv->tag != tag || tlv->whole.size() != octets.size()) return std::nullopt;
  return tlv;
}

std::optional<bool> boolean(Bytes value) {
  // X.690 11.1: TRUE has all eight bits set.
  if (value.size() != 1 || (value[0] != 0x00 && value[0] != 0xFF)) return std::nullopt;
  return value[0] == 0xFF;
}

std::optional<std::int64_t> small_integer(Bytes value) {
  if (value.empty() || value.size() > 8) return std::nullopt;
  if (value.size() > 1) {
    // X.690 8.3.2: the first nine bits are neither all ones nor all zeros.
    const bool padded =
        (value[0] == 0x00 && value[1] < 0x80) || (value[0] == 0xFF && value[1] >= 0x80);
    if (padded) return std::nullopt;
  }
  std::uint64_t number = value[0] >= 0x80 ? UINT64_MAX : 0;
  for (const std::uint8_t octet : value) number = number << 8U | octet;
  return static_cast<std::int64_t>(number);
}

std::optional<std::string> oid(Bytes value) {
  if (value.empty() || value.size() > 256) return std::nullopt;
  std::string text;
  std::uint64_t arc = 0;
  bool at_start = true;
  bool first = true;
  for (const std::uint8_t octet : value) {
    if (at_start && octet == 0x80) return std::nullopt;  // X.690 8.19.2: not minimal
    if (arc > UINT64_MAX >> 7U) return std::nullopt;
    arc = arc << 7U | (octet & 0x7FU);
    at_start = (octet & 0x80U) == 0;
    if (!at_start) continue;
    if (first) {
      const std::uint64_t root = std::min<std::uint64_t>(arc / 40, 2);
      text = std::to_string(root);
      arc -= root * 40;
      first = false;
    }
    text += '.';
    text += std::to_string(arc);
    arc = 0;
  }
  if (!at_start) return std::nullopt;
  return text;
}

std::optional<Time> time(const Tlv& tlv) {
  if (!std::all_of(tlv.value.begin(), tlv.value.end(),
                   [](std::uint8_t c) { return digit(static_cast<char>(c)) >= 0 || c == 'Z'; }))
    return std::nullopt;
  if (tlv.tag == kUtcTime) return parse_utc_time(as_text(tlv.value));
  if (tlv.tag == kGeneralizedTime) return parse_generalized_time(as_text(tlv.value));
  return std::nullopt;
}

std::optional<BitString> bit_string(Bytes value) {
  if (value.empty() || value[0] > 7 || (value.size() == 1 && value[0] != 0)) return std::nullopt;
  const BitString bits{value.subspan(1), value[0]};
  // X.690 11.2.1: "Each unused bit in the final octet [...] shall be set to zero."
  if (bits.unused != 0 && (bits.octets.back() & ((1U << bits.unused) - 1U)) != 0)
    return std::nullopt;
  return bits;
}

bool is_der(Bytes octets, std::uint32_t max_depth, bool check_sets) {
  struct Open {
    Bytes rest;
    bool set = false;
    Bytes previous;
  };
  std::vector<Open> open = {{octets, false, {}}};
  while (!open.empty()) {
    Open& level = open.back();
    if (level.rest.empty()) {
      open.pop_back();
      continue;
    }
    const auto tlv = split(level.rest);
    if (!tlv) return false;
    level.rest = level.rest.subspan(tlv->whole.size());
    if (level.set && check_sets) {
      // X.690 11.6: the encodings of a SET OF appear in ascending order.
      if (std::lexicographical_compare(tlv->whole.begin(), tlv->whole.end(), level.previous.begin(),
                                       level.previous.end()))
        return false;
      level.previous = tlv->whole;
    }
    const bool constructed = (tlv->tag & 0x20U) != 0;
    const unsigned number = tlv->tag & 0x1FU;
    const bool universal = (tlv->tag & 0xC0U) == 0;
    // X.690 10.2: "For bitstring, octetstring and restricted character string types, the
    // constructed form of encoding shall not be used."
    if (universal && constructed != (number == 16 || number == 17)) return false;
    if (!constructed) continue;
    if (open.size() > max_depth) return false;
    open.push_back({tlv->value, tlv->tag == kSet, {}});
  }
  return true;
}

Octets encode(std::uint8_t tag, Bytes value) {
  Octets out = {tag};
  if (value.size() < 0x80) {
    out.push_back(static_cast<std::uint8_t>(value.size()));
  } else {
    Octets length;
    for (std::size_t rest = value.size(); rest != 0; rest >>= 8U)
      length.insert(length.begin(), static_cast<std::uint8_t>(rest & 0xFFU));
    out.push_back(static_cast<std::uint8_t>(0x80U | length.size()));
    out.insert(out.end(), length.begin(), length.end());
  }
  out.insert(out.end(), value.begin(), value.end());
  return out;
}

}  // namespace smime::asn1
