#include "engine/revocation/evaluate.h"

#include <catch2/catch.hpp>

#include "base/text.h"
#include "engine/cryptoapi/revocation_errors.h"
#include "tests/engine/revocation/ask.h"
#include "tests/support/cert_graph.h"
#include "tests/support/revocation_data.h"

namespace {
using namespace smime;
using test::Ask;
using test::CrlRecipe;
using test::reason;
using Entries = std::vector<CrlRecipe::Entry>;

constexpr const char* kNumber = "2.5.29.20=DER:020105";
constexpr const char* kUri = "crlDistributionPoints=URI:http://example.com/a.crl";

test::Recipe numbered(test::Recipe recipe, long serial) {
  recipe.serial = serial;
  return recipe;
}

/// Alice (serial 5) under CA (serial 3) under Root.
Ask plain() {
  Ask ask;
  ask.anchors = {test::make(test::ca("Root", "Root"))};
  ask.message = {test::make(numbered(test::signer("CA"), 5)),
                 test::make(numbered(test::ca("CA", "Root"), 3))};
  return ask;
}

void add(Ask& ask, const CrlRecipe& recipe) {
  std::string why;
  const auto added = ask.evidence.add_crl(test::make_crl(recipe), EvidenceSource::Given, {}, &why);
  CAPTURE(why);
  REQUIRE(added == revocation::Added::Yes);
}

CrlRecipe of(std::string issuer, Entries entries = {}) {
  CrlRecipe recipe;
  recipe.issuer = std::move(issuer);
  recipe.entries = std::move(entries);
  return recipe;
}

std::string state(const RevocationFacts& facts) { return std::string(wire_name(facts.state)); }
std::string text(const std::optional<Time>& time) { return time ? to_rfc3339(*time) : "-"; }

/// The state of Alice's certificate, that of the CA being good.
std::string alice(Ask& ask) {
  add(ask, of("Root"));
  const Ask::Answer answer = ask.answer();
  REQUIRE(answer.path.end == pki::PathEnd::Anchor);
  REQUIRE(answer.certificates.size() == 3);
  CHECK(state(answer.certificates[1]) == "good");
  const RevocationFacts& facts = answer.certificates[0];
  return state(facts) + (facts.why.empty() ? "" : ": " + facts.why);
}

}  // namespace

