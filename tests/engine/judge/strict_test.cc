#include <catch2/catch.hpp>
#include <functional>

#include "tests/engine/judge/facts_by_hand.h"

using namespace smime;
using namespace smime::judge;
using namespace smime::test;

namespace {

struct Row {
  const char* name;
  std::function<void(MessageFacts&)> change;
  Word message;
  Word layer;        // of layer 0
  int deciding = 0;  // -1: none
};

SignerFacts& signer(MessageFacts& facts) { return facts.layers[0].signers[0]; }
LayerFacts& layer(MessageFacts& facts) { return facts.layers[0]; }
void chain(MessageFacts& facts, Code code) { signer(facts).chains[0].findings.add(code, "chain"); }
void sign(MessageFacts& facts, Code code) { signer(facts).findings.add(code, "signer"); }

LayerFacts another(Coverage coverage, Code code = Code::CmsNotDer) {
  LayerFacts more = good_layer(builtin("strict"));
  more.coverage = coverage;
  more.inside_message = coverage == Coverage::AttachedMessage;
  more.signers[0].findings.add(code, "signer");
  return more;
}
void limit(MessageFacts& facts, const char* name) {
  facts.findings.add({Code::LimitReached, "message", {{"limit", std::string(name)}}});
}
void second_signer(MessageFacts& facts, Code code, AddressMatch match) {
  SignerFacts second = good_signer(builtin("strict"));
  second.findings.add(code, "signer/1");
  second.address = match;
  layer(facts).signers.push_back(second);
  layer(facts).findings.add(Code::SeveralSigners, "layer");
}

using F = MessageFacts&;
const std::vector<Row> kRows = {
    {"good", [](F) {}, Word::Valid, Word::Valid},
    {"a warning", [](F f) { sign(f, Code::SignedAttributesOrder); }, Word::ValidWithNotes,
     Word::ValidWithNotes},
    // unknown
    {"limit in the layer", [](F f) { layer(f).findings.add(Code::LimitReached, "layer"); },
     Word::Unknown, Word::Unknown},
    {"limit in the chain", [](F f) { chain(f, Code::LimitReached); }, Word::Unknown, Word::Unknown},
    {"unsupported algorithm",
     [](F f) {
       signer(f).signature_valid.reset();
       sign(f, Code::AlgorithmUnsupported);
     },
     Word::Unknown, Word::Unknown},
    {"unsupported algorithm comes before a changed content",
     [](F f) {
       signer(f).signature_valid.reset();
       signer(f).content_intact = false;
       sign(f, Code::AlgorithmUnsupported);
       sign(f, Code::DigestMismatch);
     },
     Word::Unknown, Word::Unknown},
    {"signer certificate not to be had",
     [](F f) {
       signer(f).certificate.reset();
       signer(f).signature_valid.reset();
       signer(f).chains.clear();
       sign(f, Code::SignerCertificateMissing);
     },
     Word::Unknown, Word::Unknown},
    {"no chain was evaluated", [](F f) { signer(f).chains.clear(); }, Word::Unknown, Word::Unknown},
    {"not verified, and nothing says why", [](F f) { signer(f).signature_valid.reset(); },
     Word::Unknown, Word::Unknown},
    {"internal error", [](F f) { f.findings.add(Code::InternalError, "message"); }, Word::Unknown,
     Word::Valid},
    // limits elsewhere
    {"nesting beyond the limit inside what the root signs", [](F f) { limit(f, "mime_depth"); },
     Word::Valid, Word::Valid},
    {"parts beyond the limit inside what the root signs", [](F f) { limit(f, "entities"); },
     Word::Valid, Word::Valid},
    {"a limit that may hide the sender", [](F f) { limit(f, "mailboxes"); }, Word::Unknown,
     Word::Valid},
    {"nesting beyond the limit where signatures may stand",
     [](F f) {
       layer(f).coverage = Coverage::Partial;
       limit(f, "mime_depth");
     },
     Word::Unknown, Word::Valid},
    {"a limit where nothing was found",
     [](F f) {
       f.layers.clear();
       limit(f, "mime_depth");
     },
     Word::Unknown, Word::Unknown, -1},
    // encrypted
    {"the root is encrypted",
     [](F f) {
       layer(f).type = LayerType::Encrypted;
       layer(f).signers.clear();
     },
     Word::Encrypted, Word::Encrypted},
    {"encrypted comes before a broken header",
     [](F f) {
       layer(f).type = LayerType::Encrypted;
       layer(f).signers.clear();
       layer(f).findings.add(Code::MimeFieldRepeated, "layer");
     },
     Word::Encrypted, Word::Encrypted},
    {"an encrypted part is no signature",
     [](F f) {
       layer(f).type = LayerType::Encrypted;
       layer(f).signers.clear();
       layer(f).coverage = Coverage::Partial;
     },
     Word::NotSigned, Word::Encrypted, -1},
    // invalid
    {"changed content",
     [](F f) {
       signer(f).content_intact = false;
       sign(f, Code::DigestMismatch);
     },
     Word::Invalid, Word::Invalid},
    {"wrong signature, and no chain was built",
     [](F f) {
       signer(f).signature_valid = false;
       signer(f).chains.clear();
     },
     Word::Invalid, Word::Invalid},
    {"changed content, and nothing says so", [](F f) { signer(f).content_intact = false; },
     Word::Invalid, Word::Invalid},
    {"malformed CMS",
     [](F f) {
       layer(f).type = LayerType::Unreadable;
       layer(f).signers.clear();
       layer(f).findings.add(Code::CmsMalformed, "layer");
     },
     Word::Invalid, Word::Invalid},
    {"a claim that led to nothing",
     [](F f) {
       layer(f).type = LayerType::Unreadable;
       layer(f).signers.clear();
     },
     Word::Invalid, Word::Invalid},
    {"ambiguous header", [](F f) { layer(f).findings.add(Code::MimeFieldRepeated, "layer"); },
     Word::Invalid, Word::Invalid},
    {"MD5", [](F f) { sign(f, Code::DigestBroken); }, Word::Invalid, Word::Invalid},
    {"a broken signature below the root",
     [](F f) {
       layer(f).coverage = Coverage::Partial;
       sign(f, Code::DigestMismatch);
     },
     Word::Invalid, Word::Invalid},
    {"one good and one broken signature below the root",
     [](F f) {
       layer(f).coverage = Coverage::Partial;
       f.layers.push_back(another(Coverage::Partial, Code::DigestMismatch));
     },
     Word::Invalid, Word::Valid, 1},
    // not signed
    {"nothing claims S/MIME", [](F f) { f.layers.clear(); }, Word::NotSigned, Word::Unknown, -1},
    {"findings outside every layer change nothing",
     [](F f) {
       f.layers.clear();
       f.findings.add(Code::MimeCloseMissing, "message");
     },
     Word::NotSigned, Word::Unknown, -1},
    {"no SignerInfo",
     [](F f) {
       layer(f).signers.clear();
       layer(f).findings.add(Code::NoSignerInfos, "layer");
     },
     Word::NotSigned, Word::NotSigned},
    {"no SignerInfo, and nothing says so", [](F f) { layer(f).signers.clear(); }, Word::NotSigned,
     Word::NotSigned},
    {"certificates only",
     [](F f) {
       layer(f).type = LayerType::CertsOnly;
       layer(f).signers.clear();
       layer(f).findings.add(Code::CertsOnly, "layer");
     },
     Word::NotSigned, Word::NotSigned},
    {"only a broken signature in an attached message",
     [](F f) { f.layers[0] = another(Coverage::AttachedMessage, Code::DigestMismatch); },
     Word::NotSigned, Word::Invalid},
    // partial
    {"a good signature below the root", [](F f) { layer(f).coverage = Coverage::Partial; },
     Word::Partial, Word::Valid},
    {"an untrusted signature below the root",
     [](F f) {
       layer(f).coverage = Coverage::Partial;
       layer(f).findings.add(Code::NestedSignature, "layer");
       chain(f, Code::ChainUntrustedRoot);
     },
     Word::Partial, Word::Untrusted},
    {"a good signature in an attached message",
     [](F f) { f.layers[0] = another(Coverage::AttachedMessage); }, Word::Partial, Word::Valid},
    {"one good and one broken signature in attached messages",
     [](F f) {
       f.layers[0] = another(Coverage::AttachedMessage, Code::DigestMismatch);
       f.layers.push_back(another(Coverage::AttachedMessage));
     },
     Word::Partial, Word::Invalid, 1},
    {"a signature below the root goes before one in an attached message",
     [](F f) {
       f.layers[0] = another(Coverage::AttachedMessage, Code::AlgorithmUnsupported);
       f.layers.push_back(another(Coverage::Partial));
     },
     Word::Partial, Word::Unknown, 1},
    {"certificates beside a signature below the root",
     [](F f) {
       layer(f).coverage = Coverage::Partial;
       layer(f).type = LayerType::CertsOnly;
       layer(f).signers.clear();
       f.layers.push_back(another(Coverage::Partial));
     },
     Word::Partial, Word::NotSigned, 1},
    // the chain
    {"no path to an anchor", [](F f) { chain(f, Code::ChainUntrustedRoot); }, Word::Untrusted,
     Word::Untrusted},
    {"no anchor reached, and nothing says why",
     [](F f) { signer(f).chains[0].reaches_anchor = false; }, Word::Untrusted, Word::Untrusted},
    {"expired", [](F f) { chain(f, Code::SignerExpired); }, Word::Expired, Word::Expired},
    {"not yet valid", [](F f) { chain(f, Code::SignerNotYetValid); }, Word::NotYetValid,
     Word::NotYetValid},
    {"wrong usage", [](F f) { chain(f, Code::ExtendedKeyUsageWrong); }, Word::WrongUsage,
     Word::WrongUsage},
    {"weak", [](F f) { sign(f, Code::DigestWeak); }, Word::Weak, Word::Weak},
    {"another signer", [](F f) { sign(f, Code::FromMismatch); }, Word::SignerMismatch,
     Word::SignerMismatch},
    {"untrusted comes before another signer",
     [](F f) {
       sign(f, Code::FromMismatch);
       chain(f, Code::ChainUntrustedRoot);
     },
     Word::Untrusted, Word::Untrusted},
    {"a chain that strict does not use",
     [](F f) {
       signer(f).chains.push_back(good_chain(1, "owa", "server"));
       signer(f).chains[1].findings.add(Code::ChainUntrustedRoot, "chain");
     },
     Word::Valid, Word::Valid},
    // several signers
    {"two good signers", [](F f) { second_signer(f, Code::CmsNotDer, AddressMatch::Matches); },
     Word::ValidWithNotes, Word::ValidWithNotes},
    {"the second does not verify",
     [](F f) { second_signer(f, Code::SignatureMismatch, AddressMatch::Mismatch); }, Word::Invalid,
     Word::Invalid},
    {"the second cannot be checked",
     [](F f) { second_signer(f, Code::AlgorithmUnsupported, AddressMatch::Mismatch); },
     Word::Unknown, Word::Unknown},
    {"the second is someone else",
     [](F f) { second_signer(f, Code::FromMismatch, AddressMatch::Mismatch); },
     Word::ValidWithNotes, Word::ValidWithNotes},
    {"the one that matches From decides",
     [](F f) {
       chain(f, Code::SignerExpired);
       second_signer(f, Code::FromMismatch, AddressMatch::Mismatch);
     },
     Word::Expired, Word::Expired},
    {"without a From the worst one decides",
     [](F f) {
       signer(f).address = AddressMatch::NotApplicable;
       second_signer(f, Code::CmsNotDer, AddressMatch::NotApplicable);
       layer(f).signers[1].chains[0].findings.add(Code::ChainIssuerMissing, "chain");
     },
     Word::Untrusted, Word::Untrusted},
    {"the content was not compared", [](F f) { signer(f).content_intact.reset(); }, Word::Unknown,
     Word::Unknown},
    {"none matches From",
     [](F f) {
       signer(f).address = AddressMatch::Mismatch;
       sign(f, Code::FromMismatch);
       second_signer(f, Code::FromMismatch, AddressMatch::Mismatch);
     },
     Word::SignerMismatch, Word::SignerMismatch},
    // inner layers
    {"the root decides over a broken layer inside it",
     [](F f) {
       f.layers.push_back(another(Coverage::Whole, Code::DigestMismatch));
       f.layers[1].parent = 0;
     },
     Word::Valid, Word::Valid},
    {"the root decides over a broken attached message",
     [](F f) { f.layers.push_back(another(Coverage::AttachedMessage, Code::DigestMismatch)); },
     Word::Valid, Word::Valid},
    {"compressed data is only a wrapping",
     [](F f) {
       layer(f).type = LayerType::Compressed;
       layer(f).signers.clear();
       f.layers.push_back(another(Coverage::Whole, Code::DigestWeak));
       f.layers[1].parent = 0;
     },
     Word::Weak, Word::NotSigned, 1},
};

}  // namespace

