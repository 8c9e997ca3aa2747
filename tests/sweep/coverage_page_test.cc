// docs/coverage-of-a-signature.md holds what the sweeps excuse, word for word.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "tests/support/inputs.h"
#include "tests/sweep/policies.h"
#include "tests/sweep/uncovered.h"

using namespace smime::test;

namespace {

/// The rows of the tables below the heading `heading`.
std::set<std::string> rows_below(const std::string& page, const std::string& heading) {
  std::set<std::string> rows;
  bool inside = false;
  for (const std::string& line : split(page, "\n")) {
    if (line.starts_with("## ")) inside = line == "## " + heading;
    if (inside && line.starts_with("| ") && !line.starts_with("| place ") &&
        !line.starts_with("| policy "))
      rows.insert(line);
  }
  return rows;
}

}  // namespace

TEST_CASE("docs/coverage-of-a-signature.md is what the sweeps excuse") {
  const std::string page = read_text(corpus().parent_path() / "docs/coverage-of-a-signature.md");
  std::set<std::string> places, policies;
  for (const Uncovered* const one : kUncovered)
    places.insert("| " + std::string(one->name) + " | " + std::string(one->reason) + " |");
  for (const AddressPolicy& one : kAddressPolicies)
    policies.insert("| " + std::string(one.name) + " | " + (one.accepts ? "accepted" : "refused") +
                    " | " + std::string(one.reason) + " |");
  CHECK(rows_below(page, "Octets that no signature covers") == places);
  CHECK(rows_below(page, "Where addresses are read otherwise than the standards say") == policies);
}
