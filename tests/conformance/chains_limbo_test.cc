// x509-limbo: rows about RFC 5280, path lengths and graphs. The rows on "webpki" are rules of TLS
// servers, most of them about host names, and none of them are run.
#include <catch2/catch.hpp>

#include "engine/asn1/oids.h"
#include "tests/conformance/chain_case.h"
#include "tests/support/pem.h"

namespace {
using namespace smime;
namespace fs = std::filesystem;

constexpr std::string_view kServerAuth = "1.3.6.1.5.5.7.3.1";

std::vector<pki::CertificatePtr> read(const fs::path& file) {
  if (!fs::exists(file) || fs::file_size(file) == 0) return {};
  return test::pem_certificates(file);
}

test::Complaint check(const fs::path& folder, const test::Table& table,
                      const test::Table::Row& row) {
  const fs::path test = folder / table.at(row, "test");
  test::ChainCase input;
  if (const auto time = parse_rfc3339(table.at(row, "clock"))) input.at = *time;
  const auto signer = read(test / "leaf.pem");
  const auto trusted = read(test / "trusted.pem");
  input.untrusted = read(test / "untrusted.pem");
  if (!signer.empty()) input.signer = signer[0];
  input.trust = test::anchors_among(trusted, true);
  // "validation_kind" is SERVER throughout.
  for (const auto& certificates : {signer, trusted, input.untrusted})
    test::ask_for_usage(certificates, kServerAuth);
  input.not_asked = {Code::KeyUsageWrong};
  // The suite counts the certificates between the leaf and the anchor.
  if (const std::string& depth = table.at(row, "max_chain_depth"); depth != "-")
    input.limits.chain_depth = static_cast<std::uint32_t>(std::stoul(depth)) + 2;
  return test::compare(test::ask(input), table.at(row, "outcome") == "valid");
}

}  // namespace

TEST_CASE("chains of x509-limbo: rfc5280, pathlen, pathological") {
  const auto folder = test::suite_folder("x509-limbo-2023-12");
  if (!folder) return;
  test::Suite("x509-limbo-chains", *folder / "expected.tsv", "test")
      .only([](const std::string& name) { return !name.starts_with("webpki/"); })
      .run([&](const test::Table& table, const test::Table::Row& row) {
        return check(*folder, table, row);
      });
}
