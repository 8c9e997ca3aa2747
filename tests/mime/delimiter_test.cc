#include "mime/delimiter.h"

#include <catch2/catch.hpp>

#include "tests/support/exact.h"

using namespace smime;
using namespace smime::mime;
using smime::test::Exact;

TEST_CASE("delimiter lines follow RFC 2046 5.1.1", "[mime]") {
  struct Row {
    const char* name;
    const char* line;
    Delimiter want;
  };
  const auto row = GENERATE(values<Row>({
      {"plain", "--b", Delimiter::Part},
      {"closing", "--b--", Delimiter::Close},
      {"padded by a relay", "--b \t", Delimiter::Part},
      {"closing, padded", "--b-- ", Delimiter::Close},
      {"not at line start", "x--b", Delimiter::None},
      {"blank before", " --b", Delimiter::None},
      {"longer boundary", "--bc", Delimiter::Collision},
      {"text after padding", "--b x", Delimiter::Collision},
      {"text after closing", "--b--x", Delimiter::Collision},
      {"one hyphen behind", "--b-", Delimiter::Collision},
      {"bare CR behind", "--b\r", Delimiter::Collision},
      {"other case", "--B", Delimiter::None},
      {"too short", "--", Delimiter::None},
      {"empty", "", Delimiter::None},
  }));
  CAPTURE(row.name, row.line);
  CHECK(match_delimiter(Exact(row.line), Exact("b")) == row.want);
}

TEST_CASE("the search for dashed lines stops at line starts only", "[mime]") {
  struct Row {
    const char* name;
    std::string text;
    std::optional<Extent> want;
  };
  const auto row = GENERATE(values<Row>({
      {"first line", "--b\r\nx", Extent{0, 3}},
      {"LF", "a\n--b\nx", Extent{2, 3}},
      {"CRLF", "a\r\n--b\r\nx", Extent{3, 3}},
      {"at end without line end", "a\n--b", Extent{2, 3}},
      {"inside a line", "a --b\n", std::nullopt},
      {"after hyphens inside a line", "a-----\n--b\n", Extent{7, 3}},
      {"one hyphen", "-a\n-\n--b", Extent{5, 3}},
      {"bare CR ends no line", "a\r--b", std::nullopt},
      {"last octet is a hyphen", "a\n-", std::nullopt},
      {"nothing", "", std::nullopt},
  }));
  CAPTURE(row.name);
  const Exact text(row.text);
  const auto line = next_dashed_line(text, 0, static_cast<std::uint32_t>(row.text.size()));
  REQUIRE(line.has_value() == row.want.has_value());
  if (line) CHECK(line->text == *row.want);
}
