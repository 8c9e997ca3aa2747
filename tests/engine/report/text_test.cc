#include "engine/report/text.h"

#include <catch2/catch.hpp>
#include <sstream>

#include "tests/support/sample_report.h"

using namespace smime;

namespace {

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

bool has(const std::string& text, std::string_view piece) {
  return text.find(piece) != std::string::npos;
}

}  // namespace

TEST_CASE("The first line is the verdict, with what was not checked") {
  const std::string text = report::message_text(test::sample_report(), test::sample_run(), {});
  const std::string first = lines(text).front();
  CHECK(first.starts_with("UNTRUSTED  (not checked: revocation) offer.eml: "));
  CHECK(has(text, "alice@example.com ->"));
}

TEST_CASE("A good message says in its first line what was not checked") {
  Report report = test::sample_report();
  report.facts.word = Word::Valid;
  const std::string first = lines(report::message_text(report, test::sample_run(), {})).front();
  CHECK(first.starts_with("VALID  (not checked: revocation) "));
}

TEST_CASE("Each cause stands once with place, values, citation and cure") {
  Report report = test::sample_report();
  // The same certificate fault, seen from a second environment.
  ChainFacts second = report.facts.layers[0].signers[0].chains[0];
  second.id = 1;
  second.findings = {};
  second.findings.add({Code::ChainUntrustedRoot,
                       "part/TEXT/signer/0/chain/1/cert/2",
                       {{"subject", std::string("CN=Root")}}});
  report.facts.layers[0].signers[0].chains.push_back(second);
  const std::string text = report::message_text(report, test::sample_run(), {});
  const std::size_t causes = text.find("Causes and cures");
  REQUIRE(causes != std::string::npos);
  const std::string rest = text.substr(causes);
  CHECK(rest.find("chain.untrusted_root") == rest.rfind("chain.untrusted_root"));
  CHECK(has(rest, "subject CN=Root"));
  CHECK(has(rest, "RFC 5280 6.1.1"));
  CHECK(has(rest, "cure"));
  CHECK(has(text, "mime.epilogue_not_empty"));
}

TEST_CASE("A client's words are quoted with how well they are known") {
  const std::string text = report::message_text(test::sample_report(), test::sample_run(), {});
  CHECK(has(text, "\"The digital signature on this message"));
  CHECK(has(text, "[third-party]"));
  CHECK(has(text, "assumed: the same trust list, for want of an own one (ios_mail)"));
  CHECK(has(text, "assumed: no certificate is revoked (owa)"));
}

TEST_CASE("Lines hold 80 columns unless one word is longer") {
  for (const std::string& line :
       lines(report::message_text(test::sample_report(), test::sample_run(), {}))) {
    CAPTURE(line);
    CHECK((report::columns(line) <= 80 || line.find("sha256:") != std::string::npos));
  }
}

TEST_CASE("Hostile text cannot reach the terminal or forge a line") {
  const std::string text = report::message_text(test::sample_report(true), test::sample_run(), {});
  CHECK_FALSE(has(text, "\x1b"));
  CHECK_FALSE(has(text, "\r"));
  CHECK_FALSE(has(text, "\xE2\x80\xAE"));
  for (const std::string& line : lines(text)) CHECK_FALSE(line.starts_with("VALID"));
}

TEST_CASE("Colour changes no character") {
  std::string colored = report::message_text(test::sample_report(), test::sample_run(), {80, true});
  CHECK(has(colored, "\x1b[31m"));
  for (std::size_t at = 0; (at = colored.find('\x1b')) != std::string::npos;)
    colored.erase(at, colored.find('m', at) - at + 1);
  CHECK(colored == report::message_text(test::sample_report(), test::sample_run(), {}));
}

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
  CHECK(report::columns(row.text) == row.want);
}
