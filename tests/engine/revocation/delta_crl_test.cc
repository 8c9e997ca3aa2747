#include <catch2/catch.hpp>

#include "engine/revocation/evaluate.h"
#include "tests/engine/revocation/alice.h"

namespace {
using namespace smime;
using namespace smime::test;

/// A delta CRL (number 7, for number 4 on) that says removeFromCRL of Alice's certificate.
CrlRecipe removing() {
  CrlRecipe delta = crl_of("CA", {{5, "20240101000000Z", {reason(8)}}});
  delta.this_update = "20250601000000Z";
  delta.extensions = {"2.5.29.20=DER:020107", "2.5.29.27=critical,DER:020104"};
  return delta;
}

}  // namespace

TEST_CASE("delta CRLs are laid over the complete CRL they fit") {
  struct Row {
    const char* name;
    CrlRecipe complete, delta;
    const char* want;
  };
  const auto complete = [](Entries entries, std::string next = "20260101000000Z") {
    CrlRecipe recipe = crl_of("CA", std::move(entries));
    recipe.next_update = std::move(next);
    return recipe;
  };
  const auto delta = [](Entries entries, std::vector<std::string> extensions) {
    CrlRecipe recipe = crl_of("CA", std::move(entries));
    recipe.this_update = "20250601000000Z";
    recipe.extensions = std::move(extensions);
    return recipe;
  };
  const std::string seven = "2.5.29.20=DER:020107";
  const std::string base4 = "2.5.29.27=critical,DER:020104";
  const std::string base6 = "2.5.29.27=critical,DER:020106";
  CrlRecipe forged = delta({{5}}, {seven, base4});
  forged.flip = 1;
  const std::string old = "20240101000000Z";
  CrlRecipe stale = delta({{5}}, {seven, base6});
  stale.next_update = "20250610000000Z";
  CrlRecipe stale_hold = stale;
  stale_hold.entries = {{5, old, {reason(6)}}};
  const auto row = GENERATE_COPY(values<Row>({
      {"adds an entry", complete({}), delta({{5}}, {seven, base4}), "revoked"},
      {"says nothing", complete({{5}}), delta({}, {seven, base4}), "revoked"},
      {"removes an entry", complete({{5, old, {reason(6)}}}),
       delta({{5, old, {reason(8)}}}, {seven, base4}), "good"},
      {"removes one of another serial number", complete({{5, old, {reason(6)}}}),
       delta({{6, old, {reason(8)}}}, {seven, base4}), "revoked"},
      {"removes and revokes the same", complete({}),
       delta({{5, old, {reason(8)}}, {5, old}}, {seven, base4}), "revoked"},
      // RFC 5280 5.2.4 says what may be combined. What it lists is revoked all the same.
      {"for a later base", complete({}), delta({{5}}, {seven, base6}), "revoked"},
      {"for a later base, says nothing", complete({}), delta({{6}}, {seven, base6}), "good"},
      {"for a later base, removes", complete({{5, old, {reason(6)}}}),
       delta({{5, old, {reason(8)}}}, {seven, base6}), "revoked"},
      {"for a later base, too old", complete({}), stale, "revoked"},
      {"for a later base, too old, a hold that may have ended", complete({}), stale_hold, "good"},
      {"numbered as the complete CRL", complete({}), delta({{5}}, {kCrlNumber5, base4}), "revoked"},
      {"of its distribution point alone", complete({}),
       delta({{5}}, {seven, base4,
                     "issuingDistributionPoint=critical,fullname:URI:http://example.com/a.crl"}),
       "revoked"},
      {"of another distribution point", complete({}),
       delta({{5}}, {seven, base4,
                     "issuingDistributionPoint=critical,fullname:URI:http://example.com/b.crl"}),
       "good"},
      {"of another key identifier", complete({}),
       delta({{5}}, {seven, base4, "2.5.29.35=DER:30068004aabbccdd"}), "revoked"},
      {"forged", complete({}), forged, "good"},
      {"keeps an old CRL fresh", complete({}, "20250301000000Z"), delta({}, {seven, base4}),
       "good"},
      {"does not fit an old CRL", complete({}, "20250301000000Z"), delta({}, {seven, base6}),
       "stale"},
  }));
  CAPTURE(row.name);
  Ask ask = ask_about_alice();
  give(ask, row.complete);
  give(ask, row.delta);
  CHECK(state_of_alice(ask) == row.want);
}

TEST_CASE("a delta CRL alone never says good") {
  Ask ask = ask_about_alice();
  const bool listed = GENERATE(false, true);
  CrlRecipe delta = crl_of("CA", {{listed ? 5 : 6}});
  delta.extensions = {"2.5.29.20=DER:020107", "2.5.29.27=critical,DER:020104"};
  give(ask, delta);
  CHECK(state_of_alice(ask) ==
        (listed ? "revoked" : "unavailable: the delta CRL has no base: a complete CRL is missing"));
}

