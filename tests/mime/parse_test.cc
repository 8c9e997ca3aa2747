#include "mime/parse.h"

#include <catch2/catch.hpp>

#include "tests/support/exact.h"

using namespace smime;
using namespace smime::mime;
using smime::test::Exact;

namespace {

std::string with_lf(std::string text) {
  std::string out;
  for (const char c : text) {
    if (c != '\r') out.push_back(c);
  }
  return out;
}

// "part type [body]" per entity, with the codes of its findings.
std::string describe(Bytes message, const EntityTree& tree) {
  std::string out;
  for (const Entity& entity : tree.entities) {
    out += entity.part + ' ' + entity.content_type.subtype;
    if (entity.kind == EntityKind::Leaf)
      out += " [" + std::string(as_text(entity.body.in(message))) + ']';
    for (const Finding& finding : entity.findings) {
      out += " !";
      out += info(finding.code).wire;
    }
    out += '\n';
  }
  return out;
}

std::string mixed(const std::string& body) {
  return "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + body;
}

}  // namespace

TEST_CASE("delimiters split a message, with CRLF and with LF", "[mime]") {
  struct Row {
    const char* name;
    std::string message, want;
  };
  const std::string inner = "Content-Type: multipart/mixed; boundary=bi\r\n\r\n";
  const auto row = GENERATE_COPY(values<Row>({
      {"plain", "A: b\r\n\r\ntext", "TEXT plain [text]\n"},
      {"two parts", mixed("--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--\r\n"),
       "TEXT mixed\n1 plain [one]\n2 plain [two]\n"},
      {"close at the end of the data", mixed("--b\r\n\r\none\r\n--b--"),
       "TEXT mixed\n1 plain [one]\n"},
      {"padded", mixed("--b \r\n\r\none\r\n--b--\t\r\n"), "TEXT mixed\n1 plain [one]\n"},
      {"text in a line", mixed("--b\r\n\r\nx --b\r\n--b--\r\n"), "TEXT mixed\n1 plain [x --b]\n"},
      {"collision", mixed("--b\r\n\r\n--bX\r\n--b--\r\n"),
       "TEXT mixed !mime.boundary_ambiguous\n1 plain [--bX]\n"},
      {"delimiter after the close", mixed("--b\r\n\r\none\r\n--b--\r\n--b\r\n\r\ntwo\r\n--b--\r\n"),
       "TEXT mixed !mime.boundary_ambiguous !mime.epilogue_not_empty\n1 plain [one]\n"},
      {"preamble and epilogue", mixed("pre\r\n--b\r\n\r\none\r\n--b--\r\nepi\r\n"),
       "TEXT mixed !mime.preamble_not_empty !mime.epilogue_not_empty\n1 plain [one]\n"},
      {"blank preamble", mixed("\r\n\r\n--b\r\n\r\none\r\n--b--\r\n\r\n"),
       "TEXT mixed\n1 plain [one]\n"},
      {"not closed", mixed("--b\r\n\r\none\r\n"),
       "TEXT mixed !mime.close_missing\n1 plain [one\r\n]\n"},
      {"no delimiter", mixed("text\r\n"),
       "TEXT mixed !mime.delimiter_missing !mime.preamble_not_empty\n"},
      {"only the close", mixed("--b--\r\n"), "TEXT mixed !mime.delimiter_missing\n"},
      {"no boundary", "Content-Type: multipart/mixed\r\n\r\n--\r\n",
       "TEXT mixed !mime.boundary_missing\n"},
      {"empty part", mixed("--b\r\n--b\r\n\r\n--b--\r\n"), "TEXT mixed\n1 plain []\n2 plain []\n"},
      {"header ends at a delimiter", mixed("--b\r\nA: b\r\n--b--\r\n"),
       "TEXT mixed\n1 plain [] !mime.header_unterminated\n"},
      {"inner closed by outer",
       mixed("--b\r\n" + inner + "--bi\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--\r\n"),
       "TEXT mixed !mime.boundary_ambiguous\n1 mixed !mime.close_missing\n1.1 plain [one]\n2 plain "
       "[two]\n"},
      {"inner begins like outer",
       mixed("--b\r\n" + inner + "--bi\r\n\r\none\r\n--bi--\r\n--b--\r\n"),
       "TEXT mixed !mime.boundary_ambiguous\n1 mixed\n1.1 plain [one]\n"},
      {"inner has outer's boundary",
       mixed("--b\r\nContent-Type: multipart/mixed; "
             "boundary=b\r\n\r\n--b\r\n\r\none\r\n--b--\r\n--b--"),
       "TEXT mixed !mime.boundary_reused\n1 mixed !mime.boundary_reused\n1.1 plain [one]\n"},
      {"attached message",
       mixed("--b\r\nContent-Type: message/rfc822\r\n\r\nS: x\r\n\r\nhi\r\n--b--"),
       "TEXT mixed\n1 rfc822\n1.1 plain [hi]\n"},
      {"attached multipart",
       mixed("--b\r\nContent-Type: message/rfc822\r\n\r\n" + inner +
             "--bi\r\n\r\none\r\n--bi--\r\n--b--"),
       "TEXT mixed !mime.boundary_ambiguous\n1 rfc822\n1.TEXT mixed\n1.1 plain [one]\n"},
      {"root is a message", "Content-Type: message/rfc822\r\n\r\nS: x\r\n\r\nhi",
       "TEXT rfc822\n1.1 plain [hi]\n"},
      {"digest",
       "Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\nS: x\r\n\r\nhi\r\n--b--",
       "TEXT digest\n1 rfc822\n1.1 plain [hi]\n"},
      {"mailbox separator", "From a@b Sat Jan  1 00:00:00 2026\r\nA: b\r\n\r\nx",
       "TEXT plain [x] !mime.envelope_line\n"},
      {"no mailbox separator", "From : a@b\r\n\r\nx", "TEXT plain [x] !mime.space_before_colon\n"},
      {"a line without date", "From the desk of x: y\r\nA: b\r\n\r\nx",
       "TEXT plain [x] !mime.header_malformed\n"},
      {"boundary with other characters",
       "Content-Type: multipart/mixed; boundary=\"b@\"\r\n\r\n--b@\r\n\r\nx\r\n--b@--",
       "TEXT mixed !mime.boundary_unusual\n1 plain [x]\n"},
      {"two types", "Content-Type: text/html\r\nContent-Type: text/plain\r\n\r\nx",
       "TEXT html [x] !mime.field_repeated\n"},
      {"two encodings",
       "Content-Transfer-Encoding: 7bit\r\nContent-Transfer-Encoding: base64\r\n\r\nx",
       "TEXT plain [x] !mime.field_repeated\n"},
      {"encoded multipart",
       "Content-Transfer-Encoding: base64\r\n" + mixed("--b\r\n\r\none\r\n--b--"),
       "TEXT mixed !mime.encoding_on_composite\n"},
      {"encoded message",
       "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nYQ==",
       "TEXT rfc822 !mime.encoding_on_composite\n"},
      {"unknown encoding", "Content-Transfer-Encoding: x-uue\r\n\r\nx",
       "TEXT plain [x] !mime.encoding_unknown\n"},
      {"boundary ends with a blank",
       "Content-Type: multipart/mixed; boundary=\"b \"\r\n\r\n--b \r\n\r\nx\r\n--b --",
       "TEXT mixed !mime.boundary_invalid\n1 plain [x]\n"},
      {"long boundary",
       "Content-Type: multipart/mixed; boundary=" + std::string(71, 'b') + "\r\n\r\n--" +
           std::string(71, 'b') + "\r\n\r\nx\r\n--" + std::string(71, 'b') + "--",
       "TEXT mixed !mime.boundary_long\n1 plain [x]\n"},
  }));
  const bool lf = GENERATE(false, true);
  CAPTURE(row.name, lf);
  const std::string text = lf ? with_lf(row.message) : row.message;
  const Exact message(text);
  Findings out;
  const auto tree = parse(message, Limits{}, out);
  REQUIRE(tree);
  CHECK(tree->well_nested());
  CHECK(describe(message, *tree) == (lf ? with_lf(row.want) : row.want));
}

