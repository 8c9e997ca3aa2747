#include "engine/judge/judge.h"

#include <catch2/catch.hpp>
#include <functional>

#include "tests/engine/judge/facts_by_hand.h"

using namespace smime;
using namespace smime::judge;
using namespace smime::test;

namespace {

using Change = std::function<void(MessageFacts&)>;

Change in_layer(Code code) {
  return [code](MessageFacts& facts) { facts.layers[0].findings.add(code, "part/TEXT"); };
}
Change in_signer(Code code) {
  return [code](MessageFacts& facts) {
    facts.layers[0].signers[0].findings.add(code, "part/TEXT/signer/0");
  };
}
/// In the client's first chain.
Change in_chain(Code code) {
  return [code](MessageFacts& facts) {
    facts.layers[0].signers[0].chains.at(1).findings.add(code, "part/TEXT/signer/0/chain/1");
  };
}

void no_signers(MessageFacts& facts, std::int64_t certificates) {
  facts.layers[0].signers.clear();
  facts.layers[0].findings.add(
      {Code::NoSignerInfos, "part/TEXT", {{"certificates", certificates}}});
}

struct Row {
  const char* condition;
  const char* words;  // of owa, outlook_win, outlook_mobile, ios_mail, eas
  Change change;      // nothing: no finding leads here yet; the client file alone is held
};

const std::vector<const char*> kClients = {"owa", "outlook_win", "outlook_mobile", "ios_mail",
                                           "eas"};

ClientWord word(char letter) {
  switch (letter) {
    case 'V':
      return ClientWord::Valid;
    case 'W':
      return ClientWord::Warning;
    case 'I':
      return ClientWord::Invalid;
    case '-':
      return ClientWord::NotShown;
    case 'n':
      return ClientWord::NotApplicable;
    default:
      return ClientWord::Unknown;
  }
}

// The words are those of the published client matrix: V valid, W warning, I invalid, - not shown,
// n not applicable, ? unknown.
const std::vector<Row> kRows = {
    {"valid", "VVVVV", [](MessageFacts&) {}},
    {"anchors_not_configured", "IIIWI", in_chain(Code::ChainNoAnchors)},
    {"untrusted_root", "IIIWI", in_chain(Code::ChainUntrustedRoot)},
    {"self_signed_signer", "IIIWI", in_chain(Code::ChainSelfSigned)},
    {"missing_intermediate", "IIIWI", in_chain(Code::ChainIssuerMissing)},
    {"signer_cert_not_included", "II?I?",
     [](MessageFacts& facts) {
       facts.layers[0].signers[0].chains.clear();
       facts.layers[0].signers[0].certificate.reset();
       in_signer(Code::SignerCertificateMissing)(facts);
     }},
    {"expired_signer_now", "IIIVI", in_chain(Code::SignerExpired)},
    {"expired_at_signing", "IIIWI",
     [](MessageFacts& facts) {
       in_chain(Code::SignerExpired)(facts);
       in_signer(Code::SigningOutsideValidity)(facts);
     }},
    {"not_yet_valid", "IIIWI", in_chain(Code::SignerNotYetValid)},
    {"expired_ca", "IIIWI", in_chain(Code::CaExpired)},
    {"revoked_signer", "IIIWI", in_chain(Code::RevokedSigner)},
    {"revoked_ca", "IIIWI", in_chain(Code::RevokedCa)},
    {"crl_unavailable", "IWIVI", in_chain(Code::RevocationUnavailable)},
    {"crl_expired", "IWIVI", in_chain(Code::RevocationStale)},
    {"no_revocation_info", "IWIVI", in_chain(Code::RevocationNoInformation)},
    {"wrong_eku", "IIIWI", in_chain(Code::ExtendedKeyUsageWrong)},
    {"no_eku", "VVVVV", in_chain(Code::ExtendedKeyUsageAbsent)},
    {"ku_without_ds", "IIIWI", in_chain(Code::KeyUsageWrong)},
    {"ku_nr_only", "V??WV", in_chain(Code::KeyUsageNonRepudiationOnly)},
    {"address_mismatch", "WV?WI", in_signer(Code::FromMismatch)},
    {"cert_without_address", "I??WI", in_signer(Code::CertificateWithoutAddress)},
    {"validity_too_long", "VVVWV", in_chain(Code::ValidityLong)},
    {"digest_mismatch", "IIIIn", in_signer(Code::DigestMismatch)},
    {"bad_signature_value", "IIIIn", in_signer(Code::SignatureMismatch)},
    {"unsupported_algorithm", "?I?In", in_signer(Code::AlgorithmUnsupported)},
    {"weak_hash_message", "?V??n", in_signer(Code::DigestWeak)},
    {"weak_hash_chain", "???W?", in_chain(Code::ChainHashWeak)},
    {"weak_key", "???W?", in_chain(Code::ChainKeyWeak)},
    {"malformed_cms", "?I?II",
     [](MessageFacts& facts) {
       facts.layers[0].signers.clear();
       facts.layers[0].type = LayerType::Unreadable;
       in_layer(Code::CmsMalformed)(facts);
     }},
    {"no_signer_infos", "?V?-n", [](MessageFacts& facts) { no_signers(facts, 2); }},
    {"no_signer_infos_no_certs", "?I?-n", [](MessageFacts& facts) { no_signers(facts, 0); }},
    {"multiple_signers_mixed", "???In",
     [](MessageFacts& facts) {
       facts.layers[0].signers.push_back(facts.layers[0].signers[0]);
       in_signer(Code::DigestMismatch)(facts);
     }},
    {"nested_signature", "--??n",
     [](MessageFacts& facts) { facts.layers[0].coverage = Coverage::Partial; }},
    {"econtent_confusion", "???Vn", in_layer(Code::ContentConflict)},
    {"opaque_signed", "VV?Vn",
     [](MessageFacts& facts) { facts.layers[0].kind = LayerKind::Opaque; }},
    {"encrypted_and_signed", "VVVVn",
     [](MessageFacts& facts) {
       facts.layers.insert(facts.layers.begin(), LayerFacts{});
       facts.layers[0].type = LayerType::Encrypted;
       facts.layers[1].parent = 0;
       facts.deciding_layer = 1;
     }},
    {"signing_time_far", "VV?Vn", in_signer(Code::SigningTimeFarFromDate)},
    {"from_missing", "???In", in_signer(Code::FromMissing)},
    {"chain_broken", "IIIWI", in_chain(Code::ChainSignature)},
};

}  // namespace

