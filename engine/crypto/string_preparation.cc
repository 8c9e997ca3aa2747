#include "engine/crypto/string_preparation.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>

namespace smime::crypto {
namespace {

struct Range {
  utf8proc_int32_t first, last;
};

// RFC 4518 2.2: "mapped to nothing", all of it; where the RFC says FF00-FE0F, the variation
// selectors that it names are FE00-FE0F.
constexpr std::array kNothing = {
    Range{0x0000, 0x0008},   Range{0x000E, 0x001F},   Range{0x007F, 0x0084},
    Range{0x0086, 0x009F},   Range{0x00AD, 0x00AD},   Range{0x034F, 0x034F},
    Range{0x06DD, 0x06DD},   Range{0x070F, 0x070F},   Range{0x1806, 0x1806},
    Range{0x180B, 0x180E},   Range{0x200B, 0x200F},   Range{0x202A, 0x202E},
    Range{0x2060, 0x2063},   Range{0x206A, 0x206F},   Range{0xFE00, 0xFE0F},
    Range{0xFEFF, 0xFEFF},   Range{0xFFF9, 0xFFFC},   Range{0x1D173, 0x1D17A},
    Range{0xE0001, 0xE0001}, Range{0xE0020, 0xE007F},
};

// RFC 4518 2.2: "mapped to SPACE (U+0020)".
constexpr std::array kSpace = {
    Range{0x0009, 0x000D}, Range{0x0085, 0x0085}, Range{0x00A0, 0x00A0},
    Range{0x1680, 0x1680}, Range{0x2000, 0x200A}, Range{0x2028, 0x2029},
    Range{0x202F, 0x202F}, Range{0x205F, 0x205F}, Range{0x3000, 0x3000},
};

template <std::size_t kCount>
bool in(const std::array<Range, kCount>& ranges, utf8proc_int32_t character) {
  const auto range = std::find_if(ranges.begin(), ranges.end(), [&](const Range& candidate) {
    return character <= candidate.last;
  });
  return range != ranges.end() && character >= range->first;
}

}  // namespace

std::string prepare_map(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    utf8proc_int32_t character = 0;
    const utf8proc_ssize_t read =
        utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                         static_cast<utf8proc_ssize_t>(text.size()), &character);
    const std::size_t size = read > 0 ? static_cast<std::size_t>(read) : 1;
    if (read > 0 && in(kSpace, character))
      out.push_back(' ');
    else if (read <= 0 || !in(kNothing, character))
      out.append(text.substr(0, size));
    text.remove_prefix(size);
  }
  return out;
}

}  // namespace smime::crypto
