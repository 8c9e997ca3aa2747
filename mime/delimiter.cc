#include "mime/delimiter.h"

#include <cstring>

#include "mime/cursor.h"

namespace smime::mime {
namespace {

std::uint32_t find(Bytes buffer, char octet, std::uint32_t from, std::uint32_t end) {
  if (from >= end) return end;
  const void* found = std::memchr(buffer.data() + from, octet, end - from);
  if (found == nullptr) return end;
  return static_cast<std::uint32_t>(static_cast<const std::uint8_t*>(found) - buffer.data());
}

}  // namespace

Delimiter match_delimiter(Bytes line, Bytes boundary) {
  Cursor at(line);

  // RFC 2046 5.1.1: "The boundary delimiter MUST occur at the beginning of a line [...]"
  if (!at.skip("--") || !at.skip(boundary)) return Delimiter::None;

  // 5.1.1: the close delimiter is the same line "with the addition of two more hyphens".
  const bool close = at.skip("--");

  // 5.1.1, transport-padding: composers add none, receivers must tolerate it.
  at.skip_blanks();
  if (!at.at_end()) return Delimiter::Collision;
  return close ? Delimiter::Close : Delimiter::Part;
}

Line line_at(Bytes buffer, std::uint32_t from, std::uint32_t end) {
  const std::uint32_t feed = find(buffer, '\n', from, end);
  std::uint32_t stop = feed;
  if (feed < end && stop > from && buffer[stop - 1] == '\r') --stop;
  return {{from, stop - from}, feed < end ? feed + 1 : end};
}

std::optional<Line> next_dashed_line(Bytes buffer, std::uint32_t from, std::uint32_t end) {
  // Hyphens are rarer than line ends (base64 has none), so the search goes from hyphen to hyphen
  // and, from one inside a line, to the end of that line: at most two memchr calls a line.
  std::uint32_t start = from;
  while (start < end) {
    const std::uint32_t dash = find(buffer, '-', start, end);
    if (dash == end) return std::nullopt;
    const bool begins_line = dash == from || buffer[dash - 1] == '\n';
    if (begins_line && end - dash >= 2 && buffer[dash + 1] == '-')
      return line_at(buffer, dash, end);
    const std::uint32_t feed = find(buffer, '\n', dash, end);
    if (feed == end) return std::nullopt;
    start = feed + 1;
  }
  return std::nullopt;
}

std::uint32_t before_line_end(Bytes buffer, std::uint32_t start) {
  if (start > 0 && buffer[start - 1] == '\n')
    --start;
  else
    return start;
  if (start > 0 && buffer[start - 1] == '\r') --start;
  return start;
}

}  // namespace smime::mime