TEST_CASE("what a signature covers is an exact slice", "[mime]") {
  const Exact message(mixed("--b\r\nA:  b\r\n\tc\r\n\r\none\r\n\r\n--b--\r\n"));
  Findings out;
  const auto tree = parse(message, Limits{}, out);
  REQUIRE(tree);
  CHECK(as_text(tree->entities[1].whole().in(message)) == "A:  b\r\n\tc\r\n\r\none\r\n");
}

TEST_CASE("limits of the structure are named and leave what is outside readable", "[mime]") {
  std::string deep = mixed("--b\r\n");
  for (int level = 0; level < 100; ++level) {
    const std::string name = "n" + std::to_string(level) + "x";
    deep += "Content-Type: multipart/mixed; boundary=" + name + "\r\n\r\n--" + name + "\r\n";
  }
  deep += "\r\nhi\r\n--b\r\n\r\nlast\r\n--b--\r\n";
  std::string many = mixed("--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n");
  for (int i = 0; i < 100; ++i) many += "--c\r\n\r\nx\r\n";
  many += "--c--\r\n--b\r\n\r\nlast\r\n--b--\r\n";
  struct Row {
    const char* name;
    std::string message, limit;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"depth", deep, "mime_depth"},
      {"entities", many, "entities"},
      {"boundary",
       mixed("--b\r\nContent-Type: multipart/mixed; boundary=" + std::string(40, 'x') +
             "\r\n\r\n--b\r\n\r\nlast\r\n--b--\r\n"),
       "boundary"},
  }));
  CAPTURE(row.name);
  Limits limits;
  limits.mime_depth = 8;
  limits.entities = 20;
  limits.boundary = 32;
  const Exact message(row.message);
  Findings out;
  const auto tree = parse(message, limits, out);
  REQUIRE(tree);
  CHECK(out.empty());
  CHECK(tree->well_nested());
  CHECK(tree->entities.size() <= limits.entities);
  const Entity& root = tree->entities[0];
  CHECK(root.closed);
  REQUIRE(root.children.size() == 2);
  CHECK(as_text(tree->entities[root.children[1]].body.in(message)) == "last");
  std::string named;
  for (const Entity& entity : tree->entities) {
    for (const Finding& finding : entity.findings) {
      if (finding.code != Code::LimitReached) continue;
      named = std::get<std::string>(finding.details[0].second);
      CHECK_FALSE(entity.descended);
    }
  }
  CHECK(named == row.limit);
}

TEST_CASE("a limit of the root concerns the whole", "[mime]") {
  Limits limits;
  limits.message_size = 10;
  Findings out;
  const auto tree = parse(Exact("A: b\r\n\r\ntext"), limits, out);
  REQUIRE(tree);
  CHECK(out.has(Code::LimitReached));
  CHECK_FALSE(tree->entities[0].descended);
}

TEST_CASE("nothing is no message", "[mime]") {
  Findings out;
  CHECK_FALSE(parse(Exact(""), Limits{}, out));
  CHECK(out.has(Code::InputEmpty));
}
