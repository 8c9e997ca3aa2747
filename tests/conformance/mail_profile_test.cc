// The certificates of pkilint's tests of the S/MIME Baseline Requirements. smimecheck looks at what
// mail clients mind, not at all that a CA must do: of pkilint's findings those that have a
// counterpart here must be found in the same certificates and in no others.
#include "engine/pki/mail_profile.h"

#include <array>
#include <catch2/catch.hpp>

#include "tests/conformance/suite.h"
#include "tests/support/pem.h"

namespace {
using namespace smime;
namespace fs = std::filesystem;

struct Counterpart {
  Code ours;
  std::array<std::string_view, 2> theirs;  // either of them
};
const std::array kCounterparts = {
    Counterpart{Code::ProfileNotBaseline, {"cabf.smime.no_required_reserved_policy_oid", ""}},
    Counterpart{Code::ProfileValidity,
                {"cabf.smime.certificate_validity_period_exceeds_825_days",
                 "cabf.smime.certificate_validity_period_exceeds_1185_days"}},
    Counterpart{Code::ProfileIssuerAddressAbsent,
                {"cabf.aia_extension_missing", "cabf.aia_ca_issuers_missing"}},
    Counterpart{Code::ProfileCrlNotHttp, {"cabf.no_http_crldp_uri", ""}},
};

bool named(const std::string& codes, std::string_view code) {
  return !code.empty() && codes.find(code) != std::string::npos;
}

}  // namespace

TEST_CASE("suite smime-br-certs: what mail clients mind of the Baseline Requirements") {
  const auto found = test::suite_folder("smime-br-certs");
  if (!found) return;
  test::Suite suite("smime-br-certs", *found / "expected.tsv");
  std::size_t seen = 0;
  suite.run([&](const test::Table& table, const test::Table::Row& row) -> test::Complaint {
    const auto certificates = test::pem_certificates(*found / table.at(row, "file"));
    if (certificates.size() != 1) return "the certificate cannot be read";
    Findings findings;
    pki::check_mail_profile(*certificates[0], "", findings);
    const std::string codes = table.at(row, "error_codes") + "," + table.at(row, "warning_codes");
    for (const Counterpart& one : kCounterparts) {
      const bool theirs = named(codes, one.theirs[0]) || named(codes, one.theirs[1]);
      seen += theirs ? 1 : 0;
      if (theirs != findings.has(one.ours))
        return std::string(info(one.ours).wire) + (theirs ? " is missing" : " is too much");
    }
    return "";
  });
  CHECK(seen > 0);
}
