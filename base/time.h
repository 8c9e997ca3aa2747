#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace smime {

/// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted. Negative before 1970.
using Time = std::int64_t;

/// A calendar date and time of day in UTC, checked: 0000-9999, real days, second 0-59.
[[nodiscard]] std::optional<Time> utc(int year, int month, int day, int hour, int minute,
                                      int second);

/// RFC 3339 "2026-11-21T20:03:00Z", with a numeric offset, or a date alone (midnight UTC).
/// Fractions of a second are read and dropped. Nothing else is accepted.
[[nodiscard]] std::optional<Time> parse_rfc3339(std::string_view text);

/// "2026-11-21T20:03:00Z"; years outside 0000-9999 are clamped.
[[nodiscard]] std::string to_rfc3339(Time time);

/// The contents of a UTCTime or GeneralizedTime as RFC 5280 4.1.2.5 wants them in DER:
/// YYMMDDHHMMSSZ (50-99 is 19xx) and YYYYMMDDHHMMSSZ.
[[nodiscard]] std::optional<Time> parse_utc_time(std::string_view contents);
[[nodiscard]] std::optional<Time> parse_generalized_time(std::string_view contents);

}  // namespace smime