TEST_CASE("each condition gives each client's word", "[judge]") {
  std::size_t judged = 0;
  for (const Row& row : kRows) {
    for (std::size_t i = 0; i < kClients.size(); ++i) {
      const ClientPolicy& client = builtin(kClients[i]);
      CAPTURE(row.condition, client.id);
      const auto condition = client.conditions.find(row.condition);
      REQUIRE(condition != client.conditions.end());
      CHECK(condition->second.word == word(row.words[i]));
      ++judged;
      // Apple's rule holds under its own roots only, and facts do not say which those are.
      const bool not_seen =
          client.id == "ios_mail" && (row.condition == std::string("validity_too_long") ||
                                      row.condition == std::string("expired_signer_now"));
      if (!row.change || not_seen) continue;
      MessageFacts facts = good_message(client);
      row.change(facts);
      const Verdict verdict = judge::judge(facts, client);
      CHECK(verdict.client == client.id);
      CHECK(wire_name(verdict.word) == wire_name(word(row.words[i])));
      // ActiveSync is asked for each signer's certificate alone, so it never sees a mixture.
      if (client.id == "eas" && row.condition == std::string("multiple_signers_mixed")) continue;
      CHECK(verdict.condition == row.condition);
      CHECK(verdict.text == condition->second.text);
      CHECK(verdict.codes == condition->second.codes);
      CHECK(verdict.source == condition->second.source);
    }
  }
  CHECK(judged == 39 * 5);
}

TEST_CASE("an expired signer is judged at the time of the environment", "[judge]") {
  const ClientPolicy& ios = builtin("ios_mail");
  MessageFacts facts = good_message(ios);
  CHECK(judge::judge(facts, ios).condition == "valid");  // good when signed: no finding there
  in_chain(Code::SignerExpired)(facts);
  const Verdict verdict = judge::judge(facts, ios);
  CHECK(verdict.condition == "expired_at_signing");
  CHECK(verdict.word == ClientWord::Warning);
  CHECK(verdict.reason == "time.signer_expired");

  const ClientPolicy& owa = builtin("owa");
  facts = good_message(owa);
  in_chain(Code::SignerExpired)(facts);
  CHECK(judge::judge(facts, owa).condition == "expired_signer_now");
  in_signer(Code::SigningOutsideValidity)(facts);
  CHECK(judge::judge(facts, owa).condition == "expired_at_signing");
}

