// Every message of the corpus and of the suites through other engines. A difference that no class
// of cli/compare/reasons.def explains fails, and so does an engine that gives no answer.
#include "tests/cli/compare/sweep.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <set>
#include <string_view>

#include "cli/compare/reasons.h"
#include "tests/support/inputs.h"
#include "tests/support/run_program.h"

using namespace smime;
using namespace smime::test;

namespace {

const std::string kPage = SMIME_SOURCE_DIR "/docs/engines.md";

bool full() {
  const char* const sweep = std::getenv("SMIMECHECK_SWEEP");
  return sweep != nullptr && std::string_view(sweep) == "full";
}

void check(const Sweep& found) {
  for (const std::string& line : found.complaints) FAIL_CHECK(line);
  for (const std::string& line : unexplained(found)) FAIL_CHECK(line);
}

/// A class that excuses a message accepted here and refused there is kept only while it is needed.
void check_laxer_classes_are_seen(const Sweep& found) {
  std::set<std::string> seen;
  for (const auto& object : found.objects)
    for (const auto& layer : object["layers"])
      for (const auto& row : layer["rows"])
        for (const auto& difference : row["differences"])
          for (const auto& one : difference["classes"])
            seen.insert(std::string(one["class"]) + "|" + std::string(one["text"]));
  for (const auto& reason : cli::compare::all_reasons()) {
    if (reason.side != cli::compare::Side::Laxer) continue;
    CAPTURE(reason.name);
    CHECK(seen.count(std::string(reason.name) + "|" + std::string(reason.text)) == 1);
  }
}

}  // namespace

TEST_CASE("The openssl program and the corpus: every difference has a written reason",
          "[engines]") {
  REQUIRE(run("openssl", {"version"}).status == 0);
  const Sweep found = sweep("openssl", false);
  check(found);
  CHECK(found.not_installed.empty());
  CHECK(found.messages.at("corpus") > 150);
}

TEST_CASE("Every engine, corpus and suites: every difference has a written reason", "[engines]") {
  if (!full()) {
    WARN("skipped: SMIMECHECK_SWEEP is not full");
    return;
  }
  const bool suites = !suite_root().empty();
  if (!suites) WARN("skipped for the suites: SMIMECHECK_SUITES is not set");
  const Sweep found = sweep("openssl,gpgsm,cmsutil,bouncycastle", suites);
  check(found);
  for (const std::string& engine : found.not_installed)
    WARN("skipped for " << engine << ": it is not installed");
  if (!suites || !found.not_installed.empty()) return;
  check_laxer_classes_are_seen(found);
  const Page page = engines_page(found);
  if (std::getenv("SMIMECHECK_UPDATE_DOCS") != nullptr) std::ofstream(kPage) << page.text;
  const std::string written = read_text(kPage);
  const std::string ours = "| corpus | " + std::to_string(found.messages.at("corpus")) + " |";
  INFO("to update it: SMIMECHECK_UPDATE_DOCS=1 with SMIMECHECK_SWEEP=full and SMIMECHECK_SUITES");
  CHECK(written.find(ours) != std::string::npos);
  if (written.find(page.made_from) == std::string::npos) {
    WARN("docs/engines.md was made from other suites or other versions of the engines");
    return;
  }
  CHECK((written == page.text));
}

TEST_CASE("docs/engines.md knows every class that excuses us", "[engines]") {
  const std::string page = read_text(kPage);
  for (const auto& reason : cli::compare::all_reasons()) {
    CAPTURE(reason.name);
    CHECK_FALSE(reason.text.empty());
    CHECK_FALSE(reason.citation.empty());
    CHECK_FALSE(reason.facts.empty());
    if (reason.side == cli::compare::Side::Stricter) continue;  // some wait for their first case
    const std::string row = "| " + std::string(reason.name) + " | ";
    CHECK(page.find(row) != std::string::npos);
    CHECK(page.find(std::string(reason.text)) != std::string::npos);
  }
}
