#pragma once
#include <cstring>

#include "base/bytes.h"

namespace smime::mime {

/// Reads forward through borrowed octets. Every skip_* either advances and returns true, or leaves
/// the cursor where it was and returns false; there is no way to read past the end.
class Cursor {
 public:
  explicit Cursor(Bytes octets) : rest_(octets) {}
  [[nodiscard]] bool skip(Bytes expected) {
    if (rest_.size() < expected.size()) return false;
    if (!expected.empty() && std::memcmp(rest_.data(), expected.data(), expected.size()) != 0)
      return false;
    rest_ = rest_.subspan(expected.size());
    return true;
  }
  [[nodiscard]] bool skip(std::string_view expected) { return skip(as_octets(expected)); }
  void skip_blanks() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t'))
      rest_ = rest_.subspan(1);
  }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  Bytes rest_;
};

}  // namespace smime::mime
