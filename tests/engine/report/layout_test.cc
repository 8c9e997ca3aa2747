#include "engine/report/layout.h"

#include <catch2/catch.hpp>

using namespace smime::report;

TEST_CASE("Columns are counted as a terminal does") {
  struct Row {
    const char* name;
    const char* text;
    std::size_t want;
  };
  const auto row = GENERATE(values<Row>({
      {"ascii", "abc", 3},
      {"umlaut", "\xC3\xBC", 1},
      {"wide", "\xE6\xBC\xA2\xE5\xAD\x97", 4},
      {"combining accent", "e\xCC\x81", 1},
  }));
  CAPTURE(row.name);
  CHECK(columns(row.text) == row.want);
}

TEST_CASE("A cell has exactly its width") {
  struct Row {
    const char* name;
    const char* text;
    std::size_t width;
    const char *front, *end;  // what is kept: the front, the end
  };
  const auto row = GENERATE(values<Row>({
      {"filled", "ab", 4, "ab  ", "ab  "},
      {"just right", "abcd", 4, "abcd", "abcd"},
      {"cut", "abcdefgh", 6, "abc...", "...fgh"},
      {"wide characters are not halved", "\xE6\xBC\xA2\xE5\xAD\x97\xE6\xBC\xA2", 5,
       "\xE6\xBC\xA2...", "...\xE6\xBC\xA2"},
      {"a column is left over", "\xE6\xBC\xA2\xE5\xAD\x97\xE6\xBC\xA2", 4, "... ", "... "},
      {"no room for dots", "abcdef", 2, "..", ".."},
      {"no room", "abc", 0, "", ""},
  }));
  CAPTURE(row.name);
  CHECK(fitted(row.text, row.width) == row.front);
  CHECK(fitted_end(row.text, row.width) == row.end);
}

TEST_CASE("Paragraphs are wrapped, and words that are too long are broken") {
  struct Row {
    const char* name;
    const char *lead, *text;
    std::size_t indent;
    const char* want;
  };
  const auto row = GENERATE(values<Row>({
      {"fits", "a ", "b", 2, "a b\n"},
      {"wrapped", "", "aaaa bbbbb cccccccccc dddddddddd eeee", 2,
       "  aaaa bbbbb cccccccccc\n  dddddddddd eeee\n"},
      {"long lead", "the lead is long ", "abcdefghijklm n", 2,
       "the lead is long\n  abcdefghijklm n\n"},
      {"broken", "x ", "0123456789012345678901234567890123456789 y", 2,
       "x 01234567890123456789012\n  34567890123456789 y\n"},
      {"wide characters are not halved", "", "a\xE6\xBC\xA2\xE6\xBC\xA2\xE6\xBC\xA2", 22,
       "                      a\xE6\xBC\xA2\xE6\xBC\xA2\xE6\xBC\xA2\n"},
      {"runs of blanks are one", "", "a   b", 0, "a b\n"},
      {"nothing", "lead  ", "", 2, "lead\n"},
  }));
  CAPTURE(row.name);
  TextPage page({25, false});
  CHECK(page.paragraph(row.lead, row.text, row.indent).text() == row.want);
}
