#include "mime/canonical.h"

#include <cstring>

namespace smime::mime {
namespace {

constexpr std::uint64_t kLow = 0x7F7F7F7F7F7F7F7FU;

/// The high bit of each octet of `eight` that is `octet`, exactly.
std::uint64_t equal_octets(std::uint64_t eight, std::uint8_t octet) {
  const std::uint64_t differing = eight ^ (octet * 0x0101010101010101U);
  return ~(((differing & kLow) + kLow) | differing | kLow);
}

std::uint32_t count_bits(std::uint64_t high_bits) {
  return static_cast<std::uint32_t>(((high_bits >> 7U) * 0x0101010101010101U) >> 56U);
}

}  // namespace

// Eight octets at a time, so that text that is nothing but line ends costs no more than other text.
LineEnds count_line_ends(Bytes part) {
  LineEnds ends;
  std::uint32_t feeds = 0;
  std::uint32_t returns = 0;
  std::size_t at = 0;
  for (; part.size() - at >= 9; at += 8) {
    std::uint64_t eight = 0;
    std::uint64_t next = 0;  // the same, one octet on: a pair is CR in one and LF in the other
    std::memcpy(&eight, part.data() + at, sizeof eight);
    std::memcpy(&next, part.data() + at + 1, sizeof next);
    const std::uint64_t cr = equal_octets(eight, '\r');
    feeds += count_bits(equal_octets(eight, '\n'));
    returns += count_bits(cr);
    ends.crlf += count_bits(cr & equal_octets(next, '\n'));
  }
  for (; at < part.size(); ++at) {
    feeds += part[at] == '\n' ? 1U : 0U;
    returns += part[at] == '\r' ? 1U : 0U;
    ends.crlf += part[at] == '\r' && at + 1 < part.size() && part[at + 1] == '\n' ? 1U : 0U;
  }
  ends.lf = feeds - ends.crlf;
  ends.cr = returns - ends.crlf;
  return ends;
}

Bytes canonical(Bytes part, Octets& storage) {
  const LineEnds ends = count_line_ends(part);
  if (ends.crlf != 0 || ends.lf == 0) return part;
  storage.resize(part.size() + ends.lf);
  std::uint8_t* to = storage.data();
  for (std::size_t at = 0; at < part.size();) {
    const void* hit =
        part[at] == '\n' ? part.data() + at : std::memchr(part.data() + at, '\n', part.size() - at);
    const std::size_t feed =
        hit == nullptr
            ? part.size()
            : static_cast<std::size_t>(static_cast<const std::uint8_t*>(hit) - part.data());
    if (feed != at) std::memcpy(to, part.data() + at, feed - at);
    to += feed - at;
    at = feed;
    if (at == part.size()) break;
    *to++ = '\r';
    *to++ = '\n';
    ++at;
  }
  return storage;
}

}  // namespace smime::mime
