#include "engine/cryptoapi/revocation_errors.h"

#include <catch2/catch.hpp>

#include "tests/engine/revocation/alice.h"

namespace {
using namespace smime;
using namespace smime::test;

}  // namespace

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
  CrlRecipe old = crl_of("CA");
  old.next_update = "20250201000000Z";
  CrlRecipe old_listed = crl_of("CA", {{5}});
  old_listed.next_update = "20250201000000Z";
  CrlRecipe for_ever = crl_of("CA");
  for_ever.next_update.clear();
  CrlRecipe tampered = crl_of("CA");
  tampered.flip = 1;
  const auto row = GENERATE_COPY(values<Row>({
      {"all good", Scope::WholeChain, {crl_of("CA"), crl_of("Root")}, {0, 0, 0}},
      {"root without data; the CA names nobody to ask",
       Scope::WholeChain,
       {},
       {kUnknown, kNobodyToAsk, 0}},
      {"root revoked by itself: all below unknown",
       Scope::WholeChain,
       {crl_of("CA", {{5}}), crl_of("Root", {{1}})},
       {kUnknown, kUnknown, kRevoked}},
      {"signer", Scope::ExcludeRoot, {crl_of("CA", {{5}}), crl_of("Root")}, {kRevoked, 0, 0}},
      {"issuer revoked: below unknown",
       Scope::ExcludeRoot,
       {crl_of("CA"), crl_of("Root", {{3}})},
       {kUnknown, kRevoked, 0}},
      {"issuer revoked: below unknown even if revoked",
       Scope::ExcludeRoot,
       {crl_of("CA", {{5}}), crl_of("Root", {{3}})},
       {kUnknown, kRevoked, 0}},
      {"issuer unknown: below judged normally",
       Scope::ExcludeRoot,
       {crl_of("CA", {{5}})},
       {kRevoked, kNobodyToAsk, 0}},
      {"too old", Scope::ExcludeRoot, {old, crl_of("Root")}, {kUnknown, 0, 0}},
      {"too old, but listed", Scope::ExcludeRoot, {old_listed, crl_of("Root")}, {kRevoked, 0, 0}},
      {"without nextUpdate", Scope::ExcludeRoot, {for_ever, crl_of("Root")}, {0, 0, 0}},
      {"tampered", Scope::ExcludeRoot, {tampered, crl_of("Root")}, {kUnknown, 0, 0}},
      {"end certificate alone", Scope::EndCertificate, {crl_of("CA")}, {0, 0, 0}},
  }));
  CAPTURE(row.name);
  const bool anchored = GENERATE(true, false);
  CAPTURE(anchored);
  Ask ask = ask_about_alice();
  for (const CrlRecipe& recipe : row.crls) give(ask, recipe);
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
