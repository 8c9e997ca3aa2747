#include "engine/fetch/ustar.h"

#include <algorithm>
#include <numeric>

namespace smime::fetch {
namespace {

// Fields of the header: offset and length.
struct Field {
  std::size_t at, length;
};
constexpr Field kName{0, 100}, kMode{100, 8}, kUser{108, 8}, kGroup{116, 8}, kSize{124, 12},
    kTime{136, 12}, kChecksum{148, 8}, kType{156, 1}, kMagic{257, 8};

void put(TarBlock& block, Field field, std::string_view text) {
  std::copy_n(text.begin(), std::min(text.size(), field.length),
              block.begin() + static_cast<std::ptrdiff_t>(field.at));
}

/// Octal digits and a NUL, as many as fill the field.
void put_number(TarBlock& block, Field field, std::uint64_t value) {
  for (std::size_t i = field.length - 1; i-- > 0; value >>= 3U)
    block[field.at + i] = static_cast<std::uint8_t>('0' + (value & 7U));
}

}  // namespace

TarBlock tar_header(std::string_view name, std::uint64_t size) {
  TarBlock block{};
  put(block, kName, name);
  put_number(block, kMode, 0644);
  put_number(block, kUser, 0);
  put_number(block, kGroup, 0);
  put_number(block, kSize, size);
  put_number(block, kTime, 0);
  put(block, kType, "0");
  put(block, kMagic, std::string_view("ustar\00000", 8));
  // "the chksum field shall be treated as if it were all <space> characters"
  put(block, kChecksum, "        ");
  const auto sum = std::accumulate(block.begin(), block.end(), std::uint64_t{0});
  put_number(block, {kChecksum.at, 7}, sum);
  block[kChecksum.at + 6] = 0;
  return block;
}

std::uint64_t tar_size(Bytes header) {
  std::uint64_t size = 0;
  if (header.size() < kTarBlock) return 0;
  for (const std::uint8_t c : header.subspan(kSize.at, kSize.length - 1)) {
    if (c < '0' || c > '7') return 0;
    size = size << 3U | (c - '0');
  }
  return size;
}

}  // namespace smime::fetch
