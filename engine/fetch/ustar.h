#pragma once
#include <array>
#include <cstdint>
#include <string_view>

#include "base/bytes.h"

namespace smime::fetch {

inline constexpr std::size_t kTarBlock = 512;
using TarBlock = std::array<std::uint8_t, kTarBlock>;

/// The header of one regular file in the ustar interchange format (POSIX.1-2017, pax). Mode, owner
/// and time are always the same, so a name and a size determine it. `name` has at most 100 octets,
/// `size` is below 8 GiB.
[[nodiscard]] TarBlock tar_header(std::string_view name, std::uint64_t size);

/// The size that a header states; 0 where it states none. Check the header by making it again.
[[nodiscard]] std::uint64_t tar_size(Bytes header);

/// Zero octets that follow contents of this size, up to the next block.
[[nodiscard]] constexpr std::size_t tar_padding(std::uint64_t size) {
  return static_cast<std::size_t>((kTarBlock - size % kTarBlock) % kTarBlock);
}

}  // namespace smime::fetch
