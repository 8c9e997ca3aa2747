#pragma once
#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "tests/engine/revocation/ask.h"
#include "tests/support/cert_graph.h"
#include "tests/support/revocation_data.h"

/// What tests of revocation ask most: is Alice's certificate good? Alice (serial 5) stands under
/// CA (serial 3) under Root, and what a test adds are CRLs.
namespace smime::test {

using Entries = std::vector<CrlRecipe::Entry>;

constexpr const char* kCrlNumber5 = "2.5.29.20=DER:020105";
constexpr const char* kPointA = "crlDistributionPoints=URI:http://example.com/a.crl";

inline Recipe numbered(Recipe recipe, long serial) {
  recipe.serial = serial;
  return recipe;
}

inline Ask ask_about_alice() {
  Ask ask;
  ask.anchors = {make(ca("Root", "Root"))};
  ask.message = {make(numbered(signer("CA"), 5)), make(numbered(ca("CA", "Root"), 3))};
  return ask;
}

inline CrlRecipe crl_of(std::string issuer, Entries entries = {}) {
  CrlRecipe recipe;
  recipe.issuer = std::move(issuer);
  recipe.entries = std::move(entries);
  return recipe;
}

/// Gives the CRL beside the message.
inline void give(Ask& ask, const CrlRecipe& recipe) {
  std::string why;
  const auto added = ask.evidence.add_crl(make_crl(recipe), EvidenceSource::Given, {}, &why);
  CAPTURE(why);
  REQUIRE(added == revocation::Added::Yes);
}

/// Has the message carry it.
inline void carry(Ask& ask, const CrlRecipe& recipe) {
  REQUIRE(ask.carried.add_crl(make_crl(recipe), EvidenceSource::Message, {}) ==
          revocation::Added::Yes);
}

/// A certificate of the CA's name for another key, "CA-crl", certified by the root.
inline Recipe crl_signer() {
  Recipe recipe = ca("CA", "Root");
  recipe.key = "CA-crl";
  recipe.serial = 30;
  return recipe;
}

inline std::string state(const RevocationFacts& facts) {
  return std::string(wire_name(facts.state));
}

/// The state of Alice's certificate and why, that of the CA being good.
inline std::string state_of_alice(Ask& ask) {
  give(ask, crl_of("Root"));
  const Ask::Answer answer = ask.answer();
  REQUIRE(answer.path.end == pki::PathEnd::Anchor);
  REQUIRE(answer.certificates.size() == 3);
  CHECK(state(answer.certificates[1]) == "good");
  const RevocationFacts& facts = answer.certificates[0];
  return state(facts) + (facts.why.empty() ? "" : ": " + facts.why);
}

}  // namespace smime::test
