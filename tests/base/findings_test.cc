#include "base/findings.h"

#include <catch2/catch.hpp>
#include <string>

#include "base/text.h"

using namespace smime;

namespace {

std::string kept(std::string text) {
  Findings findings;
  findings.add({Code::MicalgMismatch, "part/TEXT", {{"declared", std::move(text)}}});
  return std::get<std::string>(findings.items().front().details.front().second);
}

}  // namespace

TEST_CASE("a long text among the details is kept in part, with its length") {
  struct Row {
    const char* name;
    std::string text;
    std::string begin, end;  // of what is kept; empty: all of it is kept
  };
  std::string two_octets, three_octets;
  for (int i = 0; i < 130'000; ++i) two_octets += "\xC2\x80";
  for (int i = 0; i < 1'000; ++i) three_octets += "\xE2\x82\xAC";
  const std::vector<Row> rows = {
      {"empty", "", "", ""},
      {"just short enough", std::string(kDetailOctets, 'x'), "", ""},
      {"one too many", std::string(kDetailOctets + 1, 'x'), "xxx", "xxx\u2026 (1025 octets)"},
      {"characters of two octets", two_octets, "\xC2\x80", "\xC2\x80\u2026 (260000 octets)"},
      {"behind one of ASCII", "a" + two_octets, "a\xC2\x80", "\xC2\x80\u2026 (260001 octets)"},
      {"characters of three octets", three_octets, "\xE2\x82\xAC",
       "\xE2\x82\xAC\u2026 (3000 octets)"},
      {"behind one of ASCII, of three", "a" + three_octets, "a\xE2\x82\xAC",
       "\xE2\x82\xAC\u2026 (3001 octets)"},
      {"behind two of ASCII, of three", "ab" + three_octets, "ab\xE2\x82\xAC",
       "\xE2\x82\xAC\u2026 (3002 octets)"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const std::string text = kept(row.text);
    CHECK(text.size() <= kDetailOctets);
    CHECK(is_utf8(text));
    if (row.end.empty()) {
      CHECK(text == row.text);
    } else {
      CHECK(text.starts_with(row.begin));
      CHECK(text.ends_with(row.end));
      CHECK(text.size() > kDetailOctets - 4);
    }
    CHECK(kept(text) == text);  // told again elsewhere, it stays the same
  }
}

TEST_CASE("a long text that is no UTF-8 is kept in part, too") {
  CHECK(kept(std::string(5'000, '\x80')).size() <= kDetailOctets);
  CHECK(kept(std::string(5'000, '\xFF')).size() <= kDetailOctets);
}
