// Changes of structure by engine/mutate over valid messages: ASN.1 values removed, doubled, swapped
// and retagged, MIME fields and boundaries rewritten, messages signed again by somebody else. A
// sample, or all with SMIMECHECK_SWEEP=full.
#include <catch2/catch.hpp>
#include <cstdio>
#include <iterator>
#include <map>
#include <string>

#include "base/text.h"
#include "engine/mutate/mutate.h"
#include "tests/support/exact.h"
#include "tests/support/inputs.h"
#include "tests/sweep/claim.h"

using namespace smime;
using namespace smime::test;

namespace {

constexpr const char* kMessages[] = {
    "alice.detached.sha256.eml",
    "alice.opaque.sha256.eml",
    "alice.detached.rsa-pss.eml",
    "alice.detached.p256.eml",
    "alice.detached.ed25519.eml",
    "alice-and-bob.detached.sha256.eml",
    "alice.cms.unsigned-attribute.eml",
    "alice.detached.no-signed-attributes.eml",
    "alice.compressed.eml",
    "alice.opaque.ber-indefinite.eml",
    "alice.detached.lf-stored.eml",
    "alice.detached.base64-body.eml",
    "bob.detached.over-alice.opaque.eml",
    "alice.opaque.bare.p7m",
};

std::string joined(const std::vector<std::string>& operations) {
  std::string text;
  for (const std::string& one : operations) text += (text.empty() ? "" : " ") + one;
  return text;
}

struct Counts {
  std::size_t mutants = 0, accepted = 0;
};

}  // namespace

TEST_CASE("no change of structure makes a message claim what nobody signed", "[sweep]") {
  const Given given = given_for_corpus();
  const std::size_t each = full_sweep() ? 4'000 : 150;
  const Octets donor = read_octets(corpus() / "messages/bob.detached.from-alice.eml");
  std::size_t mutants = 0, resigned = 0, accepted = 0, falsely = 0;
  std::map<std::string, Counts> operations;
  std::uint64_t seed = 20260115;
  for (const char* const name : kMessages) {
    CAPTURE(name);
    const Octets message = read_octets(corpus() / "messages" / name);
    const auto original = claim_of(message, given);
    REQUIRE(original);
    mutate::Rules rules;
    rules.most_changes = 3;
    for (std::size_t i = 0; i < each; ++i) {
      const auto mutant =
          mutate::Mutator(++seed, rules).mutate(message, i % 4 == 0 ? donor : Octets());
      ++mutants;
      if (mutant.resigned) ++resigned;
      for (const std::string& one : mutant.what) ++operations[one].mutants;
      const auto now = claim_of(Exact(as_text(mutant.octets)), given);
      if (!now) continue;
      ++accepted;
      for (const std::string& one : mutant.what) ++operations[one].accepted;
      std::string differs = difference(*original, *now);
      if (mutant.resigned) differs += " signed by somebody else";
      if (differs.empty()) continue;
      ++falsely;
      FAIL_CHECK("seed " << seed << ", " << joined(mutant.what) << ", resigned " << mutant.resigned
                         << ": " << differs);
    }
  }
  std::printf(
      "structure: %zu mutants of %zu messages, %zu signed again, %zu accepted, %zu falsely\n",
      mutants, std::size(kMessages), resigned, accepted, falsely);
  for (const auto& [name, counts] : operations)
    if (counts.accepted != 0)
      std::printf("  %s: %zu of %zu accepted\n", name.c_str(), counts.accepted, counts.mutants);
  CHECK(mutants >= (full_sweep() ? 50'000U : 2'000U));
  CHECK(resigned > mutants / 100);
  CHECK(accepted < mutants / 2);
}
