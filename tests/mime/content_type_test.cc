#include "mime/content_type.h"

#include <catch2/catch.hpp>

using namespace smime;
using namespace smime::mime;

TEST_CASE("Content-Type values that every careful reader reads alike", "[mime]") {
  struct Row {
    const char* name;
    std::string value, type, parameter, want;
  };
  const auto row = GENERATE(values<Row>({
      {"plain", "text/plain; charset=us-ascii", "text/plain", "charset", "us-ascii"},
      {"quoted", "text/plain; charset=\"us-ascii\"", "text/plain", "charset", "us-ascii"},
      {"comment (RFC 2045 5.1)", "text/plain; charset=us-ascii (Plain text)", "text/plain",
       "charset", "us-ascii"},
      {"upper case", "Multipart/SIGNED; Boundary=AbC", "multipart/signed", "boundary", "AbC"},
      {"semicolon in quotes", "multipart/mixed; boundary=\"a;b\"", "multipart/mixed", "boundary",
       "a;b"},
      {"escaped quote", "text/plain; name=\"a\\\"b\"", "text/plain", "name", "a\"b"},
      {"blanks around", "text/plain ; charset = utf-8 ", "text/plain", "charset", "utf-8"},
      {"folded", "multipart/mixed;\r\n\tboundary=\"a b\";\r\n charset=x\r\n ", "multipart/mixed",
       "boundary", "a b"},
      {"fold in another parameter", "text/plain; name=\"a\r\n b\"", "text/plain", "name", "a b"},
      {"comment away from the boundary", "multipart/mixed (c); boundary=a; charset=x (c)",
       "multipart/mixed", "boundary", "a"},
      {"last semicolon", "text/plain; charset=utf-8;", "text/plain", "charset", "utf-8"},
      {"nested comment", "text/plain (a (b) c); charset=x", "text/plain", "charset", "x"},
      // RFC 2231 3, 4 and 4.1: the examples of the standard.
      {"continuation",
       "message/external-body; access-type=URL; URL*0=\"ftp://\"; "
       "URL*1=\"cs.utk.edu/pub/moore/bulk-mailer/bulk-mailer.tar\"",
       "message/external-body", "url", "ftp://cs.utk.edu/pub/moore/bulk-mailer/bulk-mailer.tar"},
      {"charset and language",
       "application/x-stuff; title*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A",
       "application/x-stuff", "title", "This is ***fun***"},
      {"both",
       "application/x-stuff; title*0*=us-ascii'en'This%20is%20even%20more%20; "
       "title*1*=%2A%2A%2Afun%2A%2A%2A%20; title*2=\"isn't it!\"",
       "application/x-stuff", "title", "This is even more ***fun*** isn't it!"},
      {"a file name for old and new readers", "text/plain; name=\"x\"; name*=utf-8''%C3%A4",
       "text/plain", "name", "\xC3\xA4"},
  }));
  CAPTURE(row.name, row.value);
  Findings out;
  const auto type = read_content_type(row.value, "part/1", out);
  REQUIRE(type);
  CHECK(out.empty());
  CHECK(type->is(row.type));
  CHECK(type->parameter(row.parameter) == std::optional<std::string_view>(row.want));
}

TEST_CASE("an ambiguous Content-Type is refused with its reason", "[mime]") {
  struct Row {
    const char* name;
    std::string value;
    Code want;
  };
  constexpr Code kMalformed = Code::MimeContentTypeMalformed;
  const auto row = GENERATE(values<Row>({
      {"empty", "", kMalformed},
      {"no subtype", "text", kMalformed},
      {"two slashes", "a/b/c", kMalformed},
      {"blanks around the slash", "multipart / signed", kMalformed},
      {"NUL", std::string("multipart/signed\0; boundary=b", 29), kMalformed},
      {"NUL in quotes", std::string("a/b; c=\"d\0\"", 11), kMalformed},
      {"unquoted bracket", "multipart/mixed; boundary=a[b]", kMalformed},
      {"unquoted, then a quote", "multipart/mixed; boundary=a=b\"c\"", kMalformed},
      {"unquoted, then a comment", "multipart/mixed; boundary=a=b(c)", kMalformed},
      {"quote without end", "a/b; c=\"d", kMalformed},
      {"comment without end", "a/b (c", kMalformed},
      {"no value", "a/b; c=", kMalformed},
      {"no equals sign", "a/b; c", kMalformed},
      {"text after value", "a/b; c=\"d\"e", kMalformed},
      {"text after the last question mark", "=?x?q?multipart/signed; boundary=b", kMalformed},
      {"8-bit token", "a/b; c=\xE9", kMalformed},
      {"gap in sections", "a/b; c*0=d; c*2=e", kMalformed},
      {"sections from one", "a/b; c*1=d", kMalformed},
      {"leading zero", "a/b; c*00=d", kMalformed},
      {"bad percent", "a/b; c*=utf-8''%4", kMalformed},
      {"no charset", "a/b; c*=abc", kMalformed},
      {"same twice", "multipart/mixed; boundary=a; boundary=b", Code::MimeParameterRepeated},
      {"same twice, same value", "multipart/mixed; boundary=a; BOUNDARY=a",
       Code::MimeParameterRepeated},
      {"section twice", "a/b; c*0=d; c*0*=e", Code::MimeParameterRepeated},
      {"plain and extended", "multipart/mixed; boundary*=us-ascii''C0ther; boundary=b",
       Code::MimeParameterConflict},
      {"plain and sections", "multipart/mixed; boundary*0=a; boundary=b",
       Code::MimeParameterConflict},
      {"comment like a parameter", "multipart/mixed (; boundary=a); boundary=b",
       Code::MimeCommentAmbiguous},
  }));
  CAPTURE(row.name, row.value);
  Findings out;
  CHECK_FALSE(read_content_type(row.value, "part/1", out));
  REQUIRE(out.items().size() == 1);
  CHECK(out.begin()->code == row.want);
}

