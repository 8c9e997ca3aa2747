#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "base/findings.h"
#include "tests/support/inputs.h"

using namespace smime;

namespace {

const std::string kPage = SMIME_SOURCE_DIR "/docs/findings.md";

/// A cell of a table ends at a bar.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '|' ? std::string("\\|") : std::string(1, c);
  return out;
}

std::string page() {
  std::string out =
      "# Findings\n\n"
      "Every fault that can be reported, made from `base/finding_codes.def`. *fatal*: the work "
      "could\n"
      "not go on; *error*: a MUST is broken; *warning*: a SHOULD, or something a reader must "
      "know;\n"
      "*notice*: worth knowing. The verdict is the best one that a signature with this finding "
      "can\n"
      "get; `-` means that it changes nothing. `smimecheck explain CODE` says the same, and what "
      "each\n"
      "client makes of it.\n";
  // A family stands together, wherever its codes stand in the list; the first says where.
  std::vector<std::string> families;
  std::map<std::string, std::string> rows;
  for (const CodeInfo& about : all_codes()) {
    const std::string family(about.wire.substr(0, about.wire.find('.')));
    if (rows.count(family) == 0) families.push_back(family);
    rows[family] +=
        "| `" + std::string(about.wire) + "` | " + std::string(wire_name(about.severity)) + " | " +
        (about.word == Word::Valid ? "-" : std::string(wire_name(about.word))) + " | " +
        cell(about.text) + " | " + cell(about.cure) + " | " + std::string(about.citation) + " |\n";
  }
  for (const std::string& family : families)
    out += "\n## " + family +
           "\n\n| code | severity | verdict | meaning | cure | see |\n"
           "|---|---|---|---|---|---|\n" +
           rows[family];
  return out;
}

}  // namespace

TEST_CASE("docs/findings.md is what finding_codes.def says") {
  if (std::getenv("SMIMECHECK_UPDATE_DOCS") != nullptr) std::ofstream(kPage) << page();
  INFO("to update it: SMIMECHECK_UPDATE_DOCS=1 smime_tests 'docs/findings.md is what*'");
  CHECK((test::read_text(kPage) == page()));
}
