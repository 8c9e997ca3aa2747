#pragma once
#include <cstdint>
#include <optional>

#include "base/bytes.h"

namespace smime::mime {

/// Collision: the line begins with "--" and the boundary and is no delimiter. Readers that compare
/// only the beginning split the message there.
enum class Delimiter : std::uint8_t { None, Part, Close, Collision };

/// Tells whether `line` (without its line end) is a delimiter for `boundary` (without quotes).
[[nodiscard]] Delimiter match_delimiter(Bytes line, Bytes boundary);

/// One line by position. CRLF and LF end a line; a CR alone does not.
struct Line {
  Extent text;             // without its line end
  std::uint32_t next = 0;  // first octet of the next line, or the end of the data
};

/// The line that begins at `from` in the octets before `end`.
[[nodiscard]] Line line_at(Bytes buffer, std::uint32_t from, std::uint32_t end);

/// The first line at or after `from` that begins with "--". `from` must begin a line. Nothing if
/// there is none before `end`.
[[nodiscard]] std::optional<Line> next_dashed_line(Bytes buffer, std::uint32_t from,
                                                   std::uint32_t end);

/// Where the content before the line at `start` ends: before the line end that belongs to the
/// delimiter (RFC 2046 5.1.1).
[[nodiscard]] std::uint32_t before_line_end(Bytes buffer, std::uint32_t start);

}  // namespace smime::mime
