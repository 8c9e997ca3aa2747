#include "mime/separator_line.h"

#include <algorithm>

namespace smime::mime {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// hh:mm or hh:mm:ss
bool is_time(std::string_view word) {
  return (word.size() == 5 || word.size() == 8) && is_digit(word[0]) && is_digit(word[1]) &&
         word[2] == ':' && is_digit(word[3]) && is_digit(word[4]);
}

bool is_year(std::string_view word) {
  return word.size() == 4 && (word.starts_with("19") || word.starts_with("20")) &&
         is_digit(word[2]) && is_digit(word[3]);
}

}  // namespace

bool is_separator_line(Bytes line) {
  constexpr std::size_t kLongest = 998;  // RFC 5322 2.1.1
  std::string_view rest = as_text(line.first(std::min(line.size(), kLongest)));
  if (!rest.starts_with("From ")) return false;
  bool time = false;
  bool year = false;
  while (!rest.empty()) {
    const std::string_view word = rest.substr(0, rest.find(' '));
    time = time || is_time(word);
    year = year || (time && is_year(word));
    rest.remove_prefix(std::min(rest.size(), word.size() + 1));
  }
  return year;
}

std::uint32_t count_messages(Bytes file, std::uint32_t most) {
  const std::string_view text = as_text(file);
  std::uint32_t found = 0;
  bool after_empty_line = true;
  std::size_t at = 0;
  while (at < text.size() && found < most) {
    std::size_t end = text.find('\n', at);
    if (end == std::string_view::npos) end = text.size();
    std::string_view line = text.substr(at, end - at);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (after_empty_line && is_separator_line(as_octets(line))) ++found;
    if (found == 0) return 0;  // the first line is none
    after_empty_line = line.empty();
    at = end + 1;
  }
  return found;
}

}  // namespace smime::mime
