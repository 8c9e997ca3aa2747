// docs/policies.md: each policy has a reason, a source, and cases that are there; each row of a
// public suite that a policy decides stands in it.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "base/text.h"
#include "tests/support/inputs.h"

using namespace smime;
using namespace smime::test;
namespace fs = std::filesystem;

namespace {

const fs::path kSource = SMIME_SOURCE_DIR;

std::string policies() { return read_text(kSource / "docs/policies.md"); }

/// The cells of the rows of the table that begins with `header`.
std::vector<std::vector<std::string>> table(const std::string& text, const std::string& header) {
  std::vector<std::vector<std::string>> rows;
  bool inside = false;
  for (const std::string& line : split(text, "\n")) {
    if (!inside) {
      inside = line.starts_with(header);
      continue;
    }
    if (!line.starts_with("| ")) {
      if (line.starts_with("|---")) continue;
      break;
    }
    std::vector<std::string> cells;
    for (const std::string& cell : split(line.substr(1, line.size() - 2), "|"))
      cells.emplace_back(trim_blanks(cell));
    rows.push_back(cells);
  }
  return rows;
}

/// What stands between backticks.
std::vector<std::string> quoted(const std::string& cell) {
  const auto pieces = split(cell, "`");
  std::vector<std::string> found;
  for (std::size_t i = 1; i < pieces.size(); i += 2) found.push_back(pieces[i]);
  return found;
}

}  // namespace

TEST_CASE("every policy has a reason, a source and a case that is there", "[meta]") {
  const auto rows = table(policies(), "| question |");
  REQUIRE(rows.size() > 30);
  for (const auto& row : rows) {
    CAPTURE(row.front());
    REQUIRE(row.size() == 5);
    for (const std::string& cell : row) CHECK_FALSE(cell.empty());
    const auto cases = quoted(row.back());
    CHECK_FALSE(cases.empty());
    for (const std::string& name : cases) {
      CAPTURE(name);
      CHECK(fs::exists(corpus() / "cases" / (name + ".case")));
    }
  }
}

TEST_CASE("every row of a suite that a policy decides is in the page", "[meta]") {
  const auto rows = table(policies(), "| suite |");
  const Table pinned(kSource / "tests/conformance/policies.tsv");
  REQUIRE(rows.size() == pinned.rows().size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& row = pinned.rows()[i];
    CAPTURE(pinned.at(row, "row"));
    CHECK(rows[i].at(0) == pinned.at(row, "suite"));
    CHECK(rows[i].at(1) == "`" + pinned.at(row, "row") + "`");
    CHECK(rows[i].at(2) == "`" + pinned.at(row, "word") + "`");
  }
}

TEST_CASE("a case that names a policy names one of the page", "[meta]") {
  const std::string page = ascii_lower(policies());
  for (const auto& file : files_below(corpus() / "cases", ".case")) {
    CAPTURE(file);
    const std::string text = read_text(file);
    for (std::size_t at = text.find("docs/policies.md, "); at != std::string::npos;
         at = text.find("docs/policies.md, ", at + 1)) {
      std::string name = text.substr(at + 18);
      name = name.substr(0, name.find_first_of(".;:\n"));
      CAPTURE(name);
      CHECK(page.find(ascii_lower(name)) != std::string::npos);
    }
  }
}
