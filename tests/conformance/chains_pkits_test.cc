// PKITS: every row with its certificates, its CRLs and no others, and the policies that it asks
// for. "valid" is: a path that breaks no rule, all of it known not to be revoked.
#include <catch2/catch.hpp>

#include "tests/conformance/chain_case.h"
#include "tests/support/pem.h"

namespace {
using namespace smime;
namespace fs = std::filesystem;

pki::PolicyInputs policy_inputs(const test::Table& table, const test::Table::Row& row) {
  pki::PolicyInputs inputs;
  for (const std::string& policy : test::split(table.at(row, "initial_policy_set"), " "))
    inputs.initial_set.insert(policy);
  inputs.explicit_policy = table.at(row, "initial_explicit_policy") == "true";
  inputs.inhibit_mapping = table.at(row, "initial_policy_mapping_inhibit") == "true";
  inputs.inhibit_any = table.at(row, "initial_any_policy_inhibit") == "true";
  return inputs;
}

test::Complaint check(const fs::path& folder, const test::Table& table,
                      const test::Table::Row& row) {
  test::ChainCase input;
  input.policies = policy_inputs(table, row);
  std::vector<pki::CertificatePtr> trusted;
  for (const auto& name : test::split(table.at(row, "path_certs"), ",")) {
    const auto read = test::pem_certificates(folder / "certs" / (name + ".crt"));
    if (read.size() != 1) return name + " is unusable";
    (name == "TrustAnchorRootCertificate" ? trusted : input.untrusted).push_back(read[0]);
  }
  input.trust = test::anchors_among(trusted, false);
  input.signer = input.untrusted.back();
  input.untrusted.pop_back();
  revocation::Evidence evidence;
  std::string unreadable;
  for (const auto& name : test::split(table.at(row, "crls"), ",")) {
    std::string why;
    const auto added = evidence.add_crl(test::read_octets(folder / "crls" / (name + ".crl")),
                                        EvidenceSource::Given, {}, &why);
    if (added != revocation::Added::Yes) unreadable += " " + name + ": " + why;
  }
  input.evidence = &evidence;
  test::ChainAnswer answer = test::ask(input);
  answer.why += unreadable;
  return test::compare(answer, table.at(row, "expected") == "valid");
}

}  // namespace

TEST_CASE("chains of PKITS, with policies and CRLs") {
  const auto folder = test::suite_folder("pkits");
  if (!folder) return;
  test::Suite("pkits-chains", *folder / "expected.tsv", "test")
      .run([&](const test::Table& table, const test::Table::Row& row) {
        return check(*folder, table, row);
      });
}
