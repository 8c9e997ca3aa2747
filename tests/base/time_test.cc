#include "base/time.h"

#include <catch2/catch.hpp>

using namespace smime;

TEST_CASE("RFC 3339 times are read and written", "[base]") {
  struct Row {
    const char* text;
    std::optional<Time> want;
  };
  // Expected values from `date -u -d TEXT +%s` (GNU coreutils).
  const auto row = GENERATE(values<Row>({
      {"1970-01-01T00:00:00Z", 0},
      {"2026-11-21T20:03:00Z", 1795291380},
      {"2026-11-21T20:03:00+01:00", 1795287780},
      {"2026-11-21T20:03:00.123-05:30", 1795311180},
      {"2026-11-21", 1795219200},
      {"2024-02-29T23:59:59Z", 1709251199},
      {"2023-02-29", std::nullopt},
      {"2026-11-21T24:00:00Z", std::nullopt},
      {"2026-11-21T20:03Z", std::nullopt},
      {"2026-11-21T20:03:00", std::nullopt},
      {"2026-11-21T20:03:00Zx", std::nullopt},
      {"", std::nullopt},
      {"now", std::nullopt},
  }));
  CAPTURE(row.text);
  CHECK(parse_rfc3339(row.text) == row.want);
}

TEST_CASE("times are written as RFC 3339 UTC", "[base]") {
  CHECK(to_rfc3339(0) == "1970-01-01T00:00:00Z");
  CHECK(to_rfc3339(1795291380) == "2026-11-21T20:03:00Z");
  CHECK(to_rfc3339(-1) == "1969-12-31T23:59:59Z");
  CHECK(to_rfc3339(INT64_MAX) == "9999-12-31T23:59:59Z");
  CHECK(to_rfc3339(INT64_MIN) == "0000-01-01T00:00:00Z");
}

TEST_CASE("certificate times follow RFC 5280 4.1.2.5", "[base]") {
  CHECK(parse_utc_time("491231235959Z") == parse_rfc3339("2049-12-31T23:59:59Z"));
  CHECK(parse_utc_time("500101000000Z") == parse_rfc3339("1950-01-01T00:00:00Z"));
  CHECK_FALSE(parse_utc_time("4912312359Z"));
  CHECK_FALSE(parse_utc_time("491231235959+0000"));
  CHECK(parse_generalized_time("20500101000000Z") == parse_rfc3339("2050-01-01T00:00:00Z"));
  CHECK_FALSE(parse_generalized_time("20500101000000.5Z"));
}