TEST_CASE("the data that is named is the one whose dates are told") {
  Ask ask = ask_about_alice();
  give(ask, crl_of("CA"));
  CrlRecipe delta = removing();
  const bool removes = GENERATE(true, false);
  if (!removes) delta.entries = {};
  const Octets der = test::make_crl(delta);
  REQUIRE(ask.evidence.add_crl(der, EvidenceSource::Given, {}) == revocation::Added::Yes);
  const auto answer = ask.answer();
  const RevocationFacts& facts = answer.certificates[0];
  CHECK(state(facts) == "good");
  CHECK(to_rfc3339(facts.this_update) == "2025-06-01T00:00:00Z");
  CHECK(facts.sha256 == smime::hex(crypto::sha256(der)));
}

// RFC 5280 5.3.1: removeFromCRL ends a hold; 6.3.3 (h): the delta CRL is verified with the key of
// the complete one.
TEST_CASE("a delta CRL takes back a hold, and nothing else") {
  struct Row {
    const char* name;
    int reason;
    void (*change)(CrlRecipe&);
    bool carried;
    const char* want;
  };
  const auto same = [](CrlRecipe&) {};
  const auto row = GENERATE_COPY(values<Row>({
      {"a hold", 6, same, false, "good"},
      {"a hold that was given, in the message", 6, same, true, "revoked"},
      {"key compromise", 1, same, false, "revoked"},
      {"unspecified", 0, same, false, "revoked"},
      {"key compromise, in the message", 1, same, true, "revoked"},
      {"a hold, after the time asked about", 6,
       [](CrlRecipe& delta) { delta.this_update = "20250701000000Z"; }, false, "revoked"},
      {"a hold, from the future", 6,
       [](CrlRecipe& delta) {
         delta.this_update = "20260601000000Z";
         delta.next_update = "20270101000000Z";
       },
       false, "revoked"},
      {"a hold, too old", 6, [](CrlRecipe& delta) { delta.next_update = "20250610000000Z"; }, false,
       "revoked"},
      {"a hold, by another key of the CA's name", 6, [](CrlRecipe& delta) { delta.key = "CA-crl"; },
       false, "revoked"},
      {"key compromise, from the future", 1,
       [](CrlRecipe& delta) {
         delta.this_update = "20260601000000Z";
         delta.next_update = "20270101000000Z";
       },
       true, "revoked"},
      {"key compromise, with a later date from the future", 1,
       [](CrlRecipe& delta) {
         delta.entries = {{5, "20260531000000Z", {reason(1)}}};
         delta.this_update = "20260601000000Z";
         delta.next_update = "20270101000000Z";
       },
       false, "revoked"},
      {"a hold that became key compromise later", 6,
       [](CrlRecipe& delta) {
         delta.entries = {{5, "20250701000000Z", {reason(1)}}};
         delta.this_update = "20250702000000Z";
       },
       false, "revoked"},
  }));
  CAPTURE(row.name);
  Ask ask = ask_about_alice();
  ask.message.push_back(test::make(crl_signer()));
  give(ask, crl_of("CA", {{5, "20240101000000Z", {reason(row.reason)}}}));
  CrlRecipe delta = removing();
  row.change(delta);
  if (row.carried) {
    carry(ask, delta);
  } else {
    give(ask, delta);
  }
  CHECK(state_of_alice(ask) == row.want);
}

TEST_CASE("a delta CRL from after the expiry drops an entry that still counts before") {
  Ask ask = ask_about_alice();
  test::Recipe recipe = numbered(test::signer("CA"), 5);
  recipe.not_after = "20250701000000Z";
  ask.message[0] = test::make(recipe);
  give(ask, crl_of("CA", {{5, "20240101000000Z", {reason(GENERATE(1, 6))}}}));
  CrlRecipe delta = removing();
  delta.this_update = "20250801000000Z";
  give(ask, delta);
  CHECK(state_of_alice(ask) == "revoked");
}

TEST_CASE("a delta CRL in the message over a CRL that was given makes no other needless") {
  Ask ask = ask_about_alice();
  give(ask, crl_of("CA", {{5, "20240101000000Z", {reason(6)}}}));
  CrlRecipe stale = crl_of("CA");
  stale.this_update = "20250201000000Z";
  stale.next_update = "20250301000000Z";
  stale.extensions = {"2.5.29.20=DER:020106"};
  give(ask, stale);
  carry(ask, removing());
  CHECK(state_of_alice(ask) == "revoked");
}