TEST_CASE("a certificate is good, revoked, or not known to be either") {
  struct Row {
    const char* name;
    std::vector<CrlRecipe> crls;
    const char* want;
  };
  const auto crl = [](Entries entries, std::string this_update, std::string next_update) {
    CrlRecipe recipe = of("CA", std::move(entries));
    recipe.this_update = std::move(this_update);
    recipe.next_update = std::move(next_update);
    return recipe;
  };
  const auto with = [](CrlRecipe recipe, std::vector<std::string> more) {
    recipe.extensions.insert(recipe.extensions.end(), more.begin(), more.end());
    return recipe;
  };
  CrlRecipe tampered = of("CA");
  tampered.flip = 1;
  CrlRecipe other_key = of("CA");
  other_key.key = "Somebody";
  CrlRecipe version1 = of("CA");
  version1.version1 = true;
  const std::string old = "20240101000000Z";
  const std::string older = "20230101000000Z";
  const std::string july = "20250702000000Z";
  const std::string next_year = "20260101000000Z";
  const auto row = GENERATE_COPY(values<Row>({
      {"no CRL of the CA", {}, "unavailable: no CRL at hand is of its issuer, CN=CA"},
      {"not listed", {of("CA", {{6}})}, "good"},
      {"listed", {of("CA", {{5}})}, "revoked"},
      {"listed, on hold", {of("CA", {{5, old, {reason(6)}}})}, "revoked"},
      {"listed with a later date", {crl({{5, "20250701000000Z"}}, july, next_year)}, "good"},
      {"listed from this second on", {crl({{5, "20250615150640Z"}}, july, next_year)}, "revoked"},
      {"listed from the next second on", {crl({{5, "20250615150641Z"}}, july, next_year)}, "good"},
      {"listed with a date later than the CRL", {of("CA", {{5, "20250701000000Z"}})}, "revoked"},
      {"version 1", {version1}, "good"},
      {"too old", {crl({}, older, old)}, "stale"},
      {"too old, and listed", {crl({{5, older}}, older, old)}, "revoked"},
      {"without nextUpdate", {crl({}, older, "")}, "good"},
      {"the old one lists it, the new one does not: released",
       {crl({{5, old, {reason(6)}}}, old, "20260101000000Z"), of("CA")},
       "good"},
      {"the new one lists it", {crl({}, old, "20260101000000Z"), of("CA", {{5}})}, "revoked"},
      {"tampered",
       {tampered},
       "unavailable: the signature of the data does not verify: it is damaged, or not of this CA"},
      {"another key",
       {other_key},
       "unavailable: the signature of the data does not verify: it is damaged, or not of this CA"},
      {"tampered, and a good one", {tampered, crl({}, old, "20260101000000Z")}, "good"},
      {"another issuer", {of("Other")}, "unavailable: no CRL at hand is of its issuer, CN=CA"},
      {"critical extension",
       {with(of("CA"), {"1.2.3=critical,DER:0500"})},
       "unavailable: the CRL has an unknown critical extension"},
      {"critical entry extension, of another entry",
       {of("CA", {{6, old, {"1.2.3=critical,DER:0500"}}})},
       "unavailable: the CRL has an unknown critical extension"},
      {"for user certificates", {with(of("CA"), {"2.5.29.28=critical,DER:30038101ff"})}, "good"},
      {"for CA certificates",
       {with(of("CA"), {"2.5.29.28=critical,DER:30038201ff"})},
       "unavailable: a CRL of its issuer is for other certificates or distribution points"},
      {"for attribute certificates",
       {with(of("CA"), {"2.5.29.28=critical,DER:30038501ff"})},
       "unavailable: a CRL of its issuer is for other certificates or distribution points"},
      {"for its distribution point",
       {with(of("CA"),
             {"issuingDistributionPoint=critical,fullname:URI:http://example.com/a.crl"})},
       "good"},
      {"for another distribution point",
       {with(of("CA"),
             {"issuingDistributionPoint=critical,fullname:URI:http://example.com/b.crl"})},
       "unavailable: a CRL of its issuer is for other certificates or distribution points"},
      {"for some reasons",
       {with(of("CA"), {"issuingDistributionPoint=critical,onlysomereasons:keyCompromise"})},
       "unavailable: the data does not cover every reason"},
      {"for some reasons, and listed",
       {with(of("CA", {{5}}), {"issuingDistributionPoint=critical,onlysomereasons:keyCompromise"})},
       "revoked"},
      {"for all reasons, in two",
       {with(of("CA"), {"issuingDistributionPoint=critical,onlysomereasons:keyCompromise"}),
        with(of("CA"), {"2.5.29.28=critical,DER:30058303073f80"})},
       "good"},
  }));
  CAPTURE(row.name);
  Ask ask = plain();
  for (const CrlRecipe& recipe : row.crls) add(ask, recipe);
  CHECK(alice(ask) == row.want);
}

TEST_CASE("a CRL that is signed with a broken hash answers nothing") {
  const std::string digest = GENERATE("MD5", "SHA1", "SHA256");
  CAPTURE(digest);
  Ask ask = plain();
  test::Recipe signer = numbered(test::signer("CA"), 5);
  signer.issuer_key = "RSA CA";
  test::Recipe issuer = numbered(test::ca("CA", "Root"), 3);
  issuer.key = "RSA CA";
  ask.message = {test::make(signer), test::make(issuer)};
  CrlRecipe crl = of("CA");
  crl.key = "RSA CA";
  crl.digest = digest;
  add(ask, crl);
  CHECK(alice(ask) ==
        (digest == "MD5" ? "unavailable: the data is signed with a broken hash" : "good"));
}

TEST_CASE("delta CRLs are laid over the complete CRL they fit") {
  struct Row {
    const char* name;
    CrlRecipe complete, delta;
    const char* want;
  };
  const auto complete = [](Entries entries, std::string next = "20260101000000Z") {
    CrlRecipe recipe = of("CA", std::move(entries));
    recipe.next_update = std::move(next);
    return recipe;
  };
  const auto delta = [](Entries entries, std::vector<std::string> extensions) {
    CrlRecipe recipe = of("CA", std::move(entries));
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
      {"numbered as the complete CRL", complete({}), delta({{5}}, {kNumber, base4}), "revoked"},
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
  Ask ask = plain();
  add(ask, row.complete);
  add(ask, row.delta);
  CHECK(alice(ask) == row.want);
}

namespace {

void carry(Ask& ask, const CrlRecipe& recipe) {
  REQUIRE(ask.carried.add_crl(test::make_crl(recipe), EvidenceSource::Message, {}) ==
          revocation::Added::Yes);
}

/// A delta CRL (number 7, for number 4 on) that says removeFromCRL of Alice's certificate.
CrlRecipe removing() {
  CrlRecipe delta = of("CA", {{5, "20240101000000Z", {reason(8)}}});
  delta.this_update = "20250601000000Z";
  delta.extensions = {"2.5.29.20=DER:020107", "2.5.29.27=critical,DER:020104"};
  return delta;
}

/// A certificate of the CA's name for another key, "CA-crl", certified by the root.
test::Recipe crl_signer() {
  test::Recipe signer = test::ca("CA", "Root");
  signer.key = "CA-crl";
  signer.serial = 30;
  return signer;
}

}  // namespace

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
  Ask ask = plain();
  ask.message.push_back(test::make(crl_signer()));
  add(ask, of("CA", {{5, "20240101000000Z", {reason(row.reason)}}}));
  CrlRecipe delta = removing();
  row.change(delta);
  if (row.carried) {
    carry(ask, delta);
  } else {
    add(ask, delta);
  }
  CHECK(alice(ask) == row.want);
}

