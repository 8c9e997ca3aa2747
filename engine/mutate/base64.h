#pragma once
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace smime::mutate {

/// How base64 is laid out: what a mail program chose, kept when the octets change.
struct Base64Layout {
  std::size_t width = 64;  // characters a line
  std::string line_end = "\r\n";
  std::string last = "\r\n";  // after the last character
  bool operator==(const Base64Layout&) const = default;
};

/// The layout of `text`, told by its first line.
[[nodiscard]] Base64Layout layout_of(std::string_view text);
[[nodiscard]] std::string to_base64(Bytes octets, const Base64Layout& layout);
/// Whatever base64 is in `text`, up to the first padding; other characters are passed over.
[[nodiscard]] Octets from_base64(std::string_view text);

}  // namespace smime::mutate
