#include "engine/mutate/base64.h"

#include <algorithm>
#include <array>

namespace smime::mutate {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<std::uint8_t, 256> make_values() {
  std::array<std::uint8_t, 256> values{};
  for (auto& value : values) value = 0xFF;
  for (std::uint8_t i = 0; i < 64; ++i) values[static_cast<std::uint8_t>(kAlphabet[i])] = i;
  return values;
}
constexpr auto kValues = make_values();

}  // namespace

Base64Layout layout_of(std::string_view text) {
  Base64Layout layout;
  const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
  layout.width = std::max<std::size_t>(end, 1);
  if (end < text.size())
    layout.line_end = text.substr(end).starts_with("\r\n") ? "\r\n" : text.substr(end, 1);
  const std::size_t last = text.find_last_not_of("\r\n");
  layout.last = last == std::string_view::npos ? "" : text.substr(last + 1);
  return layout;
}

std::string to_base64(Bytes octets, const Base64Layout& layout) {
  std::string out;
  std::size_t column = 0;
  const auto put = [&](char c) {
    if (column == layout.width) {
      out += layout.line_end;
      column = 0;
    }
    out.push_back(c);
    ++column;
  };
  for (std::size_t i = 0; i < octets.size(); i += 3) {
    const std::size_t some = std::min<std::size_t>(3, octets.size() - i);
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k) bits = bits << 8U | (k < some ? octets[i + k] : 0U);
    for (std::size_t k = 0; k < 4; ++k)
      put(k <= some ? kAlphabet[bits >> (18 - 6 * k) & 0x3FU] : '=');
  }
  return out + layout.last;
}

Octets from_base64(std::string_view text) {
  Octets out;
  out.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  unsigned have = 0;
  for (const char c : text) {
    if (c == '=') break;
    const std::uint8_t value = kValues[static_cast<std::uint8_t>(c)];
    if (value == 0xFF) continue;
    bits = bits << 6U | value;
    have += 6;
    if (have < 8) continue;
    have -= 8;
    out.push_back(static_cast<std::uint8_t>(bits >> have));
  }
  return out;
}

}  // namespace smime::mutate
