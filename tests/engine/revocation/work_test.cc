#include <catch2/catch.hpp>

#include "engine/revocation/evaluate.h"
#include "tests/engine/revocation/alice.h"

namespace {
using namespace smime;
using namespace smime::test;

}  // namespace

TEST_CASE("limits of the evaluation are named and never good") {
  Ask ask = ask_about_alice();
  give(ask, crl_of("CA"));
  give(ask, crl_of("Root"));
  SECTION("steps") {
    ask.limits.revocation_steps = 1;
    const auto answer = ask.answer();
    CHECK(answer.limit == "revocation_steps");
    CHECK(answer.checked.revocation_state == Revocation::Unavailable);
    CHECK(answer.checked.certificates[0].has(Code::LimitReached));
    CHECK(answer.checked.word == Word::Unknown);
  }
  SECTION("signature checks") {
    ask.limits.signature_checks = 1;
    const auto answer = ask.answer();
    CHECK(answer.limit == "signature_checks");
    CHECK(answer.checked.word == Word::Unknown);
  }
  SECTION("unless it is asked, too: what was given is not passed over") {
    ask.asked = revocation::Asked::WhereKnown;
    ask.limits.signature_checks = 1;
    CHECK(ask.answer().checked.word == Word::Unknown);
  }
}

TEST_CASE("reading many distribution points is work that ends") {
  Ask ask = ask_about_alice();
  std::string points = "crlDistributionPoints=URI:http://example.com/0.crl";
  for (int i = 1; i < 200; ++i) points += ",URI:http://example.com/" + std::to_string(i) + ".crl";
  test::Recipe recipe = test::signer("CA", {points});
  recipe.serial = 5;
  ask.message[0] = test::make(recipe);
  give(ask, crl_of("CA"));
  ask.limits.revocation_steps = GENERATE(20U, 20'000U);
  const bool enough = ask.limits.revocation_steps > 20;
  const auto answer = ask.answer();
  CHECK(state(answer.certificates[0]) == (enough ? "good" : "unavailable"));
  CHECK(answer.limit == (enough ? "" : "revocation_steps"));
}

TEST_CASE("many CRLs that answer nothing cost no more signature checks than allowed") {
  Ask ask = ask_about_alice();
  for (int i = 0; i < 300; ++i) {
    CrlRecipe crl = crl_of("CA");
    crl.key = "Somebody";
    crl.extensions = {"2.5.29.20=DER:0202" + std::string(i < 156 ? "01" : "02") +
                      "0123456789ABCDEF"[i % 256 / 16] + "0123456789ABCDEF"[i % 16]};
    give(ask, crl);
  }
  const auto answer = ask.answer();
  CHECK(answer.given_signature_checks_left == 0);
  CHECK(answer.checked.word == Word::Unknown);
}

TEST_CASE("what the message brings keeps nothing that was given from being looked at") {
  Ask ask = ask_about_alice();
  ask.asked = GENERATE(revocation::Asked::WhereKnown, revocation::Asked::Required);
  const bool listed = GENERATE(false, true);
  CAPTURE(ask.asked == revocation::Asked::Required, listed);
  ask.signature_checks = 30;
  for (int i = 0; i < 64; ++i) {
    CrlRecipe crl = crl_of("CA");
    crl.key = "Somebody";
    crl.this_update = "20250601000000Z";
    crl.extensions = {std::string("2.5.29.20=DER:020201") + "0123456789ABCDEF"[i / 16] +
                      "0123456789ABCDEF"[i % 16]};
    REQUIRE(ask.carried.add_crl(test::make_crl(crl), EvidenceSource::Message, {}) ==
            revocation::Added::Yes);
  }
  for (int i = 0; i < 20; ++i) {
    auto junk = test::ca("CA", "Junk");
    junk.key = "Junk " + std::to_string(i);
    ask.message.push_back(test::make(junk));
  }
  SECTION("signature checks") {}
  SECTION("steps") { ask.limits.revocation_steps = 10; }
  SECTION("nothing is left for the message") { ask.signature_checks = 2; }
  if (listed) {
    give(ask, crl_of("CA", {{5}}));
  } else {
    give(ask, crl_of("CA"));
  }
  give(ask, crl_of("Root"));
  const auto answer = ask.answer();
  CHECK(answer.checked.revocation_state == (listed ? Revocation::Revoked : Revocation::Good));
  CHECK(answer.checked.word == (listed ? Word::Revoked : Word::Valid));
}
