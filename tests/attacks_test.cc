// What must hold of every message of corpus/attacks, beside what its case says of it.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "base/text.h"
#include "engine/report/json.h"
#include "engine/report/run.h"
#include "engine/report/text.h"
#include "engine/verify.h"
#include "tests/support/case_file.h"
#include "tests/support/clients.h"
#include "tests/support/exact.h"
#include "tests/support/inputs.h"

using namespace smime;
using namespace smime::test;
namespace fs = std::filesystem;

namespace {

std::vector<CaseFile> attack_cases() {
  std::vector<CaseFile> cases;
  for (const auto& file : files_below(corpus() / "cases/attacks", ".case"))
    if (CaseFile one = read_case(file); !one.list) cases.push_back(std::move(one));
  return cases;
}

Given given_for(const CaseFile& one) {
  Given given;
  given.time_rule = one.time_rule;
  given.now = one.now;
  given.trust = read_anchors(one.trust);
  for (const char* id : {"strict", "owa", "outlook_win"}) given.clients.push_back(client(id));
  return given;
}

std::string with_lf(std::string text) {
  for (std::size_t at = text.find("\r\n"); at != std::string::npos; at = text.find("\r\n", at))
    text.erase(at, 1);
  return text;
}

bool accepted(Word word) { return word == Word::Valid || word == Word::ValidWithNotes; }

/// Control characters but line ends, and what reorders or hides text.
bool harmless(std::string_view text) {
  while (!text.empty()) {
    const char32_t c = next_code_point(text);
    if (c != '\n' && needs_escape(c)) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("every message of corpus/attacks has a case", "[attacks]") {
  std::set<fs::path> used;
  for (const auto& file : files_below(corpus() / "cases", ".case")) {
    const CaseFile one = read_case(file);
    used.insert(one.messages.begin(), one.messages.end());
    used.insert(one.trust.begin(), one.trust.end());
    used.insert(one.intermediates.begin(), one.intermediates.end());
    if (one.list) used.insert(*one.list);
  }
  for (const auto& file : files_below(corpus() / "attacks", "")) {
    CAPTURE(file);
    CHECK(used.contains(file));
  }
}

// A file server or an export may have stored the mail with LF. That must not help an attack. The
// five that it does help have their fault in the line ends themselves.
TEST_CASE("no attack is accepted when it is stored with LF", "[attacks]") {
  const std::set<std::string> faults_of_line_ends = {
      "mime.ends-cr-cr-lf.eml", "mime.ends-mixed.eml", "mime.header-goes-on-in-preamble.eml",
      "mime.header-of-lf-ended-by-crlf-goes-on.eml", "mime.header-last-line-of-lf.eml"};
  int stored = 0;
  for (const CaseFile& one : attack_cases()) {
    if (accepted(one.strict)) continue;
    const Given given = given_for(one);
    for (const auto& file : one.messages) {
      const std::string name = file.filename().string();
      if (faults_of_line_ends.contains(name)) continue;
      CAPTURE(name);
      const Exact message(with_lf(read_text(file)));
      CHECK_FALSE(accepted(verify_message(message, name, given, Limits{}).facts.word));
      ++stored;
    }
  }
  CHECK(stored > 200);
}

TEST_CASE("no text of an attack reaches a terminal, and no JSON, as it stands", "[attacks]") {
  for (const CaseFile& one : attack_cases()) {
    const Given given = given_for(one);
    const report::Run run = report::describe_run(given, "0");
    for (const auto& file : one.messages) {
      const std::string name = file.filename().string();
      CAPTURE(name);
      const Exact message(read_text(file));
      const Report report = verify_message(message, name, given, Limits{});
      CHECK(harmless(report::message_text(report, run, {})));
      CHECK(harmless(report::message_json(report, run)));
    }
  }
}
