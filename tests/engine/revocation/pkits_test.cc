// Every row of PKITS with its CRLs, and no others: those of sections 4.4, 4.5, 4.7, 4.14 and 4.15
// are about revocation. "valid" is: a path that breaks no rule, all of it known not to be revoked.
#include "tests/support/pkits.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <iostream>
#include <map>

#include "engine/pki/build_chain.h"
#include "engine/revocation/conclude.h"
#include "tests/conformance/suite.h"
#include "tests/support/pem.h"

namespace {
using namespace smime;
namespace fs = std::filesystem;

struct Result {
  bool valid = false;
  std::string why;
};

Result result_of(const fs::path& folder, const test::Table& table, const test::Table::Row& row) {
  auto trust = std::make_shared<pki::TrustAnchors>();
  std::vector<pki::CertificatePtr> others;
  for (const auto& name : test::split(table.at(row, "path_certs"), ",")) {
    const auto read = test::pem_certificates(folder / "certs" / (name + ".crt"));
    REQUIRE(read.size() == 1);
    (name == "TrustAnchorRootCertificate" ? trust->anchors : others).push_back(read[0]);
  }
  const pki::CertificatePtr signer = others.back();
  others.pop_back();
  revocation::Evidence evidence;
  std::string unreadable;
  for (const auto& name : test::split(table.at(row, "crls"), ",")) {
    std::string why;
    const auto added = evidence.add_crl(test::read_octets(folder / "crls" / (name + ".crl")),
                                        EvidenceSource::Given, {}, &why);
    if (added != revocation::Added::Yes) unreadable += name + ": " + why + " ";
  }
  const Limits limits;
  Budget budget(limits.signature_checks);
  pki::SignatureChecks checks(limits, budget);
  pki::ChainWork work(limits);
  const pki::Environment environment{
      trust, {Source::Message}, 1'780'000'000, test::policy_inputs(table, row)};
  revocation::Evaluator evaluator({environment,
                                   others,
                                   {},
                                   {&evidence},
                                   revocation::Scope::ExcludeRoot,
                                   environment.at,
                                   limits,
                                   checks,
                                   work});
  const ChainFacts chain =
      pki::build_chain(signer, others, {}, environment, "chain", limits, checks, &work,
                       [&](const pki::Path& path, pki::CheckedPath& checked) {
                         revocation::check_revocation(evaluator, path, revocation::Asked::Required,
                                                      "chain", checked);
                       });
  Result result{chain.revocation == Revocation::Good, unreadable};
  for (const ChainElementFacts& element : chain.elements) {
    result.why +=
        std::string(wire_name(element.revocation.state)) + " " + element.revocation.why + "; ";
  }
  for (const Finding& finding : chain.findings) {
    if (info(finding.code).severity != Severity::Error) continue;
    result.valid = false;
    result.why += std::string(info(finding.code).wire) + " ";
  }
  return result;
}

}  // namespace

TEST_CASE("PKITS with its CRLs") {
  const auto found = test::suite_folder("pkits");
  if (!found) return;
  const test::Table table(*found / "expected.tsv");
  // Rows that are not as expected, and why.
  const std::map<std::string, std::string> declared = {
      {"4.1.5", "parameters of a DSA key are not taken from its issuer's"}};
  int right = 0;
  int about_revocation = 0;
  int excepted = 0;
  for (const auto& row : table.rows()) {
    const auto at = [&](const char* column) { return table.at(row, column); };
    const std::string test = at("test");
    const Result result = result_of(*found, table, row);
    const bool as_expected = result.valid == (at("expected") == "valid");
    CAPTURE(test, at("name"), at("expected"), at("openssl_reason"), result.why);
    if (declared.contains(test)) {
      CHECK_FALSE(as_expected);
      ++excepted;
      continue;
    }
    CHECK(as_expected);
    if (!as_expected) continue;
    ++right;
    for (const char* section : {"4.4.", "4.5.", "4.7.4", "4.7.5", "4.14.", "4.15."})
      if (test.starts_with(section)) ++about_revocation;
  }
  std::cout << "PKITS with CRLs: " << right << " as expected, " << about_revocation
            << " of them about revocation, " << excepted << " declared\n";
  CHECK(about_revocation > 40);
}