TEST_CASE("a notice is no reason for a client to say valid", "[judge]") {
  struct Case {
    const char *name, *client;
    std::vector<Code> signer, chain;
    ClientWord word;
    const char* reason;
  };
  const std::vector<Case> cases = {
      {"no fault", "owa", {}, {}, ClientWord::Valid, ""},
      {"a notice alone", "owa", {}, {Code::ValidityLong}, ClientWord::Valid, ""},
      {"an error that the client does not mind",
       "outlook_win",
       {Code::FromMismatch},
       {},
       ClientWord::Valid,
       "identity.from_mismatch"},
      {"the error beside a notice",
       "outlook_win",
       {Code::FromMismatch},
       {Code::ValidityLong},
       ClientWord::Valid,
       "identity.from_mismatch"},
      {"a notice that makes it warn",
       "ios_mail",
       {Code::SigningTimeFarFromDate},
       {Code::KeyUsageNonRepudiationOnly},
       ClientWord::Warning,
       "usage.non_repudiation_only"},
  };
  for (const Case& each : cases) {
    const ClientPolicy& client = builtin(each.client);
    MessageFacts facts = good_message(client);
    for (const Code code : each.signer) in_signer(code)(facts);
    for (const Code code : each.chain) in_chain(code)(facts);
    CAPTURE(each.name);
    const Verdict verdict = judge::judge(facts, client);
    CHECK(wire_name(verdict.word) == wire_name(each.word));
    CHECK(verdict.reason == each.reason);
    CHECK(verdict.name == client.name);
    CHECK(verdict.note == client.conditions.at(verdict.condition).note);
  }
}

TEST_CASE("of several conditions the severest wins, then the first of the findings list",
          "[judge]") {
  ClientPolicy client = builtin("owa");
  const auto set = [&](const char* finding, const char* condition, ClientWord severity) {
    client.findings[finding] = {FindingRule{condition, {}, {}, {}, {}, false}};
    client.conditions[condition].word = severity;
  };
  set("cms.digest_mismatch", "a", ClientWord::Invalid);
  set("cms.signature_mismatch", "b", ClientWord::NotShown);
  set("algorithm.unsupported", "c", ClientWord::Unknown);
  set("algorithm.digest_weak", "d", ClientWord::Warning);
  set("algorithm.key_weak", "e", ClientWord::Valid);
  set("identity.from_mismatch", "f", ClientWord::NotApplicable);
  struct Case {
    std::vector<Code> found;
    std::string condition;
  };
  const std::vector<Case> cases = {
      {{}, "valid"},
      {{Code::FromMismatch}, "f"},
      {{Code::FromMismatch, Code::KeyWeak}, "e"},
      {{Code::KeyWeak, Code::DigestWeak}, "d"},
      {{Code::DigestWeak, Code::AlgorithmUnsupported}, "c"},
      {{Code::AlgorithmUnsupported, Code::SignatureMismatch}, "b"},
      {{Code::FromMismatch, Code::KeyWeak, Code::DigestWeak, Code::AlgorithmUnsupported,
        Code::SignatureMismatch, Code::DigestMismatch},
       "a"},
  };
  for (const Case& each : cases) {
    MessageFacts facts = good_message(client);
    for (const Code code : each.found) in_signer(code)(facts);
    CAPTURE(each.condition);
    CHECK(judge::judge(facts, client).condition == each.condition);
  }
  // Both are invalid for OWA: the order of finding_codes.def decides, not the order of finding.
  const ClientPolicy& owa = builtin("owa");
  MessageFacts facts = good_message(owa);
  in_signer(Code::SignatureMismatch)(facts);
  in_signer(Code::DigestMismatch)(facts);
  const Verdict verdict = judge::judge(facts, owa);
  CHECK(verdict.reason == "cms.digest_mismatch");
  CHECK(verdict.cure == std::vector<std::string>{std::string(info(Code::DigestMismatch).cure),
                                                 std::string(info(Code::SignatureMismatch).cure)});
}

TEST_CASE("what is not known is unknown, never valid", "[judge]") {
  struct Case {
    const char* name;
    Change change;
    ClientWord eas = ClientWord::Unknown;
  };
  const std::vector<Case> cases = {
      {"a broken rule that no statement on clients was found for", in_layer(Code::CmsVersion),
       ClientWord::NotApplicable},
      {"a limit in the layer", in_layer(Code::LimitReached)},
      {"a limit in the chain", in_chain(Code::LimitReached)},
      {"a limit outside that decided the word",
       [](MessageFacts& facts) {
         facts.findings.add(Code::LimitReached, "message");
         facts.word = Word::Unknown;
       }},
      {"the signature was not verified and nothing says why",
       [](MessageFacts& facts) { facts.layers[0].signers[0].signature_valid.reset(); }},
      {"the content is not intact and nothing says why",
       [](MessageFacts& facts) { facts.layers[0].signers[0].content_intact = false; }},
      {"no chain of this client",
       [](MessageFacts& facts) { facts.layers[0].signers[0].chains.resize(1); }},
      {"the layer is unreadable and nothing says why",
       [](MessageFacts& facts) {
         facts.layers[0].signers.clear();
         facts.layers[0].type = LayerType::Unreadable;
       }},
      {"encrypted",
       [](MessageFacts& facts) {
         facts.layers[0].signers.clear();
         facts.layers[0].type = LayerType::Encrypted;
       }},
  };
  for (const Case& each : cases) {
    for (const char* id : kClients) {
      const ClientPolicy& client = builtin(id);
      CAPTURE(each.name, id);
      MessageFacts facts = good_message(client);
      each.change(facts);
      const ClientWord want = client.id == "eas" ? each.eas : ClientWord::Unknown;
      CHECK(judge::judge(facts, client).word == want);
    }
  }
}