TEST_CASE("the word of strict", "[judge]") {
  for (const Row& row : kRows) {
    CAPTURE(row.name);
    MessageFacts facts = good_message(builtin("strict"));
    facts.deciding_layer.reset();
    row.change(facts);
    decide_words(facts);
    CHECK(wire_name(facts.word) == wire_name(row.message));
    if (!facts.layers.empty()) CHECK(wire_name(facts.layers[0].word) == wire_name(row.layer));
    CHECK((facts.deciding_layer ? static_cast<int>(*facts.deciding_layer) : -1) == row.deciding);
  }
}

TEST_CASE("the signer whose word it is is named", "[judge]") {
  struct Case {
    const char* name;
    Code first, second;  // on their chains
    AddressMatch first_match, second_match;
    std::uint32_t want;
  };
  constexpr auto kMatches = AddressMatch::Matches, kOther = AddressMatch::Mismatch,
                 kNone = AddressMatch::NotApplicable;
  const auto each = GENERATE(values<Case>({
      {"both good", Code::TrustRestricted, Code::TrustRestricted, kMatches, kMatches, 0},
      {"a stranger with the address first", Code::ChainIssuerMissing, Code::TrustRestricted,
       kMatches, kMatches, 1},
      {"a stranger first", Code::TrustRestricted, Code::SignerExpired, kOther, kMatches, 1},
      {"no From", Code::TrustRestricted, Code::ChainIssuerMissing, kNone, kNone, 1},
      {"no From, the stranger first", Code::ChainIssuerMissing, Code::TrustRestricted, kNone, kNone,
       0},
  }));
  CAPTURE(each.name);
  MessageFacts facts = good_message(builtin("strict"));
  second_signer(facts, Code::CmsNotDer, each.second_match);
  signer(facts).address = each.first_match;
  signer(facts).chains[0].findings.add(each.first, "chain");
  layer(facts).signers[1].chains[0].findings.add(each.second, "chain");
  decide_words(facts);
  CHECK(facts.deciding_signer == each.want);
}