TEST_CASE("a boundary in RFC 2231 form is read and noted", "[mime]") {
  Findings out;
  const auto type =
      read_content_type("multipart/mixed; boundary*0=\"b0\"; boundary*1=\"1\"", "x", out);
  REQUIRE(type);
  CHECK(type->parameter("boundary") == std::optional<std::string_view>("b01"));
  CHECK(out.has(Code::MimeBoundaryRfc2231));
}

TEST_CASE("a boundary that readers spell differently is read and is an error", "[mime]") {
  struct Row {
    const char* name;
    std::string value, boundary;
  };
  const auto row = GENERATE(values<Row>({
      {"comment before the boundary", "multipart/mixed; boundary=(x)aB", "aB"},
      {"comment after the boundary", "multipart/mixed; boundary=aB(x)", "aB"},
      {"comment and blank after it", "multipart/mixed; boundary=aB (x); a=b", "aB"},
      {"comment before its name", "multipart/mixed; (x) boundary=aB", "aB"},
      {"escape in the boundary", "multipart/mixed; boundary=\"\\aB\"", "aB"},
      {"fold in the boundary", "multipart/mixed; boundary=\"aB\r\n cD\"", "aB cD"},
      {"LF fold in the boundary", "multipart/mixed; boundary=\"aB\n  cD\"", "aB  cD"},
  }));
  CAPTURE(row.name);
  Findings out;
  const auto type = read_content_type(row.value, "x", out);
  REQUIRE(type);
  CHECK(type->parameter("boundary") == std::optional<std::string_view>(row.boundary));
  REQUIRE(out.items().size() == 1);
  CHECK(out.begin()->code == Code::MimeBoundaryAmbiguousValue);
}

TEST_CASE("one token may have blanks and comments behind it, and nothing else", "[mime]") {
  struct Row {
    const char* name;
    const char* value;
    const char* want;  // "": it is no single token
  };
  const auto row = GENERATE(values<Row>({
      {"alone", "base64", "base64"},
      {"blanks around it", " 7bit\t", "7bit"},
      {"comment behind it", "base64 (7bit)", "base64"},
      {"nested comments behind it", "8bit(a (b) c) (d)", "8bit"},
      {"nothing", "", ""},
      {"comment before it", "(7bit) base64", ""},
      {"another token behind it", "base64 7bit", ""},
      {"another token behind a comment", "7bit (x) base64", ""},
      {"comment without end", "binary(", ""},
      {"quotes", "\"base64\"", ""},
  }));
  CAPTURE(row.name);
  CHECK(single_token(row.value).value_or("") == row.want);
}

TEST_CASE("a value that lacks its quotes is read as it stands, and said", "[mime]") {
  struct Row {
    const char *value, *parameter, *want;
  };
  const auto row = GENERATE(values<Row>({
      {"multipart/mixed; boundary=----=_Part_1.2", "boundary", "----=_Part_1.2"},
      {"multipart/mixed; boundary=a=b ; charset=x", "boundary", "a=b"},
      {"multipart/signed; protocol=application/pkcs7-signature; micalg=x", "protocol",
       "application/pkcs7-signature"},
      {"a/b; c=/", "c", "/"},
  }));
  CAPTURE(row.value);
  Findings out;
  const auto type = read_content_type(row.value, "part", out);
  REQUIRE(type);
  CHECK(type->parameter(row.parameter) == row.want);
  REQUIRE(out.has(Code::MimeParameterUnquoted));
  Findings none;
  REQUIRE(read_content_type("multipart/mixed; boundary=b; charset=\"a/b\"", "part", none));
  CHECK(none.empty());
}
