#include <catch2/catch.hpp>

#include "engine/revocation/evaluate.h"
#include "tests/engine/revocation/alice.h"

namespace {
using namespace smime;
using namespace smime::test;

/// invalidityDate, by the 15 characters of a GeneralizedTime.
std::string invalid_since(std::string_view date) {
  return "2.5.29.24=DER:180f" + hex(as_octets(date));
}

}  // namespace

// RFC 5280 5.3.2
TEST_CASE("an entry counts from the date on which the key was known to be compromised") {
  struct Row {
    const char *name, *revoked_at, *invalid_since;
    bool from_invalidity_date;
    const char* want;
  };
  const auto row = GENERATE(values<Row>({
      {"before the time asked about", "20250701000000Z", "20250601000000Z", true, "revoked"},
      {"after it", "20250701000000Z", "20250620000000Z", true, "good"},
      {"later than the revocation", "20250601000000Z", "20250620000000Z", true, "revoked"},
      {"as Windows has it", "20250701000000Z", "20250601000000Z", false, "good"},
  }));
  CAPTURE(row.name);
  Ask ask = ask_about_alice();
  ask.from_invalidity_date = row.from_invalidity_date;
  CrlRecipe crl =
      crl_of("CA", {{5, row.revoked_at, {reason(1), invalid_since(row.invalid_since)}}});
  crl.this_update = "20250801000000Z";
  give(ask, crl);
  CHECK(state_of_alice(ask) == row.want);
}

// RFC 5280 3.3: an entry is not removed before the certificate has expired.
TEST_CASE("newer data takes back a hold alone, and the message nothing that was given") {
  struct Row {
    const char* name;
    int reason;
    bool old_carried, new_carried;
    const char* want;
  };
  const auto row = GENERATE(values<Row>({
      {"a hold", 6, false, false, "good"},
      {"key compromise", 1, false, false, "revoked"},
      {"unspecified", 0, false, false, "revoked"},
      {"a hold that was given, by the message", 6, false, true, "revoked"},
      {"key compromise that was given, by the message", 1, false, true, "revoked"},
      {"a hold in the message, by what was given", 6, true, false, "good"},
      {"a hold in the message, by the message", 6, true, true, "good"},
      {"key compromise in the message, by what was given", 1, true, false, "revoked"},
  }));
  CAPTURE(row.name);
  Ask ask = ask_about_alice();
  CrlRecipe newer = crl_of("CA");
  newer.this_update = "20250301000000Z";
  const auto bring = [&](const CrlRecipe& recipe, bool carried) {
    if (carried) {
      carry(ask, recipe);
    } else {
      give(ask, recipe);
    }
  };
  bring(crl_of("CA", {{5, "20240101000000Z", {reason(row.reason)}}}), row.old_carried);
  bring(newer, row.new_carried);
  CHECK(state_of_alice(ask) == row.want);
}

TEST_CASE("an entry of data that is ahead of the present") {
  struct Row {
    const char *name, *this_update, *revoked_at, *want;
  };
  const auto row = GENERATE(values<Row>({
      {"a day ahead: nobody can know", "20260529202640Z", "20260529082640Z",
       "unavailable: the data is from the future"},
      {"three minutes ahead: it counts", "20260528202940Z", "20260528202840Z", "revoked"},
      {"a day ahead, revoked before", "20260529202640Z", "20260528082640Z", "revoked"},
  }));
  CAPTURE(row.name);
  Ask ask = ask_about_alice();
  ask.scope = revocation::Scope::EndCertificate;
  ask.at = ask.now;
  CrlRecipe crl = crl_of("CA", {{5, row.revoked_at}});
  crl.this_update = row.this_update;
  crl.next_update = "20270101000000Z";
  give(ask, crl);
  const auto answer = ask.answer();
  const RevocationFacts& facts = answer.certificates[0];
  CHECK(state(facts) + (facts.why.empty() ? "" : ": " + facts.why) == row.want);
}

TEST_CASE("data from after a certificate's expiry does not say that it was good before") {
  Ask ask = ask_about_alice();
  test::Recipe recipe = test::signer("CA");
  recipe.not_after = "20250701000000Z";
  recipe.serial = 5;
  ask.message[0] = test::make(recipe);
  CrlRecipe crl = crl_of("CA");
  crl.this_update = "20250801000000Z";
  SECTION("not listed") {
    give(ask, crl);
    CHECK(state_of_alice(ask) ==
          "unavailable: the data is from after the certificate's expiry, when entries are dropped: "
          "older is needed");
  }
  SECTION("listed") {
    crl.entries = {{5}};
    give(ask, crl);
    CHECK(state_of_alice(ask) == "revoked");
  }
}

TEST_CASE("data that claims impossible times never says good") {
  struct Row {
    const char *name, *this_update, *next_update;
    bool listed;
    const char* want;
  };
  const auto row = GENERATE(values<Row>({
      {"from the future", "20260529000000Z", "20270101000000Z", false,
       "unavailable: the data is from the future"},
      {"from the future, and listed", "20260529000000Z", "20270101000000Z", true, "revoked"},
      {"five minutes ahead", "20260528203140Z", "20270101000000Z", false, "good"},
      {"a second more", "20260528203141Z", "20270101000000Z", false,
       "unavailable: the data is from the future"},
      {"ends before it begins", "20250801000000Z", "20250701000000Z", false,
       "unavailable: the data ends before it begins"},
      {"ends before it begins, and listed", "20250801000000Z", "20250701000000Z", true, "revoked"},
  }));
  CAPTURE(row.name);
  Ask ask = ask_about_alice();
  CrlRecipe crl = crl_of("CA", {{row.listed ? 5 : 6}});
  crl.this_update = row.this_update;
  crl.next_update = row.next_update;
  give(ask, crl);
  CHECK(state_of_alice(ask) == row.want);
}
