#include "mime/boundary.h"

#include <algorithm>

#include "base/text.h"

namespace smime::mime {

bool is_boundary(std::string_view text) {
  constexpr std::string_view kPunctuation = "'()+_,-./:=? ";
  return !text.empty() && text.back() != ' ' && std::all_of(text.begin(), text.end(), [&](char c) {
    const char lower = ascii_lower(c);
    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') ||
           kPunctuation.find(c) != std::string_view::npos;
  });
}

bool is_plain_boundary(std::string_view text) {
  return !text.empty() && text.back() != ' ' && std::all_of(text.begin(), text.end(), [](char c) {
    return c >= ' ' && c <= '~' && std::string_view("\"\\;").find(c) == std::string_view::npos;
  });
}

bool can_delimit(std::string_view boundary) {
  return !boundary.empty() &&
         boundary.find_first_of(std::string_view("\0\r\n", 3)) == std::string_view::npos;
}

}  // namespace smime::mime
