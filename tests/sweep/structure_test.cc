// Changes of structure by engine/mutate over valid messages: ASN.1 values removed, doubled, swapped
// and retagged, MIME fields and boundaries rewritten, messages signed again by somebody else. A
// sample, or all with SMIMECHECK_SWEEP=full.
#include <catch2/catch.hpp>
#include <cstdio>
#include <set>
#include <string>

#include "base/text.h"
#include "engine/mutate/mutate.h"
#include "tests/support/exact.h"
#include "tests/support/inputs.h"
#include "tests/sweep/claim.h"
#include "tests/sweep/each.h"

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

void sweep(const std::string& name) {
  CAPTURE(name);
  const Given given = given_for_corpus();
  const std::size_t mutants = full_sweep() ? 4'000 : 150;
  const Octets donor = read_octets(corpus() / "messages/bob.detached.from-alice.eml");
  const Octets message = read_octets(corpus() / "messages" / name);
  const auto original = claim_of(message, given);
  REQUIRE(original);
  std::size_t resigned = 0, accepted = 0, falsely = 0;
  std::set<std::string> operations;
  mutate::Rules rules;
  rules.most_changes = 3;
  // Each message has its own seeds.
  std::uint64_t seed = 0;
  for (const char c : name) seed = seed * 131 + static_cast<unsigned char>(c);
  for (std::size_t i = 0; i < mutants; ++i) {
    const auto mutant =
        mutate::Mutator(++seed, rules).mutate(message, i % 4 == 0 ? Bytes(donor) : Bytes());
    if (mutant.resigned) ++resigned;
    operations.insert(mutant.what.begin(), mutant.what.end());
    const auto now = claim_of(Exact(as_text(mutant.octets)), given);
    if (!now) continue;
    ++accepted;
    std::string differs = difference(*original, *now);
    if (mutant.resigned) differs += " signed by somebody else";
    if (differs.empty()) continue;
    ++falsely;
    FAIL_CHECK("seed " << seed << ", " << joined(mutant.what) << ", " << differs);
  }
  std::printf(
      "structure: %zu mutants by %zu operations, %zu signed again, %zu accepted, %zu "
      "falsely: %s\n",
      mutants, operations.size(), resigned, accepted, falsely, name.c_str());
  // The mutator makes no signature inside compressed data.
  CHECK((resigned > 0 || name.find("compressed") != name.npos));
  CHECK(accepted < mutants / 2);
  CHECK(operations.size() > (full_sweep() ? mutate::operations().size() / 2 : 40));
}

const std::size_t registered = register_each("structure", kMessages, sweep);

}  // namespace

TEST_CASE("structures of a dozen messages are changed", "[sweep]") { CHECK(registered >= 12); }
