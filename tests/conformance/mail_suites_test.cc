// Mails of notmuch (LAMPS samples), Nextcloud, and real mails under public CAs with real trust
// lists.
//
//   good or valid signature   the root layer's signatures verify and its chain is trusted; what
//   else the
//                             row says (address, SHA-1 fingerprint, times, clear or opaque) must be
//                             so
//   encrypted …               the word is `encrypted`: what is inside cannot be seen without the
//   key anything else             rows about other features of those programs: the word is
//   `not_signed`, and
//                             absent From and Date are read as absent. (The "malformed Date" has a
//                             comment after its zone, which RFC 5322 3.3 allows, so it is read.)
#include <catch2/catch.hpp>

#include "base/text.h"
#include "tests/conformance/suite.h"
#include "tests/support/case_file.h"

using namespace smime;
using namespace smime::test;

namespace {

bool says(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

/// The text after `key` up to the next blank, comma or semicolon.
std::string value_of(const std::string& text, const std::string& key) {
  const auto at = text.find(key);
  if (at == text.npos) return {};
  const auto begin = at + key.size();
  return text.substr(begin, text.find_first_of(" ,;", begin) - begin);
}

Complaint answer(bool holds, const std::string& outcome, const MessageFacts& facts) {
  return holds ? "" : outcome + ", but " + describe(facts);
}

bool good(const MessageFacts& facts) {
  const LayerFacts* root = root_layer(facts);
  return root != nullptr && signatures_verify(*root) && trusted(*root);
}

constexpr Time kClock = 1768435200;  // 2026-01-15, within the validity of both suites

}  // namespace

TEST_CASE("notmuch's LAMPS samples", "[conformance]") {
  const auto folder = suite_folder("lamps-notmuch");
  if (!folder) return;
  const auto trust = read_anchors({*folder / "smime/ca.crt"});
  Suite("lamps-notmuch", *folder / "expected.tsv")
      .run([&](const Table& table, const Table::Row& row) {
        const MessageFacts facts =
            verify_file({.message = *folder / table.at(row, "file"), .trust = trust, .at = kClock})
                .facts;
        const std::string& outcome = table.at(row, "outcome");
        if (outcome.starts_with("encrypted"))
          return answer(facts.word == Word::Encrypted, outcome, facts);
        if (!good(facts)) return answer(false, outcome, facts);
        const SignerFacts& signer = root_layer(facts)->signers.front();
        bool holds = signer.certificate->thumbprint == value_of(outcome, "fingerprint ") &&
                     signer.certificate->addresses.front() == value_of(outcome, "signature by ");
        if (const auto created = value_of(outcome, "created="); !created.empty())
          holds = holds && signer.signing_time == std::stoll(created);
        if (const auto expires = value_of(outcome, "expires="); !expires.empty())
          holds = holds && signer.certificate->not_after == std::stoll(expires);
        return answer(holds, outcome, facts);
      });
}

TEST_CASE("Nextcloud's mails", "[conformance]") {
  const auto folder = suite_folder("nextcloud");
  if (!folder) return;
  const auto trust = read_anchors({*folder / "tests/data/smime-certs/imap.localhost.ca.crt"});
  Suite("nextcloud", *folder / "expected.tsv").run([&](const Table& table, const Table::Row& row) {
    const MessageFacts facts =
        verify_file({.message = *folder / table.at(row, "file"), .trust = trust, .at = kClock})
            .facts;
    const std::string& outcome = table.at(row, "outcome");
    bool holds = false;
    if (outcome.starts_with("encrypted")) {
      holds = facts.word == Word::Encrypted;
    } else if (outcome.starts_with("valid signature")) {
      holds = good(facts) && root_layer(facts)->kind ==
                                 (says(outcome, "opaque") ? LayerKind::Opaque : LayerKind::Clear);
    } else {
      holds = facts.word == Word::NotSigned;
      if (outcome == "no From header") holds = holds && facts.from.empty();
      if (outcome == "no Date header") holds = holds && !facts.date;
    }
    return answer(holds, outcome, facts);
  });
}

TEST_CASE("real mails with real trust lists", "[conformance]") {
  const auto folder = suite_folder("sst-real");
  if (!folder) return;
  const auto trust =
      read_anchors({*folder / "winrootCAupdate-2021.sst", *folder / "hilti-ms-root-certs.sst"});
  Suite("sst-real", *folder / "e2e-real-mails.tsv")
      .run([&](const Table& table, const Table::Row& row) {
        const MessageFacts facts = verify_file({.message = suite_root() / table.at(row, "file"),
                                                .trust = trust,
                                                .at = kClock,
                                                .time_rule = TimeRule::SigningTime})
                                       .facts;
        const std::string expected = "signature " + table.at(row, "signature") + ", chain " +
                                     table.at(row, "chain_at_signing_time_union_of_ssts");
        const LayerFacts* root = root_layer(facts);
        if (root == nullptr || root->signers.empty()) return answer(false, expected, facts);
        const SignerFacts& signer = root->signers.front();
        const ChainFacts* chain = strict_chain(signer);
        bool holds =
            signatures_verify(*root) == (table.at(row, "signature") == "ok") &&
            trusted(*root) == (table.at(row, "chain_at_signing_time_union_of_ssts") == "ok") &&
            signer.signing_time == parse_utc_time(table.at(row, "cms_signing_time")) &&
            signer.certificate->not_before == parse_utc_time(table.at(row, "leaf_not_before")) &&
            signer.certificate->not_after == parse_utc_time(table.at(row, "leaf_not_after"));
        holds = holds && chain != nullptr && !chain->elements.empty() &&
                ascii_lower(chain->elements.back().certificate.thumbprint) ==
                    table.at(row, "root_sha1");
        return answer(holds, expected, facts);
      });
}

TEST_CASE("real mails, and what a real list takes from their roots", "[conformance]") {
  const auto folder = suite_folder("sst-real");
  if (!folder) return;
  const auto trust = read_anchors({*folder / "winrootCAupdate-2021.sst"});
  Suite("sst-real", *folder / "e2e-real-mails.tsv")
      .run([&](const Table& table, const Table::Row& row) {
        const MessageFacts facts =
            verify_file(
                {.message = suite_root() / table.at(row, "file"), .trust = trust, .at = kClock})
                .facts;
        const std::string& said = table.at(row, "winrootCAupdate-2021");
        std::string want, got;
        for (const auto& [property, column] :
             {std::pair{104, "disallowed_filetime="}, {126, "notbefore_filetime="}}) {
          const auto from = parse_rfc3339(value_of(said, column));
          if (!from) continue;
          const auto issued = parse_utc_time(table.at(row, "leaf_not_before"));
          const bool bites = property == 104 ? kClock >= *from : issued >= *from;
          want += std::to_string(property) + (bites ? " bites " : " spares ");
        }
        for (const Finding& finding : findings_of(facts)) {
          if (finding.code != Code::TrustRestricted) continue;
          got +=
              std::to_string(std::get<std::int64_t>(finding.details.at(0).second)) +
              (std::get<std::int64_t>(finding.details.at(2).second) == 1 ? " bites " : " spares ");
        }
        return want == got ? "" : "wants '" + want + "', has '" + got + "'";
      });
}
