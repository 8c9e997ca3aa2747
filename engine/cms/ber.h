#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "base/bytes.h"

/// X.690 basic encoding rules, as far as CMS needs them: reading only, positions only. Where DER is
/// demanded, engine/asn1 reads. Nothing throws; an encoding that runs past its end is not read.
namespace smime::cms {

/// Identifier and length octets of one value.
struct BerHeader {
  /// The identifier octet; of a tag number above 30, which CMS never uses, the leading octet alone.
  std::uint8_t tag = 0;
  bool indefinite = false;
  bool minimal = true;     // the length octets are those of DER
  std::size_t size = 0;    // identifier and length octets
  std::size_t length = 0;  // contents octets; 0 where indefinite
  [[nodiscard]] bool constructed() const { return (tag & 0x20U) != 0; }
};

/// The header at the front of `octets`, whose contents then lie inside `octets` too. Nothing if it
/// is cut short, reserved or primitive with indefinite length (X.690 8.1.3.2).
[[nodiscard]] std::optional<BerHeader> read_header(Bytes octets);

/// Where long values of indefinite length end, as one scan found it, so that readers of the values
/// around and inside need not look for the same ends again. Borrows the octets by their place.
class IndefiniteEnds {
 public:
  /// Shorter ones are looked for each time, which bounds the memory.
  static constexpr std::size_t kLong = 4096;

  IndefiniteEnds() = default;
  explicit IndefiniteEnds(Bytes octets) : start_(octets.data()) {}
  /// Notes that contents which begin at offset `from` of the octets end at `to`.
  void add(std::size_t from, std::size_t to);
  /// The length of the contents that begin at `contents`, if it was noted.
  [[nodiscard]] std::optional<std::size_t> length_at(const std::uint8_t* contents) const;

 private:
  const std::uint8_t* start_ = nullptr;
  std::map<std::size_t, std::size_t> ends_;
};

struct BerTlv {
  std::uint8_t tag = 0;
  Bytes whole;                           // all octets, end-of-contents octets included
  Bytes value;                           // contents octets without the end-of-contents octets
  const IndefiniteEnds* ends = nullptr;  // the reader's
};

/// Reads one BER value after another, like asn1::DerReader. The octets were scanned before
/// (scan_ber), so that nesting is bounded; finding the end of an indefinite length is linear, and
/// nothing at all where the scan noted it in `ends`, which has to outlive the reader.
class BerReader {
 public:
  explicit BerReader(Bytes octets, const IndefiniteEnds* ends = nullptr)
      : rest_(octets), ends_(ends) {}
  /// Reads the contents of `value`.
  explicit BerReader(const BerTlv& value) : rest_(value.value), ends_(value.ends) {}
  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  /// The identifier octet of the next value; 0 at the end.
  [[nodiscard]] std::uint8_t peek() const { return rest_.empty() ? 0 : rest_.front(); }
  [[nodiscard]] Bytes rest() const { return rest_; }
  /// Advance and return a value, or leave the reader where it was and return nothing.
  [[nodiscard]] std::optional<BerTlv> read();
  [[nodiscard]] std::optional<BerTlv> read(std::uint8_t tag);

 private:
  Bytes rest_;
  const IndefiniteEnds* ends_;
};

/// The one value that fills `octets` exactly; nothing otherwise.
[[nodiscard]] std::optional<BerTlv> read_whole_ber(Bytes octets, std::uint8_t tag,
                                                   const IndefiniteEnds* ends = nullptr);

/// Contents of an OCTET STRING, tagged in whatever way: as they stand, or, where constructed, the
/// pieces of X.690 8.7.3 joined into a new block of `storage`. Nothing if a piece is something
/// else.
[[nodiscard]] std::optional<Bytes> octet_string(const BerTlv& value, std::vector<Octets>& storage);

}  // namespace smime::cms
