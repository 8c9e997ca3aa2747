#include "base/text.h"

#include <catch2/catch.hpp>

using namespace smime;

TEST_CASE("text for people cannot move or hide other text", "[base]") {
  struct Row {
    const char* name;
    std::string text, want;
  };
  const auto row = GENERATE(values<Row>({
      {"plain", "Alice <a@example.com>", "Alice <a@example.com>"},
      {"terminal escape", "\x1b[31mred", "\\x1B[31mred"},
      {"line end", "a\r\nb", "a\\x0D\\x0Ab"},
      {"right-to-left override",
       "a\xe2\x80\xae"
       "b",
       "a\\u{202E}b"},
      {"zero width joiner",
       "a\xe2\x80\x8d"
       "b",
       "a\\u{200D}b"},
      {"C1 control",
       "a\xc2\x9b"
       "b",
       "a\\x9Bb"},
      {"ill-formed",
       "a\xff"
       "b",
       "a\xef\xbf\xbd"
       "b"},
      {"overlong slash", "\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd"},
      {"letters stay", "J\xc3\xbcrgen", "J\xc3\xbcrgen"},
  }));
  CAPTURE(row.name);
  CHECK(visible(row.text) == row.want);
}

TEST_CASE("UTF-8 is checked as RFC 3629 says", "[base]") {
  CHECK(is_utf8("\xf4\x8f\xbf\xbf"));
  CHECK_FALSE(is_utf8("\xf4\x90\x80\x80"));
  CHECK_FALSE(is_utf8("\xed\xa0\x80"));
  CHECK_FALSE(is_utf8("\xe2\x82"));
  CHECK(to_utf8("\xe2\x82") == "\xef\xbf\xbd\xef\xbf\xbd");
}

TEST_CASE("hexadecimal", "[base]") {
  const Octets octets = {0x00, 0x0A, 0xFF};
  CHECK(hex(octets) == "000aff");
  CHECK(hex_upper(octets) == "000AFF");
  CHECK(from_hex("000aFF") == octets);
  CHECK_FALSE(from_hex("0"));
  CHECK_FALSE(from_hex("0g"));
}
