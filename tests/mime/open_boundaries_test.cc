#include "mime/open_boundaries.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

using namespace smime;
using namespace smime::mime;

TEST_CASE("open boundaries are found as by comparing each", "[mime]") {
  std::mt19937 random(1);
  const auto text = [&] {
    std::string out(1 + random() % 6, 'a');
    for (char& c : out) c = static_cast<char>('a' + random() % 2);
    return out;
  };
  OpenBoundaries open;
  std::vector<std::string> plain;
  for (int step = 0; step < 3000; ++step) {
    if (plain.size() < 40 && (plain.empty() || random() % 3 != 0)) {
      plain.push_back(text());
      open.push(plain.back());
    } else {
      plain.pop_back();
      open.pop();
    }
    REQUIRE(open.empty() == plain.empty());
    const std::string line = (random() % 8 == 0 ? "-" : "--") + text() + text();
    std::vector<std::uint32_t> want;
    for (std::uint32_t level = 0; level < plain.size(); ++level) {
      if (line.starts_with("--" + plain[level])) want.push_back(level);
    }
    std::vector<std::uint32_t> found = open.matching(as_octets(line));
    std::sort(found.begin(), found.end());
    CAPTURE(step, line);
    CHECK(found == want);
  }
}
