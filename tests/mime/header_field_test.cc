#include "mime/header_field.h"

#include <catch2/catch.hpp>

#include "tests/support/exact.h"

using namespace smime;
using namespace smime::mime;
using smime::test::Exact;

namespace {
HeaderBlock read(const Exact& text, Findings& out, const Limits& limits = {}) {
  const Bytes octets = text;
  return read_header(octets, 0, static_cast<std::uint32_t>(octets.size()), "part/TEXT", limits,
                     out);
}
}  // namespace

TEST_CASE("what readers treat differently in a header is reported", "[mime]") {
  struct Row {
    const char* name;
    std::string text;
    std::vector<Code> want;
    std::size_t fields;
  };
  const auto row = GENERATE(values<Row>({
      {"plain", "A: b\r\nC: d\r\n\r\n", {}, 2},
      {"LF", "A: b\nC: d\n\n", {}, 2},
      {"folded", "A: b\r\n c\r\n\tD: e\r\n\r\n", {}, 1},
      {"no blank after colon", "A:b\r\n\r\n", {}, 1},
      {"empty value", "A:\r\n\r\n", {}, 1},
      {"empty header", "\r\n", {}, 0},
      {"NUL", std::string("A: b\0c\r\n\r\n", 10), {Code::MimeHeaderNul}, 1},
      {"NUL before a MIME field",
       std::string("A: b\0c\r\nD: e\r\nContent-Type: a/b\r\nMIME-Version: 1.0\r\n\r\n", 54),
       {Code::MimeHeaderNul},
       4},
      {"NUL before From",
       std::string("A: b\0c\r\nfrom: a@b\r\n\r\n", 21),
       {Code::MimeHeaderNul},
       2},
      {"NUL behind a MIME field",
       std::string("Content-Type: a/b\r\nA: b\0c\r\n\r\n", 29),
       {Code::MimeHeaderNul},
       2},
      {"NUL in From before a MIME field",
       std::string("From: a\0b\r\nContent-Type: a/b\r\n\r\n", 32),
       {Code::MimeHeaderNul},
       2},
      {"bare CR", "A: b\rc\r\n\r\n", {Code::MimeHeaderBareCr}, 1},
      {"CR CR LF", "A: b\r\r\n\r\n", {Code::MimeHeaderBareCr}, 1},
      {"blank before colon", "A : b\r\n\r\n", {Code::MimeSpaceBeforeColon}, 1},
      {"name folded from its colon", "A\r\n : b\r\n\r\n", {Code::MimeSpaceBeforeColon}, 1},
      {"no colon", "A b\r\nC: d\r\n\r\n", {Code::MimeHeaderMalformed}, 1},
      {"blank inside the name", "A b: c\r\n\r\n", {Code::MimeHeaderMalformed}, 0},
      {"non-ASCII name", "\xC3\x84: b\r\n\r\n", {Code::MimeHeaderMalformed}, 0},
      {"no name", ": b\r\n\r\n", {Code::MimeHeaderMalformed}, 0},
      {"leading blank on the first line", " A: b\r\n\r\n", {Code::MimeHeaderMalformed}, 1},
      {"line of blanks", "A: b\r\n \r\nC: d\r\n\r\n", {}, 2},
      {"line of blanks before a MIME field",
       "A: b\r\n\t\r\nC: d\r\nContent-Type: a/b\r\n\r\n",
       {Code::MimeHeaderEndUnclear},
       3},
      {"blank before a colon before a MIME field",
       "A : b\r\nContent-Type: a/b\r\n\r\n",
       {Code::MimeSpaceBeforeColon, Code::MimeHeaderEndUnclear},
       2},
      {"blank before the colon of From before a MIME field",
       "From : b\r\nContent-Type: a/b\r\n\r\n",
       {Code::MimeSpaceBeforeColon},
       2},
      {"leading blank before a MIME field",
       " A: b\r\nContent-Type: a/b\r\n\r\n",
       {Code::MimeHeaderMalformed, Code::MimeHeaderEndUnclear},
       2},
      {"encoded word for a name", "=?x?q?From?=: b\r\n\r\n", {Code::MimeHeaderMalformed}, 1},
      {"quoted separator line",
       "A: b\r\n>From a@b Sat Jan 10 09:00:00 2026\r\nC: d\r\n\r\n",
       {Code::MimeQuotedEnvelopeLine},
       2},
      {"quoted sentence", "A: b\r\n>From here on\r\n\r\n", {Code::MimeHeaderMalformed}, 1},
      {"ends with the data", "A: b\r\n", {Code::MimeHeaderUnterminated}, 1},
      {"ends with the data, no line end", "A: b", {Code::MimeHeaderUnterminated}, 1},
  }));
  CAPTURE(row.name);
  const Exact text(row.text);
  Findings out;
  const HeaderBlock block = read(text, out);
  std::vector<Code> codes;
  for (const Finding& finding : out) codes.push_back(finding.code);
  CHECK(codes == row.want);
  CHECK(block.fields.size() == row.fields);
  CHECK(block.block.length == row.text.size());
}

