// Thunderbird's own S/MIME messages with what Thunderbird's own tests say of them (72 rows).
//
// How each outcome is read, where Thunderbird's policy and the standards are different matters:
//   signature good            the root layer's signatures verify, its chain is trusted under
//   TestCA.pem,
//                             and no digest is weak
//   signature bad, and the reason is
//     a mismatch or content   the message's word is `invalid`
//     SHA-1                   arithmetic as the column sig_with_sha1_allowed says, and the weak
//     digest is a
//                             finding; Thunderbird refuses SHA-1 by default
//     the Date field          the signature is good, and the distance to Date is a finding
//     nested signatures       Thunderbird lets inner statuses spoil the outer one; here each layer
//     is judged
//                             by itself, so every layer has to be reported
//   encrypted; …              nobody has the key: an encrypted layer is reported. Where it is the
//   root, the
//                             word is `encrypted`, whatever Thunderbird saw inside
//   renders … part 1.n        the message is `partial`, and the signed layer is that part
//   display tests             they test what is painted; here: the layers are seen, and nothing is
//   `valid`
#include <catch2/catch.hpp>

#include "tests/conformance/suite.h"

using namespace smime;
using namespace smime::test;

namespace {

bool says(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

bool never_valid(const MessageFacts& facts) {
  return facts.word != Word::Valid && facts.word != Word::ValidWithNotes;
}

bool encrypted_holds(const MessageFacts& facts) {
  const LayerFacts* root = root_layer(facts);
  if (root != nullptr && root->type == LayerType::Encrypted) return facts.word == Word::Encrypted;
  return any_layer(facts, LayerType::Encrypted);
}

bool bad_holds(const MessageFacts& facts, const std::string& reason,
               const std::string& sha1_allowed) {
  const LayerFacts* root = root_layer(facts);
  if (root == nullptr) return false;
  if (says(reason, "Date:"))
    return signatures_verify(*root) && has(facts, Code::SigningTimeFarFromDate);
  if (says(reason, "nested signatures")) return facts.layers.size() >= 2;
  if (says(reason, "SHA-1 signature") && sha1_allowed == "bad")  // nested as well
    return facts.layers.size() >= 2 && has(facts, Code::DigestWeak) && never_valid(facts);
  if (says(reason, "SHA-1 signature"))
    return signatures_verify(*root) && trusted(*root) && has(facts, Code::DigestWeak) &&
           never_valid(facts);
  return facts.word == Word::Invalid;
}

bool part_holds(const MessageFacts& facts, const std::string& outcome) {
  // "signed part is MIME part 1.2": Thunderbird counts the root as 1, IMAP does not.
  const std::string part = outcome.substr(outcome.rfind('.') + 1);
  for (const auto& layer : facts.layers) {
    if (layer.part == part && signatures_verify(layer)) return facts.word == Word::Partial;
  }
  return false;
}

Complaint check(const MessageFacts& facts, const std::string& outcome, const std::string& reason,
                const std::string& sha1_allowed) {
  const LayerFacts* root = root_layer(facts);
  bool holds = false;
  if (outcome == "signature good") {
    holds = root != nullptr && signatures_verify(*root) && trusted(*root) &&
            !has(facts, Code::DigestWeak);
  } else if (outcome == "signature bad") {
    holds = bad_holds(facts, reason, sha1_allowed);
  } else if (outcome.starts_with("encrypted")) {
    holds = encrypted_holds(facts);
  } else if (says(outcome, "MIME part 1.")) {
    holds = part_holds(facts, outcome);
  } else {
    holds = !facts.layers.empty() && never_valid(facts);
  }
  return holds ? "" : outcome + " (" + reason + "), but " + describe(facts);
}

}  // namespace

TEST_CASE("Thunderbird's S/MIME messages", "[conformance]") {
  const auto folder = suite_folder("thunderbird");
  if (!folder) return;
  const auto trust = read_anchors({*folder / "smime/TestCA.pem"});
  Suite("thunderbird", *folder / "expected.tsv")
      .run([&](const Table& table, const Table::Row& row) {
        // Valid from 2026-01-26 on.
        const Report report = verify_file(
            {.message = *folder / table.at(row, "file"), .trust = trust, .at = 1780272000});
        return check(report.facts, table.at(row, "outcome"), table.at(row, "reason"),
                     table.at(row, "sig_with_sha1_allowed"));
      });
}
