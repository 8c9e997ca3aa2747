#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/time.h"

/// X.690 distinguished encoding rules: reading only, positions only. Nothing throws, nothing is
/// copied; a value is borrowed from the input.
namespace smime::asn1 {

/// Identifier octets in use here: all tag numbers are below 31.
inline constexpr std::uint8_t kBoolean = 0x01, kInteger = 0x02, kBitString = 0x03,
                              kOctetString = 0x04, kNull = 0x05, kOid = 0x06, kEnumerated = 0x0A,
                              kUtf8String = 0x0C, kSequence = 0x30, kSet = 0x31,
                              kPrintableString = 0x13, kTeletexString = 0x14, kIa5String = 0x16,
                              kUtcTime = 0x17, kGeneralizedTime = 0x18;
/// [n] primitive / constructed.
constexpr std::uint8_t context(unsigned n) { return static_cast<std::uint8_t>(0x80U | n); }
constexpr std::uint8_t context_set(unsigned n) { return static_cast<std::uint8_t>(0xA0U | n); }

struct Tlv {
  std::uint8_t tag = 0;
  Bytes whole;  // identifier, length and contents octets
  Bytes value;  // contents octets
};

/// Reads one DER value after another. read*() either advance and return a value, or leave the
/// reader where it was and return nothing: indefinite, non-minimal or overlong lengths, high tag
/// numbers and (with a tag given) another tag.
class DerReader {
 public:
  explicit DerReader(Bytes octets) : rest_(octets) {}
  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  [[nodiscard]] std::optional<std::uint8_t> peek() const;
  [[nodiscard]] std::optional<Tlv> read();
  [[nodiscard]] std::optional<Tlv> read(std::uint8_t tag);
  [[nodiscard]] Bytes rest() const { return rest_; }

 private:
  Bytes rest_;
};

/// The one value that fills `octets` exactly; nothing otherwise.
[[nodiscard]] std::optional<Tlv> read_whole(Bytes octets, std::uint8_t tag);

/// Contents octets to values; nothing where DER forbids the encoding.
[[nodiscard]] std::optional<bool> boolean(Bytes value);
[[nodiscard]] std::optional<std::int64_t> small_integer(Bytes value);
[[nodiscard]] std::optional<std::string> oid(Bytes value);  // dotted, "1.2.840.113549.1.7.2"
[[nodiscard]] std::optional<Time> time(const Tlv& utc_or_generalized);
/// BIT STRING contents without the count of unused bits, which must be 0 for octet-aligned uses.
struct BitString {
  Bytes octets;
  unsigned unused = 0;
};
[[nodiscard]] std::optional<BitString> bit_string(Bytes value);

/// Checks that `octets` is DER all through: definite minimal lengths, primitive strings, SET OF in
/// order where `check_sets`. Depth is bounded by `max_depth`.
[[nodiscard]] bool is_der(Bytes octets, std::uint32_t max_depth, bool check_sets = false);

/// Writes a length and a value: the few places that must re-encode (SET OF order, RFC 5652 5.4).
[[nodiscard]] Octets encode(std::uint8_t tag, Bytes value);

}  // namespace smime::asn1
