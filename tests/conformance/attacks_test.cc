// Published attack messages and one-fault messages: what a correct verifier must say of each.
//
// The words of the tables in terms of `strict`'s word:
//   VALID, VALID_FAST (within two seconds)       valid or valid_with_notes
//   VALID_WITH_NOTE                              valid_with_notes
//   SIGNER_MISMATCH, MISMATCH, NO_FROM, MATCH_SENDER_ONLY, MALFORMED_FROM
//                                                signer_mismatch, with an identity.* finding
//   NO_CERT, LIMIT → unknown; ENCRYPTED_NOT_SIGNED → encrypted; the other words are the same
//   INVALID in the class "cert"                  also wrong_usage or untrusted
//   A|B and A_OR_B                               either
//   A_OR_POLICY                                  A, or the word that tests/conformance/policies.tsv
//   pins with
//                                                the document that says why
#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>

#include "base/text.h"
#include "tests/conformance/suite.h"
#include "tests/support/case_file.h"

using namespace smime;
using namespace smime::test;

namespace {

bool has_identity_finding(const MessageFacts& facts) {
  const auto found = findings_of(facts);
  return std::any_of(found.begin(), found.end(), [](const Finding& finding) {
    return info(finding.code).wire.starts_with("identity.");
  });
}

bool fits(const std::string& wanted, const std::string& group, const MessageFacts& facts,
          double seconds) {
  const Word word = facts.word;
  if (wanted == "VALID") return word == Word::Valid || word == Word::ValidWithNotes;
  if (wanted == "VALID_FAST") return fits("VALID", group, facts, seconds) && seconds < 2;
  if (wanted == "VALID_WITH_NOTE") return word == Word::ValidWithNotes;
  if (wanted == "NO_CERT" || wanted == "LIMIT") return word == Word::Unknown;
  if (wanted == "ENCRYPTED_NOT_SIGNED") return word == Word::Encrypted;
  for (const auto* mismatch :
       {"SIGNER_MISMATCH", "MISMATCH", "NO_FROM", "MATCH_SENDER_ONLY", "MALFORMED_FROM"}) {
    if (wanted == mismatch) return word == Word::SignerMismatch && has_identity_finding(facts);
  }
  if (wanted == "INVALID" && group == "cert" &&
      (word == Word::WrongUsage || word == Word::Untrusted))
    return true;
  return ascii_lower(wanted) == wire_name(word);
}

/// The word that a written policy pins for a row, or nothing.
std::optional<Word> pinned(const std::string& suite, const std::string& row) {
  static const Table table(std::filesystem::path(SMIME_SOURCE_DIR) /
                           "tests/conformance/policies.tsv");
  for (const auto& one : table.rows()) {
    if (table.at(one, "suite") == suite && table.at(one, "row") == row)
      return word_from(table.at(one, "word"));
  }
  return std::nullopt;
}

/// Whose signature may be reported: among those that verify, nobody else.
bool names_only(const std::string& address, const MessageFacts& facts) {
  if (address.empty() || address == "-") return true;
  for (const auto& layer : facts.layers) {
    if (layer.part != "TEXT" || !signatures_verify(layer)) continue;
    const auto& addresses = layer.signers.front().certificate->addresses;
    return std::any_of(addresses.begin(), addresses.end(),
                       [&](const auto& one) { return ascii_iequal(one, address); });
  }
  return true;
}

struct Wanted {
  std::string suite, row, expected, group, signer;
};

Complaint check(const Wanted& wanted, const Inputs& inputs) {
  const auto begin = std::chrono::steady_clock::now();
  const MessageFacts facts = verify_file(inputs).facts;
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  for (const auto& alternative : split(wanted.expected, "|")) {
    for (const auto& word : split(alternative, "_OR_")) {
      const bool holds = word == "POLICY" ? pinned(wanted.suite, wanted.row) == facts.word
                                          : fits(word, wanted.group, facts, took.count());
      if (holds && names_only(wanted.signer, facts)) return {};
    }
  }
  return wanted.expected + ", but " + describe(facts) + ", " + std::to_string(took.count()) + " s";
}

}  // namespace

TEST_CASE("published attacks", "[conformance]") {
  const auto folder = suite_folder("attacks");
  if (!folder) return;
  Suite("attacks", *folder / "expected.tsv").run([&](const Table& table, const Table::Row& row) {
    const auto at = parse_rfc3339(table.at(row, "verify_at"));
    const std::string& anchor = table.at(row, "trust_anchor");
    std::vector<std::filesystem::path> lists;
    if (!anchor.empty() && anchor != "-") lists.push_back(*folder / anchor);
    return check({"attacks", table.at(row, "file"), table.at(row, "expected"),
                  table.at(row, "class"), table.at(row, "signer_to_report")},
                 {.message = *folder / table.at(row, "file"),
                  .trust = read_anchors(lists),
                  .at = at.value()});
  });
}

TEST_CASE("messages with one fault each", "[conformance]") {
  const auto folder = suite_folder("attacks");
  if (!folder) return;
  const auto trust = read_anchors({*folder / "synth/root.crt"});
  const Time at = *parse_rfc3339("2024-06-02T00:00:00Z");
  Suite("attacks-synth", *folder / "synth/expected.tsv")
      .run([&](const Table& table, const Table::Row& row) {
        return check(
            {"attacks-synth", table.at(row, "file"), table.at(row, "expected"),
             table.at(row, "class"), ""},
            {.message = *folder / "synth" / table.at(row, "file"), .trust = trust, .at = at});
      });
}
