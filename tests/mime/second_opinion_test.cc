#include "mime/second_opinion.h"

#include <mimetic/mimetic.h>

#include <catch2/catch.hpp>
#include <random>
#include <sstream>

#include "mime/parse.h"
#include "tests/support/exact.h"

using namespace smime;
using namespace smime::mime;
using smime::test::Exact;

TEST_CASE("the second opinion speaks only where readers differ", "[mime]") {
  struct Row {
    const char* name;
    std::string value;
    std::optional<Code> differs;
  };
  constexpr auto kStructure = Code::MimeSecondOpinionStructure;
  const auto row = GENERATE(values<Row>({
      {"plain", "multipart/mixed; boundary=b", std::nullopt},
      {"quoted", "multipart/signed; boundary=\"--=_b\"; micalg=sha-256", std::nullopt},
      {"upper case", "Text/PLAIN; Charset=\"x\"", std::nullopt},
      {"semicolon in the boundary", "multipart/mixed; boundary=\"a;b\"", kStructure},
      {"boundary in a quoted string", "multipart/mixed; x=\"; boundary=zz; y=\"; boundary=b",
       kStructure},
      {"said already", "multipart/mixed; boundary=b (c)", std::nullopt},
      {"RFC 2231", "multipart/mixed; boundary*0=b", Code::MimeSecondOpinion},
  }));
  CAPTURE(row.name);
  const Exact message("Content-Type: " + row.value + "\r\n\r\n");
  Findings out;
  const auto tree = parse(message, Limits{}, out);
  REQUIRE(tree);
  compare_content_type(message, tree->entities[0], out);
  REQUIRE(out.items().size() == (row.differs ? 1 : 0));
  if (row.differs) CHECK(out.begin()->code == *row.differs);
}

TEST_CASE("mailboxes inside the safe subset are read alike", "[mime]") {
  for (const char* value : {"a@example.com", "<a@example.com>", "Alice <a@example.com>",
                            "\"Doe, Jane\" <a@example.com>", " Alice  <a@example.com> "}) {
    CAPTURE(value);
    Findings out;
    const AddressField field = read_address_field(value, Limits{}, "header/From", out);
    REQUIRE(field.state == AddressState::One);
    compare_mailbox(value, field.mailboxes[0], out);
    CHECK(out.empty());
  }
  // A reader that saw another domain would be told apart.
  Findings out;
  Mailbox other;
  other.local_part = "a";
  other.domain = "evil.example";
  compare_mailbox("a@example.com", other, out);
  CHECK(out.has(Code::MimeSecondOpinion));
}

namespace {

// A random tree of parts, written by mimetic. Returns the number of leaves.
std::size_t fill(mimetic::MimeEntity& entity, std::mt19937& random, int depth) {
  const auto count = 1 + random() % 3;
  std::size_t leaves = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (depth > 0 && random() % 3 == 0) {
      auto* inner = new mimetic::MultipartMixed;  // owned by the entity it is added to
      leaves += fill(*inner, random, depth - 1);
      entity.body().parts().push_back(inner);
    } else {
      auto* leaf = new mimetic::MimeEntity;
      leaf->header().contentType(
          mimetic::ContentType("application/x-test; name=f" + std::to_string(random() % 10)));
      std::string text;
      for (auto n = random() % 60; n > 0; --n) text += "ab -=\n"[random() % 6];
      leaf->body().assign(text);
      entity.body().parts().push_back(leaf);
      ++leaves;
    }
  }
  return leaves;
}

std::string with_crlf(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n' && (out.empty() || out.back() != '\r')) out.push_back('\r');
    out.push_back(c);
  }
  return out;
}

}  // namespace

TEST_CASE("messages composed by mimetic are read and listed as they were made", "[mime]") {
  std::mt19937 random(20260601);
  for (int round = 0; round < 200; ++round) {
    mimetic::MultipartMixed made;
    const std::size_t leaves = fill(made, random, 4);
    std::ostringstream written;
    written << made;
    const Exact message(with_crlf(written.str()));
    CAPTURE(written.str());
    Findings out;
    const auto tree = parse(message, Limits{}, out);
    REQUIRE(tree);
    const auto ours = std::count_if(tree->entities.begin(), tree->entities.end(),
                                    [](const Entity& e) { return e.kind == EntityKind::Leaf; });
    CHECK(static_cast<std::size_t>(ours) == leaves);
    const PartList list = list_parts(message, *tree);
    CHECK(list.reason.empty());
    CHECK(list.parts.size() == leaves);
    for (const ListedPart& part : list.parts) CHECK(part.type == "application/x-test");
  }
}

TEST_CASE("a doubtful message is not given to the other reader", "[mime]") {
  struct Row {
    const char* name;
    std::string message;
    bool listed;
  };
  const std::string type = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
  const auto row = GENERATE_COPY(values<Row>({
      {"good", type + "--b\r\n\r\nx\r\n--b--\r\n", true},
      {"delimiter in a line", type + "--b\r\n\r\nx --b\r\n--b--\r\n", false},
      {"padding", type + "--b \r\n\r\nx\r\n--b--\r\n", false},
      {"not closed", type + "--b\r\n\r\nx\r\n", false},
      {"mixed line ends", type + "--b\r\n\r\nx\ny\r\n--b--\r\n", false},
      {"no colon", "A\r\n" + type + "--b\r\n\r\nx\r\n--b--\r\n", false},
      {"header without end", type + "--b\r\nA: b\r\n--b--\r\n", false},
  }));
  CAPTURE(row.name);
  const Exact message(row.message);
  Findings out;
  const auto tree = parse(message, Limits{}, out);
  REQUIRE(tree);
  const PartList list = list_parts(message, *tree);
  CHECK(list.reason.empty() == row.listed);
  CHECK(list.parts.size() == (row.listed ? 1 : 0));
}
