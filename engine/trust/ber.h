#pragma once
#include <cstdint>
#include <optional>

#include "base/bytes.h"

namespace smime::trust {

/// Reads one BER value (X.690 8.1) after another: definite lengths in any form, and indefinite
/// ones, as certificate stores in PKCS #7 often have them. Tag numbers above 30 and more than 64
/// levels of indefinite length are refused. Work is linear in the octets read, whatever they hold.
class BerReader {
 public:
  struct Value {
    std::uint8_t tag = 0;
    Bytes whole;     // identifier to end-of-contents octets
    Bytes contents;  // without end-of-contents octets
  };

  explicit BerReader(Bytes octets) : rest_(octets) {}
  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  /// The next identifier octet; 0 at the end.
  [[nodiscard]] std::uint8_t peek() const { return rest_.empty() ? std::uint8_t{0} : rest_[0]; }
  [[nodiscard]] std::optional<Value> read();
  /// Reads a value with this tag, or stays where it is.
  [[nodiscard]] std::optional<Value> read(std::uint8_t tag);
  /// Passes over a value with this tag; false if there is none.
  bool skip(std::uint8_t tag) { return read(tag).has_value(); }
  [[nodiscard]] Bytes rest() const { return rest_; }

 private:
  Bytes rest_;
};

/// True if `octets` begin like a BER value whose definite length reaches beyond their end.
[[nodiscard]] bool ends_too_early(Bytes octets);

}  // namespace smime::trust