TEST_CASE("how a header is ended for readers of CRLF", "[mime]") {
  struct Row {
    const char* text;
    bool ended_by_lf, lf_alone;
  };
  const auto row = GENERATE(values<Row>({
      {"A: b\r\n\r\n", false, false},
      {"\r\n", false, false},
      {"A: b\n\n", false, true},
      {"A: b\n\r\n", false, true},
      {"A: b\r\n\n", true, false},
      {"A: b\r\nC: d\n\r\n", true, false},
      {"A: b\nC: d\r\n\r\n", false, false},
      {"A: b\r\n", false, false},
  }));
  CAPTURE(row.text);
  Findings out;
  const HeaderBlock block = read(Exact(row.text), out);
  CHECK(block.ended_by_lf == row.ended_by_lf);
  CHECK(block.lf_alone == row.lf_alone);
}

TEST_CASE("a fault names its field unless it can change the structure", "[mime]") {
  struct Row {
    const char* name;
    std::string text, field;
  };
  const auto row = GENERATE(values<Row>({
      {"blank before colon", "From : b\r\n\r\n", "From"},
      {"bare CR in text", "Subject: a\rb\r\n\r\n", "Subject"},
      {"bare CR hides a field", "Subject: a\rContent-Type: text/html\r\n\r\n", ""},
      {"bare CR hides the end of the header", "Subject: a\r\rtext\r\n\r\n", ""},
      {"no colon", "Subject\r\n\r\n", ""},
  }));
  CAPTURE(row.name);
  Findings out;
  (void)read(Exact(row.text), out);
  REQUIRE_FALSE(out.empty());
  std::string field;
  for (const auto& [key, value] : out.begin()->details) {
    if (key == "field") field = std::get<std::string>(value);
  }
  CHECK(field == row.field);
}

TEST_CASE("an empty line that ends the header otherwise than its lines is told", "[mime]") {
  Findings out;
  CHECK(read(Exact("A: b\r\nC: d\n\nE: f\r\n"), out).ended_by_lf);
  CHECK_FALSE(read(Exact("A: b\nC: d\n\nE: f\r\n"), out).ended_by_lf);
  CHECK_FALSE(read(Exact("A: b\nC: d\r\n\r\n"), out).ended_by_lf);
}

TEST_CASE("what the whole message may still hold bounds the fields of a header", "[mime]") {
  const Exact text("A: 1\r\nB: 2\r\nC: 3\r\n\r\n");
  Findings out;
  const HeaderBlock block =
      read_header(text, 0, static_cast<std::uint32_t>(Bytes(text).size()), "x", Limits{}, out, 2);
  CHECK(block.fields.size() == 2);
  REQUIRE(out.items().size() == 1);
  CHECK(std::get<std::string>(out.begin()->details[0].second) == "header_fields_total");
}

TEST_CASE("limits of a header are named and hold", "[mime]") {
  Limits limits;
  limits.header_field = 16;
  limits.header_fields = 2;
  limits.header_block = 64;
  struct Row {
    const char* name;
    std::string text, limit;
    std::size_t fields;
  };
  const auto row = GENERATE(values<Row>({
      {"long field", "A: 345678901234567\r\nB: c\r\n\r\n", "header_field", 1},
      {"many fields", "A: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\n\r\n", "header_fields", 2},
      {"long block", "A: 1\r\nB: " + std::string(80, 'x') + "\r\nC: 3\r\n\r\n", "header_block", 0},
  }));
  CAPTURE(row.name);
  Findings out;
  const HeaderBlock block = read(Exact(row.text), out, limits);
  REQUIRE(out.items().size() == 1);
  CHECK(out.begin()->code == Code::LimitReached);
  CHECK(std::get<std::string>(out.begin()->details[0].second) == row.limit);
  CHECK(block.fields.size() == row.fields + (row.limit == "header_block" ? 1 : 0));
  CHECK(block.block.length == row.text.size());
}

TEST_CASE("unfolding removes line ends and nothing else", "[mime]") {
  CHECK(unfold(Exact(" a\r\n b\n\tc ")) == "a b\tc");
  CHECK(unfold(Exact("a\rb")) == "a\rb");
  CHECK(unfold(Exact("")).empty());
}
