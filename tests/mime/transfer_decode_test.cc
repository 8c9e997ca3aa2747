#include "mime/transfer_decode.h"

#include <catch2/catch.hpp>

#include "mime/canonical.h"
#include "tests/support/exact.h"

using namespace smime;
using namespace smime::mime;
using smime::test::Exact;

TEST_CASE("base64 as RFC 4648 10 and RFC 2045 6.8 say", "[mime]") {
  struct Row {
    const char* name;
    std::string text, want;
  };
  const auto row = GENERATE(values<Row>({
      {"empty", "", ""},
      {"f", "Zg==", "f"},
      {"fo", "Zm8=", "fo"},
      {"foo", "Zm9v", "foo"},
      {"foob", "Zm9vYg==", "foob"},
      {"fooba", "Zm9vYmE=", "fooba"},
      {"foobar", "Zm9vYmFy", "foobar"},
      {"lines", "Zm9v\r\nYmFy\r\n", "foobar"},
      {"line end inside a group", "Zm\n9v", "foo"},
      {"line end inside the padding", "Zg=\r\n=\r\n", "f"},
      {"blanks", " Zm9v \tYmFy ", "foobar"},
      {"only line ends", "\r\n\r\n", ""},
  }));
  CAPTURE(row.name);
  Findings out;
  const auto decoded = decode_base64(Exact(row.text), "part/1", out);
  REQUIRE(decoded);
  CHECK(as_text(*decoded) == row.want);
  CHECK(out.empty());
}

TEST_CASE("base64 that readers decode differently is refused", "[mime]") {
  struct Row {
    const char* name;
    std::string text;
  };
  const auto row = GENERATE(values<Row>({
      {"other character", "Zm9v!YmFy"},
      {"bar, which an old decoder reads past its table", "Zm9v|"},
      {"8-bit", "Zm9v\xFF"},
      {"NUL", std::string("Zm9v\0", 5)},
      {"no padding", "Zg"},
      {"one character left", "Zm9vY"},
      {"half of the padding", "Zg="},
      {"padding first", "=AAA"},
      {"padding after one character", "Z==="},
      {"padding in the middle", "Zg==Zg=="},
      {"text behind the end", "Zm9v\r\nYmE=\r\n\r\nYou are fired.\r\n"},
      {"padding behind a whole group", "Zm9v="},
      {"spare bits", "Zh=="},
      {"spare bits of two", "Zm9="},
      {"URL alphabet", "Zm-_"},
  }));
  CAPTURE(row.name);
  Findings out;
  CHECK_FALSE(decode_base64(Exact(row.text), "part/1", out));
  CHECK(out.has(Code::MimeBase64Malformed));
}

TEST_CASE("quoted-printable as RFC 2045 6.7 says", "[mime]") {
  struct Row {
    const char* name;
    std::string text;
    std::optional<std::string> want;
  };
  const auto row = GENERATE(values<Row>({
      {"plain", "a b", "a b"},
      {"escape", "a=3Db=C3=BC", "a=b\xC3\xBC"},
      {"soft line break", "a=\r\nb", "ab"},
      {"padded soft line break", "a= \t\r\nb", "ab"},
      {"line ends stay", "a\r\nb\nc", "a\r\nb\nc"},
      {"blanks at the end of a line", "a \t\r\nb", "a\r\nb"},
      {"blanks at the end of the data", "a ", "a"},
      {"escaped blank stays", "a=20\r\n", "a \r\n"},
      {"lower case", "a=3d", std::nullopt},
      {"no hexadecimal", "a=ZZ", std::nullopt},
      {"cut escape", "a=3", std::nullopt},
      {"last octet", "a=", std::nullopt},
      {"8-bit", "a\xFC", std::nullopt},
      {"bare CR", "a\rb", std::nullopt},
      {"NUL", std::string("a\0b", 3), std::nullopt},
  }));
  CAPTURE(row.name);
  Findings out;
  const auto decoded = decode_quoted_printable(Exact(row.text), "part/1", out);
  REQUIRE(decoded.has_value() == row.want.has_value());
  if (decoded) CHECK(as_text(*decoded) == *row.want);
  CHECK(out.has(Code::MimeQuotedPrintableMalformed) != decoded.has_value());
}

TEST_CASE("line ends are restored only where a part has no CRLF at all", "[mime]") {
  struct Row {
    const char* name;
    std::string part, want;
    LineEnds ends;
  };
  const auto row = GENERATE(values<Row>({
      {"CRLF", "a\r\nb\r\n", "a\r\nb\r\n", {2, 0, 0}},
      {"LF", "a\nb\n", "a\r\nb\r\n", {0, 2, 0}},
      {"mixed stays", "a\r\nb\n", "a\r\nb\n", {1, 1, 0}},
      {"bare CR stays", "a\rb", "a\rb", {0, 0, 1}},
      {"CR CR LF stays", "a\r\r\n", "a\r\r\n", {1, 0, 1}},
      {"one LF", "\n", "\r\n", {0, 1, 0}},
      {"no line end", "a", "a", {0, 0, 0}},
      {"nothing", "", "", {0, 0, 0}},
  }));
  CAPTURE(row.name);
  const Exact part(row.part);
  Octets storage;
  CHECK(as_text(canonical(part, storage)) == row.want);
  const LineEnds ends = count_line_ends(part);
  CHECK(ends.crlf == row.ends.crlf);
  CHECK(ends.lf == row.ends.lf);
  CHECK(ends.cr == row.ends.cr);
}