TEST_CASE("a delta CRL from after the expiry drops an entry that still counts before") {
  Ask ask = plain();
  test::Recipe recipe = numbered(test::signer("CA"), 5);
  recipe.not_after = "20250701000000Z";
  ask.message[0] = test::make(recipe);
  add(ask, of("CA", {{5, "20240101000000Z", {reason(GENERATE(1, 6))}}}));
  CrlRecipe delta = removing();
  delta.this_update = "20250801000000Z";
  add(ask, delta);
  CHECK(alice(ask) == "revoked");
}

TEST_CASE("the data that is named is the one whose dates are told") {
  Ask ask = plain();
  add(ask, of("CA"));
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
  Ask ask = plain();
  CrlRecipe newer = of("CA");
  newer.this_update = "20250301000000Z";
  const auto bring = [&](const CrlRecipe& recipe, bool carried) {
    if (carried) {
      carry(ask, recipe);
    } else {
      add(ask, recipe);
    }
  };
  bring(of("CA", {{5, "20240101000000Z", {reason(row.reason)}}}), row.old_carried);
  bring(newer, row.new_carried);
  CHECK(alice(ask) == row.want);
}

TEST_CASE("a delta CRL in the message over a CRL that was given makes no other needless") {
  Ask ask = plain();
  add(ask, of("CA", {{5, "20240101000000Z", {reason(6)}}}));
  CrlRecipe stale = of("CA");
  stale.this_update = "20250201000000Z";
  stale.next_update = "20250301000000Z";
  stale.extensions = {"2.5.29.20=DER:020106"};
  add(ask, stale);
  carry(ask, removing());
  CHECK(alice(ask) == "revoked");
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
  Ask ask = plain();
  ask.scope = revocation::Scope::EndCertificate;
  ask.at = ask.now;
  CrlRecipe crl = of("CA", {{5, row.revoked_at}});
  crl.this_update = row.this_update;
  crl.next_update = "20270101000000Z";
  add(ask, crl);
  const auto answer = ask.answer();
  const RevocationFacts& facts = answer.certificates[0];
  CHECK(state(facts) + (facts.why.empty() ? "" : ": " + facts.why) == row.want);
}

TEST_CASE("a CRL signer's certificate is valid at the time asked about, or newer and at present") {
  struct Row {
    const char *name, *not_before, *not_after;
    bool now_is_given;
    const char* want;
  };
  const auto row = GENERATE(values<Row>({
      {"at the time asked about", "20200101000000Z", "20260301000000Z", false, "good"},
      {"newer, and at present", "20260101000000Z", "20300101000000Z", false, "good"},
      {"newer, and expired since", "20260101000000Z", "20260301000000Z", false,
       "unavailable: the path of the CRL's issuer breaks a rule"},
      {"newer, and the present is not known", "20260101000000Z", "20300101000000Z", true,
       "unavailable: the path of the CRL's issuer breaks a rule"},
  }));
  CAPTURE(row.name);
  Ask ask = plain();
  ask.now_is_given = row.now_is_given;
  if (row.now_is_given) ask.now = ask.at;
  test::Recipe signer = crl_signer();
  signer.not_before = row.not_before;
  signer.not_after = row.not_after;
  ask.message.push_back(test::make(signer));
  CrlRecipe crl = of("CA");
  crl.key = "CA-crl";
  crl.this_update = "20260201000000Z";
  crl.next_update = "20270101000000Z";
  add(ask, crl);
  CHECK(alice(ask) == row.want);
}

