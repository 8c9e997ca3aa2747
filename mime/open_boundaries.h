#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace smime::mime {

/// The boundaries of the multiparts around one place, outermost first (level 0). A line is compared
/// with a few of them, however many there are and however alike: hostile mail nests sixty
/// multiparts around millions of lines that begin with hyphens.
class OpenBoundaries {
 public:
  void push(std::string boundary);
  void pop();
  [[nodiscard]] bool empty() const { return boundaries_.empty(); }
  [[nodiscard]] const std::string& operator[](std::size_t level) const {
    return boundaries_[level];
  }

  /// The levels whose boundary `line` begins with, after its two hyphens; in no order. The result
  /// is valid until the next call. Costs one search and one step per boundary that the nearest one
  /// begins with.
  [[nodiscard]] const std::vector<std::uint32_t>& matching(Bytes line);

 private:
  static constexpr std::size_t kNone = SIZE_MAX;

  void link();

  std::vector<std::string> boundaries_;
  std::vector<std::uint32_t> sorted_;    // levels, by boundary
  std::vector<std::size_t> shorter_;     // for a place in sorted_: of the next one it begins with
  std::vector<std::uint32_t> matching_;  // scratch
};

}  // namespace smime::mime