TEST_CASE("a message without signature is nothing to judge", "[judge]") {
  for (const char* id : kClients) {
    const ClientPolicy& client = builtin(id);
    CAPTURE(id);
    CHECK(judge::judge(MessageFacts{}, client).word == ClientWord::NotApplicable);
    MessageFacts facts = good_message(client);
    facts.layers[0].signers.clear();
    facts.layers[0].kind = LayerKind::Opaque;
    facts.layers[0].type = LayerType::CertsOnly;
    facts.layers[0].findings.add(Code::CertsOnly, "part/TEXT");
    const Verdict verdict = judge::judge(facts, client);
    CHECK(verdict.word == ClientWord::NotApplicable);
    CHECK(verdict.reason == "structure.certs_only");
  }
  // A limit elsewhere that did not decide the word does not decide for the clients either.
  MessageFacts facts = good_message(builtin("owa"));
  facts.findings.add(Code::LimitReached, "message");
  facts.word = Word::Valid;
  CHECK(judge::judge(facts, builtin("owa")).word == ClientWord::Valid);
}

TEST_CASE("only the client's own chains count, and all of them", "[judge]") {
  const ClientPolicy& owa = builtin("owa");
  MessageFacts facts = good_message(owa);
  auto& chains = facts.layers[0].signers[0].chains;
  REQUIRE(chains.size() == 3);
  chains[0].findings.add(Code::ChainUntrustedRoot, "strict's");
  CHECK(judge::judge(facts, owa).word == ClientWord::Valid);
  CHECK(judge::judge(facts, owa).chains == std::vector<std::uint32_t>{1, 2});
  chains[2].findings.add(Code::ChainUntrustedRoot, "the user's machine");
  CHECK(judge::judge(facts, owa).word == ClientWord::Invalid);
}

TEST_CASE("what was assumed is said", "[judge]") {
  const ClientPolicy& owa = builtin("owa");
  MessageFacts facts = good_message(owa);
  CHECK(judge::judge(facts, owa).assumes.empty());
  auto& chains = facts.layers[0].signers[0].chains;
  chains[1].revocation = Revocation::NotChecked;
  CHECK(judge::judge(facts, owa).assumes == std::vector<std::string>{"revocation"});
  // Asked about, but without a path there is nobody to ask: nothing is assumed.
  chains[1].revocation_asked = true;
  CHECK(judge::judge(facts, owa).assumes.empty());
  chains[1].revocation_asked = false;
  chains[2].assumed_by = {"outlook_win", "owa"};
  CHECK(judge::judge(facts, owa).assumes == std::vector<std::string>{"trust", "revocation"});
  ClientPolicy careless = owa;
  careless.checks_revocation = false;
  CHECK(judge::judge(facts, careless).assumes == std::vector<std::string>{"trust"});
}

TEST_CASE("a client that looks at the first signer only does not see the second", "[judge]") {
  ClientPolicy client = builtin("ios_mail");
  MessageFacts facts = good_message(client);
  facts.layers[0].signers.push_back(good_signer(client));
  facts.layers[0].signers[1].findings.add(Code::SignatureMismatch, "part/TEXT/signer/1");
  const Verdict both = judge::judge(facts, client);
  CHECK(both.condition == "multiple_signers_mixed");
  CHECK(both.reason == "cms.signature_mismatch");
  facts.layers[0].signers[0].findings.add(Code::DigestMismatch, "part/TEXT/signer/0");
  CHECK(judge::judge(facts, client).condition == "digest_mismatch");  // none is good
  facts.layers[0].signers[0].findings = {};
  client.looks_at_first_signer_only = true;
  CHECK(judge::judge(facts, client).condition == "valid");
}

TEST_CASE("ActiveSync judges certificates alone", "[judge]") {
  const ClientPolicy& eas = builtin("eas");
  MessageFacts facts = good_message(eas);
  in_signer(Code::DigestMismatch)(facts);
  CHECK(judge::judge(facts, eas).word == ClientWord::NotApplicable);
  in_chain(Code::ChainUntrustedRoot)(facts);
  const Verdict verdict = judge::judge(facts, eas);
  CHECK(verdict.word == ClientWord::Invalid);
  CHECK(verdict.codes == std::vector<std::string>{"ValidateCert Status 4"});
}
