// From fields and certificate addresses, against a matcher in another language
// (address_matcher.py). A sample, or all pairs with SMIMECHECK_SWEEP=full.
#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

#include "base/text.h"
#include "engine/verify.h"
#include "tests/support/exact.h"
#include "tests/support/inputs.h"
#include "tests/sweep/claim.h"
#include "tests/sweep/policies.h"
#include "tests/sweep/python.h"

using namespace smime;
using namespace smime::test;

TEST_CASE("whom a certificate names, an independent matcher says, too", "[sweep]") {
  const std::string count = full_sweep() ? "30000" : "4000";
  const char* const seed = std::getenv("SMIMECHECK_SWEEP_SEED");  // other pairs
  Given given = given_for_anchor({});
  std::map<std::string, std::string> bodies;
  std::size_t pairs = 0, accepted = 0, explained = 0;
  std::map<std::string, std::size_t> policies;
  for_each_line(
      "address_pairs.py", {seed != nullptr ? seed : "20260115", count}, [&](const auto& fields) {
        if (fields.at(0) == "anchor") {
          given = given_for_anchor(octets(fields.at(1)));
        } else if (fields.at(0) == "certificate") {
          bodies = {{fields.at(1), octets(fields.at(2))}};
        } else {
          ++pairs;
          const std::string header = octets(fields.at(2));
          const bool expected = fields.at(4) == "1";
          const Word word =
              verify_message(Exact(header + bodies.at(fields.at(1))), "pair", given, Limits{})
                  .facts.word;
          if (expected) ++accepted;
          if (fields.at(3) != fields.at(4)) {
            ++explained;
            for (const std::string& policy : split(fields.at(5), ",")) ++policies[policy];
          }
          if (is_accepted(word) == expected) return;
          FAIL_CHECK("certificate " << fields.at(1) << ", wanted " << expected << ", "
                                    << wire_name(word) << ", " << fields.at(5) << "\n"
                                    << visible(header));
        }
      });
  CHECK(pairs == std::stoul(count));
  CHECK(accepted > pairs / 10);
  std::printf("addresses: %zu pairs, %zu are the sender, %zu by a declared policy\n", pairs,
              accepted, explained);
  for (const AddressPolicy& policy : kAddressPolicies) {
    INFO(policy.name);
    CHECK((!full_sweep() || policies.contains(std::string(policy.name))));
    policies.try_emplace(std::string(policy.name));
  }
  CHECK(policies.size() == std::size(kAddressPolicies));  // no difference without a reason
  for (const auto& [name, number] : policies) std::printf("  %zu: %s\n", number, name.c_str());
}
