#include "base/findings.h"

#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <string>

#include "tests/support/case_file.h"
#include "tests/support/inputs.h"

using namespace smime;
using namespace smime::test;
namespace fs = std::filesystem;

TEST_CASE("every finding has a unique wire name, a citation and words", "[meta]") {
  std::set<std::string_view> names, texts;
  for (const CodeInfo& code : all_codes()) {
    CAPTURE(code.wire);
    CHECK(names.insert(code.wire).second);
    CHECK(texts.insert(code.text).second);
    CHECK_FALSE(code.citation.empty());
    CHECK(code.text.size() > 10);
    CHECK(code.wire.find('.') != std::string_view::npos);
    // What stops the work cannot be a good verdict; what changes no verdict is no error.
    if (code.severity == Severity::Fatal) CHECK(code.word < Word::ValidWithNotes);
    if (code.severity == Severity::Error) CHECK(code.word < Word::ValidWithNotes);
    CHECK(code_from(code.wire) == code.code);
    CHECK(info(code.code).wire == code.wire);
  }
}

TEST_CASE("every finding has a case, or stands in without_case.tsv with its reason", "[meta]") {
  std::set<std::string> shown;
  for (const auto& file : files_below(corpus() / "cases", ".case")) {
    for (const auto& finding : read_case(file).findings)
      shown.insert(std::string(info(finding.code).wire));
  }
  REQUIRE_FALSE(shown.empty());
  std::map<std::string, std::string> excused;
  const Table table(fs::path(SMIME_SOURCE_DIR) / "tests/meta/without_case.tsv");
  for (const auto& row : table.rows()) excused[table.at(row, "code")] = table.at(row, "reason");
  for (const CodeInfo& code : all_codes()) {
    const std::string wire(code.wire);
    CAPTURE(wire);
    const bool has_case = shown.count(wire) != 0;
    // Exactly one of both: the list can only shrink.
    CHECK(has_case != (excused.count(wire) != 0));
  }
  for (const auto& [wire, reason] : excused) {
    CAPTURE(wire);
    CHECK(code_from(wire).has_value());
    CHECK_FALSE(reason.empty());
  }
}
