// x509test, as Botan runs it: one file per chain, the signer first, under one root.
#include <catch2/catch.hpp>

#include "tests/conformance/chain_case.h"
#include "tests/support/pem.h"

namespace {
using namespace smime;
namespace fs = std::filesystem;

constexpr std::string_view kServerAuth = "1.3.6.1.5.5.7.3.1";

test::Complaint check(const fs::path& folder, const test::Table& table,
                      const test::Table::Row& row) {
  test::ChainCase input;
  const auto time = parse_rfc3339(table.at(row, "clock"));
  if (!time) return "no clock";
  input.at = *time;
  const auto trusted = test::pem_certificates(folder / "root.pem");
  input.untrusted = test::pem_certificates(folder / table.at(row, "test"));
  if (!input.untrusted.empty()) input.signer = input.untrusted[0];
  input.trust = test::anchors_among(trusted, false);
  test::ask_for_usage(input.untrusted, kServerAuth);
  test::ask_for_usage(trusted, kServerAuth);
  return test::compare(test::ask(input), table.at(row, "outcome") == "valid");
}

}  // namespace

TEST_CASE("chains of x509test, from Botan") {
  const auto folder = test::suite_folder("botan-x509test");
  if (!folder) return;
  test::Suite("botan-x509test-chains", *folder / "expected.tsv", "test")
      .run([&](const test::Table& table, const test::Table::Row& row) {
        return check(*folder, table, row);
      });
}
