// Suites of bare CMS objects: the examples of RFC 4134 and the documents of .NET's SignedCms tests.
//
// They speak of signature arithmetic alone ("signature only"), so that is what is compared: old
// algorithms, absent senders and unknown anchors do not count here.
//   valid signature           every signer's content is intact and its signature verifies
//   decodes, signed data …    the object is read as SignedData
//   invalid                   the word is `invalid`
//   no-signature type         no signer is told to have a valid signature
//   not signed, digested      the word is `not_signed`; certs-only: and the layer is of that type
//   encrypted                 the word is `encrypted`
#include <catch2/catch.hpp>

#include "tests/conformance/suite.h"

using namespace smime;
using namespace smime::test;

namespace {

bool says(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

constexpr Time kClock = 1768435200;  // 2026-01-15: RFC 4134's certificates run from 1999 to 2039

Complaint answer(bool holds, const std::string& outcome, const MessageFacts& facts) {
  return holds ? "" : outcome + ", but " + describe(facts);
}

bool signature_claimed(const LayerFacts& layer) {
  for (const auto& signer : layer.signers) {
    if (signer.signature_valid == true) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("RFC 4134 examples", "[conformance]") {
  const auto folder = suite_folder("rfc4134");
  if (!folder) return;
  std::vector<pki::CertificatePtr> certificates;
  for (const auto& file : files_below(*folder, ".cer")) {
    const auto more = read_certificates(file);
    certificates.insert(certificates.end(), more.begin(), more.end());
  }
  Suite("rfc4134", *folder / "expected.tsv").run([&](const Table& table, const Table::Row& row) {
    Inputs inputs{
        .message = *folder / table.at(row, "file"), .at = kClock, .intermediates = certificates};
    const bool bare = inputs.message.extension() == ".bin";
    if (bare && table.at(row, "detached") == "detached" && table.at(row, "signers") != "0")
      inputs.content = read_octets(*folder / "ExContent.bin");
    const MessageFacts facts = verify_file(inputs).facts;
    const std::string& outcome = table.at(row, "outcome");
    const LayerFacts* root = root_layer(facts);
    bool holds = root != nullptr;
    if (outcome == "valid signature")
      holds = holds && signatures_verify(*root) &&
              root->signers.size() == std::stoul(table.at(row, "signers"));
    else if (outcome == "encrypted")
      holds = facts.word == Word::Encrypted;
    else if (outcome == "certs-only")
      holds = holds && root->type == LayerType::CertsOnly && facts.word == Word::NotSigned;
    else
      holds = facts.word == Word::NotSigned;
    return answer(holds, outcome, facts);
  });
}

TEST_CASE(".NET SignedCms documents", "[conformance]") {
  const auto folder = suite_folder("dotnet-signedcms");
  if (!folder) return;
  Suite("dotnet-signedcms", *folder / "expected.tsv")
      .run([&](const Table& table, const Table::Row& row) {
        const MessageFacts facts =
            verify_file({.message = *folder / table.at(row, "file"), .at = kClock}).facts;
        const std::string& outcome = table.at(row, "outcome");
        const LayerFacts* root = root_layer(facts);
        bool holds = root != nullptr && root->type == LayerType::Signed;
        if (!holds) return answer(false, outcome, facts);
        if (says(outcome, "after adding certs") || says(outcome, "no embedded certificate")) {
          // Without the certificate there is no answer, neither good nor bad.
          holds = root->signers.front().certificate || facts.word == Word::Unknown;
        } else if (outcome.starts_with("valid signature")) {
          holds = signatures_verify(*root);
        } else if (outcome.starts_with("primary signature valid")) {
          holds = signatures_verify(*root) && has(facts, Code::Countersignature);
        } else if (says(outcome, "no-signature type")) {
          holds = !signature_claimed(*root) && facts.word != Word::Valid &&
                  facts.word != Word::ValidWithNotes;
        } else if (outcome.starts_with("invalid")) {
          holds = facts.word == Word::Invalid;
        } else if (says(outcome, "enveloped content")) {
          holds = has(facts, Code::ContentTypeNotData);
        } else {
          holds = !root->signers.empty();
        }
        if (holds && says(outcome, "countersignature")) holds = has(facts, Code::Countersignature);
        return answer(holds, outcome, facts);
      });
}