TEST_CASE("reading many distribution points is work that ends") {
  Ask ask = plain();
  std::string points = "crlDistributionPoints=URI:http://example.com/0.crl";
  for (int i = 1; i < 200; ++i) points += ",URI:http://example.com/" + std::to_string(i) + ".crl";
  test::Recipe recipe = test::signer("CA", {points});
  recipe.serial = 5;
  ask.message[0] = test::make(recipe);
  add(ask, of("CA"));
  ask.limits.revocation_steps = GENERATE(20U, 20'000U);
  const bool enough = ask.limits.revocation_steps > 20;
  const auto answer = ask.answer();
  CHECK(state(answer.certificates[0]) == (enough ? "good" : "unavailable"));
  CHECK(answer.limit == (enough ? "" : "revocation_steps"));
}

namespace {

/// Why nothing is known of Alice's certificate, with `code` as its finding.
std::string why_of(const Ask& ask, Code code) {
  const Ask::Answer answer = ask.answer();
  REQUIRE(answer.certificates[0].state == Revocation::Unavailable);
  std::string details;
  for (const Finding& finding : answer.checked.certificates[0]) {
    CHECK(info(finding.code).wire == info(code).wire);
    for (const auto& [name, value] : finding.details)
      details += std::string(name) + "=" + std::get<std::string>(value) + "; ";
  }
  return details;
}

}  // namespace

TEST_CASE("an address that did not answer is named, until it does") {
  Ask ask = plain();
  const std::string url = "http://example.com/a.crl";
  const std::string about = "; certificate=CN=Alice; crl=" + url + "; ";
  const std::string none = "reason=there is neither a CRL nor an OCSP response for it" + about;
  test::Recipe recipe = numbered(test::signer("CA"), 5);
  recipe.subject = "Alice";
  ask.message[0] = test::make(recipe);
  CHECK(why_of(ask, Code::RevocationUnavailable) == none);
  const crypto::Sha256 empty = ask.evidence.identity();
  ask.evidence.note_attempt(url, std::nullopt, "http_status 404");
  CHECK(why_of(ask, Code::RevocationUnavailable) ==
        "reason=it could not be fetched: http_status 404 (" + url + ")" + about);
  CHECK(ask.evidence.identity() != empty);
  const crypto::Sha256 failed = ask.evidence.identity();
  ask.evidence.note_attempt(url, std::nullopt, "");
  CHECK(why_of(ask, Code::RevocationUnavailable) == none);
  CHECK(ask.evidence.identity() != failed);
  // What was not said of another certificate does not matter.
  ask.evidence.note_attempt(url, crypto::sha256({}), "unreachable");
  CHECK(why_of(ask, Code::RevocationUnavailable) == none);
  CrlRecipe other_key = of("CA");
  other_key.key = "Somebody";
  add(ask, other_key);
  CHECK(why_of(ask, Code::RevocationUnavailable) ==
        "reason=the signature of the data does not verify: it is damaged, or not of this CA" +
            about);
}

TEST_CASE("a delta CRL alone never says good") {
  Ask ask = plain();
  const bool listed = GENERATE(false, true);
  CrlRecipe delta = of("CA", {{listed ? 5 : 6}});
  delta.extensions = {"2.5.29.20=DER:020107", "2.5.29.27=critical,DER:020104"};
  add(ask, delta);
  CHECK(alice(ask) ==
        (listed ? "revoked" : "unavailable: the delta CRL has no base: a complete CRL is missing"));
}

TEST_CASE("who may sign a CRL") {
  Ask ask = plain();
  CrlRecipe other_key = of("CA");
  other_key.key = "CA-crl";
  add(ask, other_key);
  auto signer = test::ca("CA", "Root");
  signer.key = "CA-crl";
  signer.serial = 30;

  SECTION("another certificate of the same name under the same anchor") {
    ask.message.push_back(test::make(signer));
    CHECK(alice(ask) == "good");
  }
  SECTION("which may sign CRLs only") {
    signer.extensions = {"keyUsage=critical,cRLSign"};
    ask.message.push_back(test::make(signer));
    CHECK(alice(ask) == "good");
  }
  SECTION("but not where its key usage has no cRLSign") {
    signer.extensions = {"basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign"};
    ask.message.push_back(test::make(signer));
    CHECK(alice(ask) == "unavailable: the CRL's issuer may not sign CRLs");
  }
  SECTION("nor where it has expired") {
    signer.not_after = "20250201000000Z";
    ask.message.push_back(test::make(signer));
    CHECK(alice(ask) == "unavailable: the path of the CRL's issuer breaks a rule");
  }
  SECTION("nor under another anchor") {
    signer.issuer = "Root2";
    ask.message.push_back(test::make(signer));
    ask.anchors.push_back(test::make(test::ca("Root2", "Root2")));
    CHECK(alice(ask) == "unavailable: the CRL's issuer has the name of the CA alone");
  }
  SECTION("nor under nobody") {
    signer.issuer = "CA";
    signer.issuer_key = "CA-crl";
    ask.message.push_back(test::make(signer));
    CHECK(alice(ask) == "unavailable: the CRL's issuer has the name of the CA alone");
  }
  SECTION("nor under another CA of the same anchor") {
    signer.issuer = "Other";
    ask.message.push_back(test::make(signer));
    auto other = test::ca("Other", "Root");
    other.serial = 7;
    ask.message.push_back(test::make(other));
    add(ask, of("Other"));
    CHECK(alice(ask) == "unavailable: the CRL's issuer has the name of the CA alone");
  }
  SECTION("nor without a key usage, if it is not above") {
    signer.extensions = {"extendedKeyUsage=emailProtection"};
    ask.message.push_back(test::make(signer));
    CHECK(alice(ask) == "unavailable: the CRL's issuer may not sign CRLs");
  }
  SECTION("but a certificate of the CA for it is good, by the CA's own key") {
    signer.issuer = "CA";
    signer.extensions = {"keyUsage=critical,cRLSign"};
    ask.message.push_back(test::make(signer));
    CrlRecipe by_ca = of("CA");
    by_ca.this_update = "20240101000000Z";
    by_ca.next_update = "20240201000000Z";
    add(ask, by_ca);
    // The old CRL of the CA does not say that the signer of the new one is good.
    CHECK(alice(ask) == "stale");
    by_ca.next_update = "20260201000000Z";
    add(ask, by_ca);
    CHECK(alice(ask) == "good");
  }
  SECTION("nor where it is revoked itself") {
    ask.message.push_back(test::make(signer));
    CrlRecipe newer = of("Root", {{30}});
    newer.this_update = "20250201000000Z";
    add(ask, newer);
    CHECK(alice(ask) == "unavailable: the certificate of the CRL's issuer is revoked");
  }
}

TEST_CASE("a CRL issuer of whose own revocation nothing is known does not count") {
  Ask ask = plain();
  CrlRecipe other_key = of("CA");
  other_key.key = "CA-crl";
  add(ask, other_key);
  auto signer = test::ca("CA", "Root");
  signer.key = "CA-crl";
  ask.message.push_back(test::make(signer));
  const auto answer = ask.answer();
  CHECK(answer.certificates[0].why ==
        "it is not known whether the certificate of the CRL's issuer is revoked");
}

TEST_CASE("an indirect CRL answers where the certificate names its issuer") {
  // DistributionPoint { cRLIssuer { CN=Clearing } }
  const std::string point =
      "2.5.29.31=DER:301b3019a217a41530133111300f06035504030c08436c656172696e67";
  const std::string indirect = "2.5.29.28=critical,DER:30038401ff";
  const std::string of_ca = "2.5.29.29=critical,DER:3011a40f300d310b300906035504030c024341";
  Ask ask = plain();
  test::Recipe recipe = test::signer("CA");
  recipe.extensions.back() = point;
  recipe.serial = 5;
  ask.message[0] = test::make(recipe);
  auto clearing = test::ca("Clearing", "Root");
  clearing.serial = 31;
  ask.message.push_back(test::make(clearing));
  CrlRecipe crl = of("Clearing");
  crl.extensions = {kNumber, indirect};
  SECTION("not listed") {
    add(ask, crl);
    CHECK(alice(ask) == "good");
  }
  SECTION("listed under its own issuer") {
    crl.entries = {{4, "20240101000000Z", {of_ca}}, {5, "20240101000000Z", {}}};
    add(ask, crl);
    CHECK(alice(ask) == "revoked");
  }
  SECTION("the same serial number of another issuer") {
    crl.entries = {{5, "20240101000000Z", {}}, {4, "20240101000000Z", {of_ca}}};
    add(ask, crl);
    CHECK(alice(ask) == "good");
  }
  SECTION("a CRL that does not say it is indirect") {
    crl.extensions = {kNumber};
    add(ask, crl);
    CHECK(alice(ask) ==
          "unavailable: a CRL of its issuer is for other certificates or distribution points");
  }
  SECTION("a certificate that does not name it") {
    recipe.extensions.back() = kUri;
    ask.message[0] = test::make(recipe);
    add(ask, crl);
    CHECK(alice(ask) == "unavailable: no CRL at hand is of its issuer, CN=CA");
  }
}

TEST_CASE("data from after a certificate's expiry does not say that it was good before") {
  Ask ask = plain();
  test::Recipe recipe = test::signer("CA");
  recipe.not_after = "20250701000000Z";
  recipe.serial = 5;
  ask.message[0] = test::make(recipe);
  CrlRecipe crl = of("CA");
  crl.this_update = "20250801000000Z";
  SECTION("not listed") {
    add(ask, crl);
    CHECK(alice(ask) ==
          "unavailable: the data is from after the certificate's expiry, when entries are dropped: "
          "older is needed");
  }
  SECTION("listed") {
    crl.entries = {{5}};
    add(ask, crl);
    CHECK(alice(ask) == "revoked");
  }
}

TEST_CASE("which certificates are asked about, and what the chain is then") {
  using revocation::Asked;
  using revocation::Scope;
  struct Row {
    const char* name;
    Scope scope;
    std::vector<CrlRecipe> crls;
    std::vector<std::string> want;
    Revocation chain;
    std::vector<Code> codes;
    Word word;
  };
  CrlRecipe later = of("CA", {{5, "20250701000000Z"}});
  later.this_update = "20250702000000Z";
  const auto row = GENERATE_COPY(values<Row>({
      {"none",
       Scope::None,
       {of("CA", {{5}})},
       {"not_checked", "not_checked", "not_checked"},
       Revocation::NotChecked,
       {},
       Word::Valid},
      {"end certificate",
       Scope::EndCertificate,
       {of("CA")},
       {"good", "not_checked", "not_checked"},
       Revocation::Good,
       {},
       Word::Valid},
      {"all but the root",
       Scope::ExcludeRoot,
       {of("CA"), of("Root")},
       {"good", "good", "not_checked"},
       Revocation::Good,
       {},
       Word::Valid},
      {"the CA's missing",
       Scope::ExcludeRoot,
       {of("CA")},
       {"good", "unavailable", "not_checked"},
       Revocation::Unavailable,
       {Code::RevocationUnavailable},
       Word::ValidWithNotes},
      {"signer revoked, the CA's missing",
       Scope::ExcludeRoot,
       {of("CA", {{5}})},
       {"revoked", "unavailable", "not_checked"},
       Revocation::Revoked,
       {Code::RevokedSigner, Code::RevocationUnavailable},
       Word::Revoked},
      {"CA revoked",
       Scope::ExcludeRoot,
       {of("CA"), of("Root", {{3}})},
       {"good", "revoked", "not_checked"},
       Revocation::Revoked,
       {Code::RevokedCa},
       Word::Revoked},
      {"whole chain",
       Scope::WholeChain,
       {of("CA"), of("Root")},
       {"good", "good", "good"},
       Revocation::Good,
       {},
       Word::Valid},
      {"whole chain, root revoked by itself",
       Scope::WholeChain,
       {of("CA"), of("Root", {{1}})},
       {"good", "good", "revoked"},
       Revocation::Revoked,
       {Code::RevokedCa},
       Word::Revoked},
      {"revoked later",
       Scope::EndCertificate,
       {later},
       {"good", "not_checked", "not_checked"},
       Revocation::Good,
       {Code::RevokedLater},
       Word::Valid},
  }));
  CAPTURE(row.name);
  Ask ask = plain();
  ask.scope = row.scope;
  for (const CrlRecipe& recipe : row.crls) add(ask, recipe);
  const Ask::Answer answer = ask.answer();
  std::vector<std::string> states;
  for (const RevocationFacts& facts : answer.certificates) states.push_back(state(facts));
  CHECK(states == row.want);
  CHECK(answer.checked.revocation_state == row.chain);
  CHECK(answer.checked.word == row.word);
  std::vector<Code> codes;
  for (std::size_t i = 0; i < answer.checked.certificates.size(); ++i) {
    for (const Finding& finding : answer.checked.certificates[i]) {
      codes.push_back(finding.code);
      CHECK(finding.where == "chain/cert/" + std::to_string(i));
    }
  }
  CHECK(codes == row.codes);
}

TEST_CASE("unless it is asked, only what the data says counts") {
  Ask ask = plain();
  ask.asked = revocation::Asked::WhereKnown;
  SECTION("no answer for one: not checked") {
    add(ask, of("CA"));
    const auto answer = ask.answer();
    CHECK(answer.checked.revocation_state == Revocation::NotChecked);
    CHECK(answer.checked.word == Word::Valid);
    CHECK(state(answer.certificates[0]) == "good");
    CHECK(state(answer.certificates[1]) == "not_checked");
    CHECK(answer.checked.certificates[1].empty());
  }
  SECTION("all good") {
    add(ask, of("CA"));
    add(ask, of("Root"));
    CHECK(ask.answer().checked.revocation_state == Revocation::Good);
  }
  SECTION("revoked") {
    add(ask, of("CA", {{5}}));
    const auto answer = ask.answer();
    CHECK(answer.checked.revocation_state == Revocation::Revoked);
    CHECK(answer.checked.certificates[0].has(Code::RevokedSigner));
    CHECK(answer.checked.certificates[1].empty());
  }
}

TEST_CASE("nothing is asked of a path that ends in no anchor") {
  Ask ask = plain();
  ask.anchors.clear();
  add(ask, of("CA", {{5}}));
  const auto answer = ask.answer();
  CHECK(answer.checked.revocation_state == Revocation::NotChecked);
  CHECK(answer.checked.certificates[0].empty());
}

TEST_CASE("the facts say when, why and by which data") {
  Ask ask = plain();
  CrlRecipe crl =
      of("CA",
         {{5, "20240301000000Z", {reason(1), "2.5.29.24=DER:180f32303234303232303030303030305a"}}});
  add(ask, crl);
  const auto answer = ask.answer();
  const RevocationFacts& facts = answer.certificates[0];
  CHECK(text(facts.revoked_at) == "2024-03-01T00:00:00Z");
  CHECK(text(facts.invalid_since) == "2024-02-20T00:00:00Z");
  CHECK(facts.reason == "keyCompromise");
  CHECK(facts.evidence == "crl");
  CHECK(facts.sha256.size() == 64);
  CHECK(facts.source == EvidenceSource::Given);
  CHECK(to_rfc3339(facts.this_update) == "2025-01-01T00:00:00Z");
  CHECK(text(facts.next_update) == "2026-01-01T00:00:00Z");
}

TEST_CASE("limits of the evaluation are named and never good") {
  Ask ask = plain();
  add(ask, of("CA"));
  add(ask, of("Root"));
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

TEST_CASE("many CRLs that answer nothing cost no more signature checks than allowed") {
  Ask ask = plain();
  for (int i = 0; i < 300; ++i) {
    CrlRecipe crl = of("CA");
    crl.key = "Somebody";
    crl.extensions = {"2.5.29.20=DER:0202" + std::string(i < 156 ? "01" : "02") +
                      "0123456789ABCDEF"[i % 256 / 16] + "0123456789ABCDEF"[i % 16]};
    add(ask, crl);
  }
  const auto answer = ask.answer();
  CHECK(answer.given_signature_checks_left == 0);
  CHECK(answer.checked.word == Word::Unknown);
}

TEST_CASE("what the message brings keeps nothing that was given from being looked at") {
  Ask ask = plain();
  ask.asked = GENERATE(revocation::Asked::WhereKnown, revocation::Asked::Required);
  const bool listed = GENERATE(false, true);
  CAPTURE(ask.asked == revocation::Asked::Required, listed);
  ask.signature_checks = 30;
  for (int i = 0; i < 64; ++i) {
    CrlRecipe crl = of("CA");
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
    add(ask, of("CA", {{5}}));
  } else {
    add(ask, of("CA"));
  }
  add(ask, of("Root"));
  const auto answer = ask.answer();
  CHECK(answer.checked.revocation_state == (listed ? Revocation::Revoked : Revocation::Good));
  CHECK(answer.checked.word == (listed ? Word::Revoked : Word::Valid));
}

TEST_CASE("nobody says of himself that he is good") {
  Ask ask = plain();
  ask.scope = revocation::Scope::EndCertificate;
  auto rollover = test::ca("CA", "CA");
  rollover.key = "CA-crl";
  rollover.issuer_key = "CA";
  rollover.serial = 30;
  rollover.extensions = {"keyUsage=critical,cRLSign"};
  ask.message.push_back(test::make(rollover));
  CrlRecipe newer = of("CA");
  newer.key = "CA-crl";
  newer.this_update = "20250301000000Z";
  add(ask, newer);
  SECTION("a revoked CRL issuer") {
    add(ask, of("CA", {{5}, {30}}));
    CHECK(state(ask.answer().certificates[0]) == "revoked");
  }
  SECTION("one that is good does not take back what the CA itself says") {
    add(ask, of("CA", {{5}}));
    CHECK(state(ask.answer().certificates[0]) == "revoked");
  }
  SECTION("one of whom nobody else says anything") {
    CHECK(state(ask.answer().certificates[0]) == "unavailable");
  }
  SECTION("one that was revoked later than the time asked about") {
    CrlRecipe by_ca = of("CA", {{30, "20250701000000Z"}});
    by_ca.this_update = "20250801000000Z";
    by_ca.extensions = {kNumber, "issuingDistributionPoint=critical,onlysomereasons:keyCompromise"};
    add(ask, by_ca);
    CHECK(state(ask.answer().certificates[0]) == "unavailable");
  }
}

TEST_CASE("keys that anybody can use do not sign CRLs") {
  Ask ask = plain();
  ask.scope = revocation::Scope::EndCertificate;
  auto weak = test::ca("CA", "Root");
  weak.key = "RSA512 CA";
  weak.serial = 30;
  ask.message.push_back(test::make(weak));
  add(ask, of("Root"));
  CrlRecipe crl = of("CA");
  crl.key = "RSA512 CA";
  add(ask, crl);
  CHECK(ask.answer().certificates[0].why == "the data is signed with a broken key");
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
  Ask ask = plain();
  CrlRecipe crl = of("CA", {{row.listed ? 5 : 6}});
  crl.this_update = row.this_update;
  crl.next_update = row.next_update;
  add(ask, crl);
  CHECK(alice(ask) == row.want);
}

TEST_CASE("Windows' bits of revocation") {
  constexpr std::uint32_t kUnknown = 0x01000040, kNobodyToAsk = 0x00000040;
  constexpr std::uint32_t kRevoked = 0x4;
  struct Row {
    const char* name;
    revocation::Scope scope;
    std::vector<CrlRecipe> crls;
    std::vector<std::uint32_t> want;
  };
  using revocation::Scope;
  CrlRecipe old = of("CA");
  old.next_update = "20250201000000Z";
  CrlRecipe old_listed = of("CA", {{5}});
  old_listed.next_update = "20250201000000Z";
  CrlRecipe for_ever = of("CA");
  for_ever.next_update.clear();
  CrlRecipe tampered = of("CA");
  tampered.flip = 1;
  const auto row = GENERATE_COPY(values<Row>({
      {"all good", Scope::WholeChain, {of("CA"), of("Root")}, {0, 0, 0}},
      {"root without data; the CA names nobody to ask",
       Scope::WholeChain,
       {},
       {kUnknown, kNobodyToAsk, 0}},
      {"root revoked by itself: all below unknown",
       Scope::WholeChain,
       {of("CA", {{5}}), of("Root", {{1}})},
       {kUnknown, kUnknown, kRevoked}},
      {"signer", Scope::ExcludeRoot, {of("CA", {{5}}), of("Root")}, {kRevoked, 0, 0}},
      {"issuer revoked: below unknown",
       Scope::ExcludeRoot,
       {of("CA"), of("Root", {{3}})},
       {kUnknown, kRevoked, 0}},
      {"issuer revoked: below unknown even if revoked",
       Scope::ExcludeRoot,
       {of("CA", {{5}}), of("Root", {{3}})},
       {kUnknown, kRevoked, 0}},
      {"issuer unknown: below judged normally",
       Scope::ExcludeRoot,
       {of("CA", {{5}})},
       {kRevoked, kNobodyToAsk, 0}},
      {"too old", Scope::ExcludeRoot, {old, of("Root")}, {kUnknown, 0, 0}},
      {"too old, but listed", Scope::ExcludeRoot, {old_listed, of("Root")}, {kRevoked, 0, 0}},
      {"without nextUpdate", Scope::ExcludeRoot, {for_ever, of("Root")}, {0, 0, 0}},
      {"tampered", Scope::ExcludeRoot, {tampered, of("Root")}, {kUnknown, 0, 0}},
      {"end certificate alone", Scope::EndCertificate, {of("CA")}, {0, 0, 0}},
  }));
  CAPTURE(row.name);
  const bool anchored = GENERATE(true, false);
  CAPTURE(anchored);
  Ask ask = plain();
  for (const CrlRecipe& recipe : row.crls) add(ask, recipe);
  // With the root unknown to the list, Windows still looks.
  if (!anchored) ask.message.push_back(std::exchange(ask.anchors, {}).front());
  const Ask::Answer built = ask.answer();
  auto trust = std::make_shared<pki::TrustAnchors>();
  trust->anchors = ask.anchors;
  const pki::Environment environment{trust, {Source::Message}, ask.at};
  pki::ChainWork work(ask.limits);
  revocation::EvidenceWork evidence_work(ask.limits);
  const std::vector<pki::CertificatePtr> no_intermediates;
  revocation::Evaluator evaluator({environment,
                                   ask.message,
                                   no_intermediates,
                                   {&ask.evidence},
                                   row.scope,
                                   ask.at,
                                   ask.limits,
                                   work,
                                   ask.now,
                                   evidence_work});
  CHECK(cryptoapi::revocation_errors(evaluator, built.path, revocation::Asked::Required) ==
        row.want);
  auto only_revoked = row.want;
  for (std::uint32_t& bits : only_revoked) bits &= kRevoked;
  CHECK(cryptoapi::revocation_errors(evaluator, built.path, revocation::Asked::WhereKnown) ==
        only_revoked);
}
