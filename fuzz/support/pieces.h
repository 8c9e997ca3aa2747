#pragma once
#include <algorithm>
#include <cstdint>
#include <string>

#include "base/bytes.h"

namespace smime::fuzz {

/// Cuts one input into pieces: each is a length in two octets (big-endian) and that many octets,
/// fewer at the end. A mutation inside one piece leaves the others as they were.
class Pieces {
 public:
  explicit Pieces(Bytes input) : rest_(input) {}
  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  /// The next octet; 0 at the end.
  std::uint8_t octet() {
    if (rest_.empty()) return 0;
    const std::uint8_t first = rest_.front();
    rest_ = rest_.subspan(1);
    return first;
  }
  Bytes piece() {
    const std::size_t high = octet();
    const std::size_t announced = high << 8U | octet();
    const std::size_t length = std::min(announced, rest_.size());
    const Bytes found = rest_.first(length);
    rest_ = rest_.subspan(length);
    return found;
  }
  std::string text() { return std::string(as_text(piece())); }
  /// Whatever is left.
  Bytes rest() {
    const Bytes all = rest_;
    rest_ = {};
    return all;
  }

 private:
  Bytes rest_;
};

}  // namespace smime::fuzz
