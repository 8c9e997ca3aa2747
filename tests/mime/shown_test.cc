#include "mime/shown.h"

#include <catch2/catch.hpp>
#include <string>

#include "mime/parse.h"
#include "tests/support/exact.h"

using namespace smime;
using namespace smime::mime;
using test::Exact;

namespace {

std::string found(const std::string& part, const std::string& charset_outside = "") {
  const Exact octets(part);
  Findings unused, out;
  const auto tree = parse(octets, Limits{}, unused);
  REQUIRE(tree);
  ContentType outside;
  if (!charset_outside.empty()) outside.parameters.emplace_back("charset", charset_outside);
  check_shown(octets, *tree, 0, outside, out);
  std::string codes;
  for (const Finding& finding : out) codes += std::string(info(finding.code).wire) + ' ';
  return codes;
}

std::string html(const std::string& body, const std::string& fields = "") {
  return "Content-Type: text/html\r\n" + fields + "\r\n" + body;
}

}  // namespace

TEST_CASE("what clients show differently of a signed text", "[mime]") {
  struct Row {
    const char* name;
    std::string part, want;
  };
  const auto row = GENERATE(values<Row>({
      {"plain", "Content-Type: text/plain\r\n\r\nhttp://example.com/ @media", ""},
      {"UTF-8", "Content-Type: text/plain; charset=UTF-8\r\n\r\nx", ""},
      {"ISO 8859", "Content-Type: text/plain; charset=iso-8859-15\r\n\r\nx", ""},
      {"UTF-7", "Content-Type: text/plain; charset=UTF-7\r\n\r\nx", "shown.charset_unusual "},
      {"UTF-16", "Content-Type: text/plain; charset=utf-16be\r\n\r\nx", "shown.charset_unusual "},
      {"TNEF", "Content-Type: application/ms-tnef\r\n\r\nx", "shown.tnef "},
      {"HTML", html("<p>A text."), ""},
      {"a link", html("<a href=\"https://example.com/\">here</a>"), ""},
      {"a picture", html("<img src=\"https://example.com/x.png\">"), "shown.remote_content "},
      {"a picture in capitals", html("<IMG SRC='HTTP://example.com/x.png'>"),
       "shown.remote_content "},
      {"a picture without scheme", html("<img src=//example.com/x.png>"), "shown.remote_content "},
      {"a picture of the mail", html("<img src=\"cid:1@example.com\">"), ""},
      {"a background", html("<p style='background: url( \"http://x/\")'>"),
       "shown.remote_content "},
      {"a style sheet", html("<link rel=stylesheet href=https://example.com/a.css>"),
       "shown.remote_content "},
      {"a media rule", html("<style>@media print{p{display:none}}</style>"),
       "shown.conditional_html "},
      {"a comment for Outlook", html("<!--[if mso]>x<![endif]-->"), "shown.conditional_html "},
      {"in quoted-printable",
       html("<style>@me=\r\ndia print{}</style>",
            "Content-Transfer-Encoding: quoted-printable\r\n"),
       "shown.conditional_html "},
      {"in base64", html("PHNjcmlwdD4=\r\n", "Content-Transfer-Encoding: base64\r\n"),
       "shown.conditional_html "},
      {"in no encoding", html("<script>", "Content-Transfer-Encoding: x-none\r\n"), ""},
      {"in an alternative",
       "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b\r\n" +
           html("<script>") + "\r\n--b--\r\n",
       "shown.conditional_html "},
  }));
  CAPTURE(row.name);
  CHECK(found(row.part) == row.want);
}

TEST_CASE("a charset outside the signed part is compared with the one inside", "[mime]") {
  const std::string part = "Content-Type: text/plain; charset=utf-8\r\n\r\nx";
  CHECK(found(part, "UTF-8").empty());
  CHECK(found(part, "utf-7") == "shown.charset_differs ");
}

TEST_CASE("only the beginning of a long HTML part is looked at", "[mime]") {
  const std::string line(75, 'x');
  std::string body;
  while (body.size() <= kShownHtml) body += line + "=\r\n";
  const std::string quoted = "Content-Transfer-Encoding: quoted-printable\r\n";
  CHECK(found(html("<script>\r\n" + body, quoted)) == "shown.conditional_html ");
  CHECK(found(html(body + "<script>", quoted)).empty());
}
