#include "engine/crypto/degenerate.h"

#include <algorithm>
#include <array>
#include <bit>

#include "base/text.h"

namespace smime::crypto {
namespace {

/// `integer` without the zero octets in front; nothing of a negative one.
Bytes magnitude(Bytes integer) {
  if (!integer.empty() && integer[0] >= 0x80) return {};
  while (!integer.empty() && integer[0] == 0) integer = integer.subspan(1);
  return integer;
}

std::size_t bits_of(Bytes magnitude) {
  if (magnitude.empty()) return 0;
  return (magnitude.size() - 1) * 8 + static_cast<std::size_t>(std::bit_width(magnitude[0]));
}

bool is_less(Bytes a, Bytes b) {
  if (a.size() != b.size()) return a.size() < b.size();
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end());
}

bool is_odd(Bytes magnitude) { return !magnitude.empty() && (magnitude.back() & 1U) != 0; }

/// 2 <= value <= p - 2, for an odd p.
bool is_inside(Bytes value, Bytes p) {
  if (bits_of(value) < 2 || !is_less(value, p)) return false;
  Octets largest = copy(p);
  largest.back() ^= 1U;  // p - 1
  return !equal(value, largest);
}

// y of the points of order 1, 2, 4 and 8, little-endian; 0, 1 and p - 1 are told by their octets.
constexpr std::array<std::string_view, 2> kOrderEight = {
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"};

/// y of p - 1, p and p + 1 for p = 2^255 - 19.
bool is_near_p25519(Bytes y) {
  const auto full = [](std::uint8_t octet) { return octet == 0xFF; };
  return y[0] >= 0xEC && y[0] <= 0xEE && std::all_of(y.begin() + 1, y.end() - 1, full) &&
         y.back() == 0x7F;
}

/// y of p - 1, p and p + 1 for p = 2^448 - 2^224 - 1.
bool is_near_p448(Bytes y) {
  const auto all = [&](std::ptrdiff_t from, std::ptrdiff_t to, std::uint8_t octet) {
    return std::all_of(y.begin() + from, y.begin() + to,
                       [=](std::uint8_t one) { return one == octet; });
  };
  if (y[56] != 0) return false;
  if (all(0, 28, 0x00)) return y[28] == 0xFF && all(29, 56, 0xFF);  // p + 1
  return y[0] >= 0xFE && all(1, 28, 0xFF) && y[28] == 0xFE && all(29, 56, 0xFF);
}

}  // namespace

bool has_small_order(Bytes point) {
  if (point.size() != 32 && point.size() != 57) return false;
  Octets y = copy(point);
  y.back() &= 0x7FU;  // the sign of x
  const bool zeros = std::all_of(y.begin() + 1, y.end(), [](std::uint8_t one) { return one == 0; });
  if (zeros && y[0] <= 1) return true;
  if (point.size() == 57) return is_near_p448(y);
  return is_near_p25519(y) ||
         std::find(kOrderEight.begin(), kOrderEight.end(), hex(y)) != kOrderEight.end();
}

bool is_plausible_dsa(Bytes p, Bytes q, Bytes g, Bytes y) {
  p = magnitude(p);
  q = magnitude(q);
  return is_odd(p) && is_odd(q) && bits_of(q) >= 160 && bits_of(q) <= 256 && is_less(q, p) &&
         is_inside(magnitude(g), p) && is_inside(magnitude(y), p);
}

}  // namespace smime::crypto
