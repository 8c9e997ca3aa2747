// RFC 5322 3.3 date-time with the obsolete forms of 4.3.
#include <array>

#include "base/text.h"
#include "mime/mailbox.h"

namespace smime::mime {
namespace {

std::optional<int> number(std::string_view digits, std::size_t least, std::size_t most) {
  if (digits.size() < least || digits.size() > most) return std::nullopt;
  int value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

// Place of `name` among three-letter names, 0 for the first.
std::optional<int> place(std::string_view name, std::string_view names) {
  if (name.size() != 3) return std::nullopt;
  for (std::size_t i = 0; i + 3 <= names.size(); i += 3) {
    if (ascii_iequal(name, names.substr(i, 3))) return static_cast<int>(i / 3);
  }
  return std::nullopt;
}

// Minutes east of UTC.
std::optional<int> zone(std::string_view text) {
  if (text.size() == 5 && (text[0] == '+' || text[0] == '-')) {
    const auto hours = number(text.substr(1, 2), 2, 2);
    const auto minutes = number(text.substr(3, 2), 2, 2);
    if (!hours || !minutes || *minutes > 59) return std::nullopt;
    const int offset = *hours * 60 + *minutes;
    return text[0] == '-' ? -offset : offset;
  }
  struct Named {
    std::string_view name;
    int hours;
  };
  static constexpr std::array<Named, 10> kNamed = {{{"UT", 0},
                                                    {"GMT", 0},
                                                    {"EST", -5},
                                                    {"EDT", -4},
                                                    {"CST", -6},
                                                    {"CDT", -5},
                                                    {"MST", -7},
                                                    {"MDT", -6},
                                                    {"PST", -8},
                                                    {"PDT", -7}}};
  for (const Named& named : kNamed) {
    if (ascii_iequal(text, named.name)) return named.hours * 60;
  }
  // 4.3: military and other alphabetic zones say nothing reliable and count as -0000.
  if (text.empty() || text.size() > 5) return std::nullopt;
  for (const char c : text) {
    const char lower = ascii_lower(c);
    if (lower < 'a' || lower > 'z') return std::nullopt;
  }
  return 0;
}

// The words, "," and ":" apart, without comments. Nothing if a comment has no end.
std::optional<std::vector<std::string>> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::size_t depth = 0;
  bool open = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && depth > 0) {
      ++i;
    } else if (c == '(') {
      ++depth;
      open = false;
    } else if (depth > 0) {
      if (c == ')') --depth;
    } else if (c == ' ' || c == '\t') {
      open = false;
    } else if (c == ',' || c == ':') {
      words.emplace_back(1, c);
      open = false;
    } else {
      if (!open) words.emplace_back();
      words.back().push_back(c);
      open = true;
    }
    if (words.size() > 12) return std::nullopt;
  }
  if (depth != 0) return std::nullopt;
  return words;
}

}  // namespace

std::optional<Time> read_date(std::string_view value) {
  const auto words = words_of(value);
  if (!words) return std::nullopt;
  std::size_t at = 0;
  const auto next = [&]() -> std::string_view {
    return at < words->size() ? std::string_view((*words)[at++]) : std::string_view();
  };
  // date-time = [ day-of-week "," ] date time [CFWS]
  if (words->size() > 1 && (*words)[1] == ",") {
    if (!place(next(), "MonTueWedThuFriSatSun")) return std::nullopt;
    ++at;
  }
  const auto day = number(next(), 1, 2);
  const auto month = place(next(), "JanFebMarAprMayJunJulAugSepOctNovDec");
  const std::string_view year_text = next();
  auto year = number(year_text, 2, 4);
  const auto hour = number(next(), 2, 2);
  if (!day || !month || !year || !hour || next() != ":") return std::nullopt;
  // 4.3: two digits 00-49 are 2000-2049, 50-99 and three digits count from 1900.
  if (year_text.size() == 2) *year += *year < 50 ? 2000 : 1900;
  if (year_text.size() == 3) *year += 1900;
  const auto minute = number(next(), 2, 2);
  int second = 0;
  if (at < words->size() && (*words)[at] == ":") {
    ++at;
    const auto seconds = number(next(), 2, 2);
    if (!seconds || *seconds > 60) return std::nullopt;
    second = *seconds;
  }
  const auto offset = zone(next());
  if (!minute || !offset || at != words->size()) return std::nullopt;
  const bool leap = second == 60;  // 3.3 allows it; a leap second is not counted
  const auto local = utc(*year, *month + 1, *day, *hour, *minute, leap ? 59 : second);
  if (!local) return std::nullopt;
  return *local + (leap ? 1 : 0) - Time{*offset} * 60;
}

}  // namespace smime::mime
