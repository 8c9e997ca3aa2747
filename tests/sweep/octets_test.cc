// Each octet of valid messages, changed in six ways: none is valid but for octets that no signature
// covers, and those change nothing of what the message claims. Sampled, or every octet with
// SMIMECHECK_SWEEP=full.
#include <catch2/catch.hpp>
#include <cstdio>
#include <iterator>
#include <map>
#include <set>
#include <string>

#include "tests/support/exact.h"
#include "tests/support/inputs.h"
#include "tests/sweep/anatomy.h"
#include "tests/sweep/claim.h"
#include "tests/sweep/each.h"

using namespace smime;
using namespace smime::test;

namespace {

struct Change {
  const char* name;
  std::string (*apply)(const std::string& message, std::size_t at);
};

std::string with(const std::string& message, std::size_t at, unsigned octet) {
  std::string changed = message;
  changed[at] = static_cast<char>(octet);
  return changed;
}

unsigned octet(const std::string& message, std::size_t at) {
  return static_cast<unsigned char>(message[at]);
}

constexpr Change kChanges[] = {
    {"low bit flipped",
     [](const std::string& m, std::size_t at) { return with(m, at, octet(m, at) ^ 0x01U); }},
    {"high bit flipped",
     [](const std::string& m, std::size_t at) { return with(m, at, octet(m, at) ^ 0x80U); }},
    {"made 00", [](const std::string& m, std::size_t at) { return with(m, at, 0x00); }},
    {"made FF", [](const std::string& m, std::size_t at) { return with(m, at, 0xFF); }},
    {"deleted",
     [](const std::string& m, std::size_t at) { return m.substr(0, at) + m.substr(at + 1); }},
    {"doubled",
     [](const std::string& m, std::size_t at) { return m.substr(0, at + 1) + m.substr(at); }},
};

// corpus/make/messages.py and compressed.py have a recipe for each.
constexpr const char* kMessages[] = {
    "alice.detached.sha256.eml",
    "alice.opaque.sha256.eml",
    "alice.detached.rsa-pss.eml",
    "alice.detached.p256.eml",
    "alice.detached.p521.eml",
    "alice.detached.ed25519.eml",
    "alice.opaque.ed448.eml",
    "alice.detached.sha384.eml",
    "alice-and-bob.detached.sha256.eml",
    "alice.cms.unsigned-attribute.eml",
    "alice.detached.no-signed-attributes.eml",
    "alice.detached.by-key-identifier.eml",
    "alice.compressed.eml",
    "alice.opaque.ber-indefinite.eml",
    "alice.detached.lf-stored.eml",
    "alice.detached.base64-body.eml",
    "alice.detached.preamble.eml",
    "alice.detached.epilogue.eml",
    "bob.detached.over-alice.opaque.eml",
    "alice.opaque.bare.p7m",
    "alice.opaque.bare.pem",
};

void sweep(const std::string& name) {
  CAPTURE(name);
  const Given given = given_for_corpus();
  // A stride that shares no factor with line lengths or with the number of changes.
  const std::size_t step = full_sweep() ? 1 : 89;
  std::size_t variants = 0, accepted = 0, falsely = 0;
  std::map<const Uncovered*, std::size_t> excused;
  const Anatomy anatomy(read_text(corpus() / "messages" / name));
  const std::string& message = anatomy.message();
  const auto original = claim_of(Exact(message), given);
  REQUIRE(original);
  std::size_t first = 0;
  for (const Change& change : kChanges) {
    for (std::size_t at = first; at < message.size(); at += step) {
      const std::string changed = change.apply(message, at);
      if (changed == message) continue;
      ++variants;
      const auto now = claim_of(Exact(changed), given);
      if (!now) continue;
      ++accepted;
      const Uncovered* const why = anatomy.excuse(at, changed);
      if (why != nullptr) ++excused[why];
      const std::string differs = difference(*original, *now);
      if (why != nullptr && differs.empty()) continue;
      ++falsely;
      const std::size_t from = at < 20 ? 0 : at - 20;
      FAIL_CHECK("octet " << at << " " << change.name << ", " << differs << ", after "
                          << message.substr(from, at - from));
    }
    first += step == 1 ? 0U : 13U;
  }
  std::printf("octets: %zu variants, %zu accepted, %zu falsely: %s\n", variants, accepted, falsely,
              name.c_str());
  CHECK(variants > message.size() * 5 / step);
  CHECK(accepted < variants / 2);
  for (const Uncovered* const place : anatomy.places()) {
    std::printf("  %6zu %.*s\n", excused[place], static_cast<int>(place->name.size()),
                place->name.data());
    // A place where no change is ever accepted does not belong in the list. Of digestAlgorithms,
    // single octets may change only where they have parameters.
    INFO(place->name);
    if (full_sweep() && place != &uncovered::kDigestAlgorithms) CHECK(excused[place] != 0);
  }
}

const std::size_t registered = register_each("octets", kMessages, sweep);

}  // namespace

TEST_CASE("each place that no signature covers is in some message", "[sweep]") {
  CHECK(registered >= 12);
  std::set<const Uncovered*> seen;
  for (const char* const name : kMessages)
    seen.merge(Anatomy(read_text(corpus() / "messages" / name)).places());
  CHECK(seen == std::set<const Uncovered*>(std::begin(kUncovered), std::end(kUncovered)));
}
