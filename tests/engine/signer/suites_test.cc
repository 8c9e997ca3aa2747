// Public suites on the level of this room: what the object is, how many sign, and whether each
// signature holds. Chains, sender and time are other tests'.
#include <algorithm>
#include <catch2/catch.hpp>
#include <iostream>
#include <map>

#include "engine/signer/verify_signer.h"
#include "tests/conformance/suite.h"
#include "tests/support/exact.h"

namespace smime::signer {
namespace {

namespace fs = std::filesystem;
using test::Exact;
using test::Table;

struct Seen {
  std::optional<cms::ContentInfo> info;
  std::vector<SignerFacts> signers;
};

Seen check(Bytes cms_octets, Bytes detached, const std::vector<pki::CertificatePtr>& others) {
  const Limits limits;
  Findings out;
  Seen seen{cms::read_content_info(cms_octets, limits, "part/1", out), {}};
  if (!seen.info || !seen.info->signed_data) return seen;
  const cms::SignedData& data = *seen.info->signed_data;
  const Bytes content = data.content.value_or(detached);
  std::vector<pki::CertificatePtr> certificates;
  for (const Bytes der : data.certificates) {
    if (auto certificate = pki::read_certificate(der, limits)) certificates.push_back(certificate);
  }
  DigestCache digests(content);
  const Context context{data, content, certificates, others, {}, limits, &digests};
  Budget budget(limits.signature_checks);
  for (std::uint32_t i = 0; i < data.signer_infos.size(); ++i) {
    seen.signers.push_back(verify_signer(context, i, "part/1/signer", budget).facts);
  }
  return seen;
}

bool all_valid(const Seen& seen) {
  return !seen.signers.empty() &&
         std::all_of(seen.signers.begin(), seen.signers.end(), [](const SignerFacts& facts) {
           return facts.signature_valid == true && facts.content_intact == true;
         });
}

std::string kind_name(const Seen& seen) {
  if (!seen.info) return "unreadable";
  switch (seen.info->kind) {
    case cms::ContentKind::Data:
      return "data";
    case cms::ContentKind::SignedData:
      return "signedData";
    case cms::ContentKind::EnvelopedData:
      return "envelopedData";
    case cms::ContentKind::EncryptedData:
      return "encryptedData";
    case cms::ContentKind::DigestedData:
      return "digestedData";
    default:
      return "other";
  }
}

// False, having said so, where there are no suites.
TEST_CASE("suite rfc4134: examples of S/MIME messages") {
  const auto found = test::suite_folder("rfc4134");
  if (!found) return;
  const fs::path& folder = *found;
  std::vector<pki::CertificatePtr> others;
  for (const fs::path& file : test::files_below(folder, ".cer")) {
    if (auto certificate = pki::read_certificate(test::read_octets(file), Limits{})) {
      others.push_back(certificate);
    }
  }
  const Octets detached = test::read_octets(folder / "ExContent.bin");
  const Table table(folder / "expected.tsv");
  std::size_t passed = 0;
  std::size_t declared = 0;
  for (const auto& row : table.rows()) {
    const std::string& file = table.at(row, "file");
    CAPTURE(file);
    if (file.ends_with(".eml")) {
      ++declared;  // mail: the tests of whole messages run these rows
      continue;
    }
    const Octets octets = test::read_octets(folder / file);
    const Exact input(as_text(octets));
    const Seen seen = check(input, detached, others);
    CHECK(kind_name(seen) == table.at(row, "cms_type"));
    CHECK(seen.signers.size() == std::stoul(table.at(row, "signers")));
    // 4.6: OpenSSL does not complete Diane's inherited DSA parameters (RFC 3279 2.3.2); RFC 4134
    // says that both signatures are good.
    CHECK(all_valid(seen) == (table.at(row, "outcome") == "valid signature"));
    ++passed;
  }
  CHECK(passed == 16);
  std::cout << "rfc4134: " << passed << " run, " << declared << " left to whole-message tests\n";
}

// What the words of expected.tsv mean for `signature_valid` of the signers, by file. Rows that are
// not here are "valid signature".
struct Expectation {
  std::optional<bool> valid;
  const char* why;
};
const std::map<std::string, Expectation>& departures() {
  static const std::map<std::string, Expectation> kRows = {
      // RFC 5652 5.4: verified as SHA-256, which the algorithm identifier says and the signature
      // is not. OpenSSL ignores the identifier and says ok; .NET and the RFC do not.
      {"RsaPkcs1SignedSha1DeclaredSha256WithRsa.p7", {false, "signed with another digest"}},
      {"RsaCapiTransfer1_NoEmbeddedCert.p7", {std::nullopt, "no certificate"}},
      {"NoSignatureWithNoAttributes.p7", {std::nullopt, "no-signature type"}},
      {"NoSignatureSignedWithAttributesAndCounterSignature.p7",
       {std::nullopt, "no-signature type"}},
      // RsaPkcs1CounterSignedWithNoSignature.p7 is valid here: countersignatures prove nothing
      // about the message and are not evaluated. RsaPssDocument.p7 is valid: what .NET 3.1 could
      // not verify is a limit of that library.
  };
  return kRows;
}

TEST_CASE("suite dotnet-signedcms: objects made by Windows") {
  const auto found = test::suite_folder("dotnet-signedcms");
  if (!found) return;
  const fs::path& folder = *found;
  const Table table(folder / "expected.tsv");
  std::size_t passed = 0;
  for (const auto& row : table.rows()) {
    const std::string& file = table.at(row, "file");
    CAPTURE(file);
    const Octets octets = test::read_octets(folder / file);
    const Exact input(as_text(octets));
    const Seen seen = check(input, {}, {});
    REQUIRE(!seen.signers.empty());
    const auto departure = departures().find(file);
    const std::optional<bool> want =
        departure == departures().end() ? true : departure->second.valid;
    for (const SignerFacts& facts : seen.signers) CHECK(facts.signature_valid == want);
    ++passed;
  }
  CHECK(passed == 26);
  std::cout << "dotnet-signedcms: " << passed << " run\n";
}

TEST_CASE("a certificate that is not in the object can be given") {
  // The certificate stands in another object of the suite.
  const auto found = test::suite_folder("dotnet-signedcms");
  if (!found) return;
  const fs::path& folder = *found;
  const Octets with = test::read_octets(folder / "RsaPkcs1OneSignerIssuerAndSerialNumber.p7");
  Findings out;
  const auto info = cms::read_content_info(with, Limits{}, "part/1", out);
  REQUIRE(info);
  const auto certificate = pki::read_certificate(info->signed_data->certificates.at(0), Limits{});
  REQUIRE(certificate);
  const Octets without = test::read_octets(folder / "RsaCapiTransfer1_NoEmbeddedCert.p7");
  CHECK(all_valid(check(without, {}, {certificate})));
}

}  // namespace
}  // namespace smime::signer
