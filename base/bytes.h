#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace smime {

/// Borrowed, read-only octets. Whoever loaded them keeps the buffer alive.
using Bytes = std::span<const std::uint8_t>;

/// Owned octets.
using Octets = std::vector<std::uint8_t>;

/// A place inside one buffer, in octets from its first octet. 32 bits suffice: Limits::message_size
/// is enforced before anything is parsed.
struct Extent {
  std::uint32_t offset = 0;
  std::uint32_t length = 0;
  [[nodiscard]] std::uint32_t end() const { return offset + length; }
  [[nodiscard]] bool empty() const { return length == 0; }
  /// The octets at this place. `buffer` must be the buffer the extent was made for.
  [[nodiscard]] Bytes in(Bytes buffer) const { return buffer.subspan(offset, length); }
  bool operator==(const Extent&) const = default;
};

[[nodiscard]] inline Bytes as_octets(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

[[nodiscard]] inline std::string_view as_text(Bytes octets) {
  return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

[[nodiscard]] inline Octets copy(Bytes octets) { return {octets.begin(), octets.end()}; }

[[nodiscard]] bool equal(Bytes a, Bytes b);

}  // namespace smime
