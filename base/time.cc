#include "base/time.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace smime {
namespace {

/// Reads digits from the front of a text; every call either succeeds or marks the reader bad.
class Digits {
 public:
  explicit Digits(std::string_view text) : rest_(text) {}
  int number(std::size_t count) {
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (rest_.empty() || rest_.front() < '0' || rest_.front() > '9') {
        good_ = false;
        return 0;
      }
      value = value * 10 + (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    return value;
  }
  void expect(char c) { good_ = skip(c) && good_; }
  bool skip(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void skip_digits() {
    while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') rest_.remove_prefix(1);
  }
  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
  bool good_ = true;
};

}  // namespace

std::optional<Time> utc(int year, int month, int day, int hour, int minute, int second) {
  using namespace std::chrono;
  if (year < 0 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31)
    return std::nullopt;
  const year_month_day date{std::chrono::year{year}, std::chrono::month{unsigned(month)},
                            std::chrono::day{unsigned(day)}};
  if (!date.ok() || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
    return std::nullopt;
  const Time days = sys_days{date}.time_since_epoch().count();
  return days * 86'400 + hour * 3'600 + minute * 60 + second;
}

std::optional<Time> parse_rfc3339(std::string_view text) {
  Digits in(text);
  const int year = in.number(4);
  in.expect('-');
  const int month = in.number(2);
  in.expect('-');
  const int day = in.number(2);
  if (in.good() && in.at_end()) return utc(year, month, day, 0, 0, 0);
  if (!in.skip('T') && !in.skip('t')) in.expect(' ');
  const int hour = in.number(2);
  in.expect(':');
  const int minute = in.number(2);
  in.expect(':');
  const int second = in.number(2);
  if (in.skip('.')) {
    in.number(1);
    in.skip_digits();
  }
  int offset = 0;
  if (!in.skip('Z') && !in.skip('z')) {
    const bool west = in.skip('-');
    if (!west) in.expect('+');
    const int hours = in.number(2);
    in.expect(':');
    const int minutes = in.number(2);
    if (hours > 23 || minutes > 59) return std::nullopt;
    offset = (hours * 60 + minutes) * (west ? -60 : 60);
  }
  if (!in.good() || !in.at_end()) return std::nullopt;
  const auto local = utc(year, month, day, hour, minute, second);
  if (!local) return std::nullopt;
  return *local - offset;
}

std::string to_rfc3339(Time time) {
  using namespace std::chrono;
  constexpr Time kFirst = -62'167'219'200;  // 0000-01-01T00:00:00Z
  constexpr Time kLast = 253'402'300'799;   // 9999-12-31T23:59:59Z
  time = std::clamp(time, kFirst, kLast);
  const sys_seconds point{seconds{time}};
  const sys_days midnight = floor<days>(point);
  const year_month_day date{midnight};
  const hh_mm_ss clock{point - midnight};
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", int(date.year()),
                unsigned(date.month()), unsigned(date.day()), int(clock.hours().count()),
                int(clock.minutes().count()), int(clock.seconds().count()));
  return text;
}

std::optional<Time> parse_utc_time(std::string_view contents) {
  Digits in(contents);
  const int yy = in.number(2);
  const int month = in.number(2);
  const int day = in.number(2);
  const int hour = in.number(2);
  const int minute = in.number(2);
  const int second = in.number(2);
  in.expect('Z');
  if (!in.good() || !in.at_end()) return std::nullopt;
  // RFC 5280 4.1.2.5.1: "Where YY is greater than or equal to 50, the year SHALL be interpreted
  // as 19YY [...] less than 50, the year SHALL be interpreted as 20YY."
  return utc(yy >= 50 ? 1900 + yy : 2000 + yy, month, day, hour, minute, second);
}

std::optional<Time> parse_generalized_time(std::string_view contents) {
  Digits in(contents);
  const int year = in.number(4);
  const int month = in.number(2);
  const int day = in.number(2);
  const int hour = in.number(2);
  const int minute = in.number(2);
  const int second = in.number(2);
  in.expect('Z');
  if (!in.good() || !in.at_end()) return std::nullopt;
  return utc(year, month, day, hour, minute, second);
}

}  // namespace smime