TEST_CASE("trusted is the chain without algorithms and addresses", "[judge]") {
  struct Case {
    const char* name;
    std::function<void(SignerFacts&)> change;
    std::optional<bool> want;
  };
  const auto add = [](Code code) {
    return [code](SignerFacts& s) { s.chains[0].findings.add(code, "chain"); };
  };
  const std::vector<Case> cases = {
      {"good", [](SignerFacts&) {}, true},
      {"weak", add(Code::ChainHashWeak), true},
      {"MD5 in the chain", add(Code::ChainHashBroken), true},
      {"a warning", add(Code::TrustRestricted), true},
      {"expired", add(Code::SignerExpired), false},
      {"wrong usage", add(Code::KeyUsageWrong), false},
      {"untrusted", add(Code::ChainUntrustedRoot), false},
      {"no anchor reached", [](SignerFacts& s) { s.chains[0].reaches_anchor = false; }, false},
      {"limit", add(Code::LimitReached), std::nullopt},
      {"address", [](SignerFacts& s) { s.findings.add(Code::FromMismatch, "signer"); }, true},
      {"no chain", [](SignerFacts& s) { s.chains.clear(); }, std::nullopt},
      {"no certificate", [](SignerFacts& s) { s.certificate.reset(); }, std::nullopt},
  };
  for (const Case& each : cases) {
    CAPTURE(each.name);
    SignerFacts signer_facts = good_signer(builtin("strict"));
    each.change(signer_facts);
    CHECK(trusted(signer_facts) == each.want);
  }
}

TEST_CASE("what a limit kept unread may have been signed", "[judge]") {
  LayerFacts closed;
  closed.part = "2";
  closed.kind = LayerKind::Opaque;
  closed.type = LayerType::Compressed;
  closed.coverage = Coverage::Partial;
  MessageFacts facts;
  facts.layers.push_back(closed);
  decide_words(facts);
  CHECK(facts.word == Word::NotSigned);
  facts.layers[0].findings.add({Code::LimitReached, "part/2", {{"limit", "inflated_octets"}}});
  decide_words(facts);
  CHECK(facts.word == Word::Unknown);
}
