// Every place that docs/threat-model.md points at is there.
#include <catch2/catch.hpp>
#include <filesystem>
#include <regex>

#include "tests/support/inputs.h"

using namespace smime::test;
namespace fs = std::filesystem;

TEST_CASE("every case, file and test that the threat model names is there", "[meta]") {
  const fs::path root(SMIME_SOURCE_DIR);
  const std::string page = read_text(root / "docs/threat-model.md");
  const std::regex quoted("`([a-zA-Z0-9_.-]+/[a-zA-Z0-9_./-]*)`");
  std::size_t places = 0;
  for (std::sregex_iterator at(page.begin(), page.end(), quoted), end; at != end; ++at) {
    const std::string place = (*at)[1].str();
    CAPTURE(place);
    CHECK((fs::exists(root / place) || fs::exists(root / "corpus/cases" / place) ||
           fs::exists(root / "corpus/cases" / (place + ".case"))));
    ++places;
  }
  CHECK(places > 25);
}
