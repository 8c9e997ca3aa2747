#include "engine/revocation/evaluate.h"

#include <catch2/catch.hpp>

#include "tests/engine/revocation/alice.h"

namespace {
using namespace smime;
using namespace smime::test;

std::string text(const std::optional<Time>& time) { return time ? to_rfc3339(*time) : "-"; }

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

TEST_CASE("a certificate is good, revoked, or not known to be either") {
  struct Row {
    const char* name;
    std::vector<CrlRecipe> crls;
    const char* want;
  };
  const auto crl = [](Entries entries, std::string this_update, std::string next_update) {
    CrlRecipe recipe = crl_of("CA", std::move(entries));
    recipe.this_update = std::move(this_update);
    recipe.next_update = std::move(next_update);
    return recipe;
  };
  const auto with = [](CrlRecipe recipe, std::vector<std::string> more) {
    recipe.extensions.insert(recipe.extensions.end(), more.begin(), more.end());
    return recipe;
  };
  CrlRecipe tampered = crl_of("CA");
  tampered.flip = 1;
  CrlRecipe other_key = crl_of("CA");
  other_key.key = "Somebody";
  CrlRecipe version1 = crl_of("CA");
  version1.version1 = true;
  const std::string old = "20240101000000Z";
  const std::string older = "20230101000000Z";
  const std::string july = "20250702000000Z";
  const std::string next_year = "20260101000000Z";
  const auto row = GENERATE_COPY(values<Row>({
      {"no CRL of the CA", {}, "unavailable: no CRL at hand is of its issuer, CN=CA"},
      {"not listed", {crl_of("CA", {{6}})}, "good"},
      {"listed", {crl_of("CA", {{5}})}, "revoked"},
      {"listed, on hold", {crl_of("CA", {{5, old, {reason(6)}}})}, "revoked"},
      {"listed with a later date", {crl({{5, "20250701000000Z"}}, july, next_year)}, "good"},
      {"listed from this second on", {crl({{5, "20250615150640Z"}}, july, next_year)}, "revoked"},
      {"listed from the next second on", {crl({{5, "20250615150641Z"}}, july, next_year)}, "good"},
      {"listed with a date later than the CRL",
       {crl_of("CA", {{5, "20250701000000Z"}})},
       "revoked"},
      {"version 1", {version1}, "good"},
      {"too old", {crl({}, older, old)}, "stale"},
      {"too old, and listed", {crl({{5, older}}, older, old)}, "revoked"},
      {"without nextUpdate", {crl({}, older, "")}, "good"},
      {"the old one lists it, the new one does not: released",
       {crl({{5, old, {reason(6)}}}, old, "20260101000000Z"), crl_of("CA")},
       "good"},
      {"the new one lists it", {crl({}, old, "20260101000000Z"), crl_of("CA", {{5}})}, "revoked"},
      {"tampered",
       {tampered},
       "unavailable: the signature of the data does not verify: it is damaged, or not of this CA"},
      {"another key",
       {other_key},
       "unavailable: the signature of the data does not verify: it is damaged, or not of this CA"},
      {"tampered, and a good one", {tampered, crl({}, old, "20260101000000Z")}, "good"},
      {"another issuer", {crl_of("Other")}, "unavailable: no CRL at hand is of its issuer, CN=CA"},
      {"critical extension",
       {with(crl_of("CA"), {"1.2.3=critical,DER:0500"})},
       "unavailable: the CRL has an unknown critical extension"},
      {"critical entry extension, of another entry",
       {crl_of("CA", {{6, old, {"1.2.3=critical,DER:0500"}}})},
       "unavailable: the CRL has an unknown critical extension"},
      {"for user certificates",
       {with(crl_of("CA"), {"2.5.29.28=critical,DER:30038101ff"})},
       "good"},
      {"for CA certificates",
       {with(crl_of("CA"), {"2.5.29.28=critical,DER:30038201ff"})},
       "unavailable: a CRL of its issuer is for other certificates or distribution points"},
      {"for attribute certificates",
       {with(crl_of("CA"), {"2.5.29.28=critical,DER:30038501ff"})},
       "unavailable: a CRL of its issuer is for other certificates or distribution points"},
      {"for its distribution point",
       {with(crl_of("CA"),
             {"issuingDistributionPoint=critical,fullname:URI:http://example.com/a.crl"})},
       "good"},
      {"for another distribution point",
       {with(crl_of("CA"),
             {"issuingDistributionPoint=critical,fullname:URI:http://example.com/b.crl"})},
       "unavailable: a CRL of its issuer is for other certificates or distribution points"},
      {"for some reasons",
       {with(crl_of("CA"), {"issuingDistributionPoint=critical,onlysomereasons:keyCompromise"})},
       "unavailable: the data does not cover every reason"},
      {"for some reasons, and listed",
       {with(crl_of("CA", {{5}}),
             {"issuingDistributionPoint=critical,onlysomereasons:keyCompromise"})},
       "revoked"},
      {"for all reasons, in two",
       {with(crl_of("CA"), {"issuingDistributionPoint=critical,onlysomereasons:keyCompromise"}),
        with(crl_of("CA"), {"2.5.29.28=critical,DER:30058303073f80"})},
       "good"},
  }));
  CAPTURE(row.name);
  Ask ask = ask_about_alice();
  for (const CrlRecipe& recipe : row.crls) give(ask, recipe);
  CHECK(state_of_alice(ask) == row.want);
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
  CrlRecipe later = crl_of("CA", {{5, "20250701000000Z"}});
  later.this_update = "20250702000000Z";
  const auto row = GENERATE_COPY(values<Row>({
      {"none",
       Scope::None,
       {crl_of("CA", {{5}})},
       {"not_checked", "not_checked", "not_checked"},
       Revocation::NotChecked,
       {},
       Word::Valid},
      {"end certificate",
       Scope::EndCertificate,
       {crl_of("CA")},
       {"good", "not_checked", "not_checked"},
       Revocation::Good,
       {},
       Word::Valid},
      {"all but the root",
       Scope::ExcludeRoot,
       {crl_of("CA"), crl_of("Root")},
       {"good", "good", "not_checked"},
       Revocation::Good,
       {},
       Word::Valid},
      {"the CA's missing",
       Scope::ExcludeRoot,
       {crl_of("CA")},
       {"good", "unavailable", "not_checked"},
       Revocation::Unavailable,
       {Code::RevocationUnavailable},
       Word::ValidWithNotes},
      {"signer revoked, the CA's missing",
       Scope::ExcludeRoot,
       {crl_of("CA", {{5}})},
       {"revoked", "unavailable", "not_checked"},
       Revocation::Revoked,
       {Code::RevokedSigner, Code::RevocationUnavailable},
       Word::Revoked},
      {"CA revoked",
       Scope::ExcludeRoot,
       {crl_of("CA"), crl_of("Root", {{3}})},
       {"good", "revoked", "not_checked"},
       Revocation::Revoked,
       {Code::RevokedCa},
       Word::Revoked},
      {"whole chain",
       Scope::WholeChain,
       {crl_of("CA"), crl_of("Root")},
       {"good", "good", "good"},
       Revocation::Good,
       {},
       Word::Valid},
      {"whole chain, root revoked by itself",
       Scope::WholeChain,
       {crl_of("CA"), crl_of("Root", {{1}})},
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
  Ask ask = ask_about_alice();
  ask.scope = row.scope;
  for (const CrlRecipe& recipe : row.crls) give(ask, recipe);
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
  Ask ask = ask_about_alice();
  ask.asked = revocation::Asked::WhereKnown;
  SECTION("no answer for one: not checked") {
    give(ask, crl_of("CA"));
    const auto answer = ask.answer();
    CHECK(answer.checked.revocation_state == Revocation::NotChecked);
    CHECK(answer.checked.word == Word::Valid);
    CHECK(state(answer.certificates[0]) == "good");
    CHECK(state(answer.certificates[1]) == "not_checked");
    CHECK(answer.checked.certificates[1].empty());
  }
  SECTION("all good") {
    give(ask, crl_of("CA"));
    give(ask, crl_of("Root"));
    CHECK(ask.answer().checked.revocation_state == Revocation::Good);
  }
  SECTION("revoked") {
    give(ask, crl_of("CA", {{5}}));
    const auto answer = ask.answer();
    CHECK(answer.checked.revocation_state == Revocation::Revoked);
    CHECK(answer.checked.certificates[0].has(Code::RevokedSigner));
    CHECK(answer.checked.certificates[1].empty());
  }
}

TEST_CASE("nothing is asked of a path that ends in no anchor") {
  Ask ask = ask_about_alice();
  ask.anchors.clear();
  give(ask, crl_of("CA", {{5}}));
  const auto answer = ask.answer();
  CHECK(answer.checked.revocation_state == Revocation::NotChecked);
  CHECK(answer.checked.certificates[0].empty());
}

TEST_CASE("the facts say when, why and by which data") {
  Ask ask = ask_about_alice();
  CrlRecipe crl = crl_of(
      "CA",
      {{5, "20240301000000Z", {reason(1), "2.5.29.24=DER:180f32303234303232303030303030305a"}}});
  give(ask, crl);
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

TEST_CASE("an address that did not answer is named, until it does") {
  Ask ask = ask_about_alice();
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
  CrlRecipe other_key = crl_of("CA");
  other_key.key = "Somebody";
  give(ask, other_key);
  CHECK(why_of(ask, Code::RevocationUnavailable) ==
        "reason=the signature of the data does not verify: it is damaged, or not of this CA" +
            about);
}
