#include "engine/pki/mail_profile.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <set>

#include "tests/support/cert_graph.h"
#include "tests/support/inputs.h"
#include "tests/support/pem.h"

using namespace smime;
using Texts = std::vector<std::string>;
using Codes = std::set<Code>;

namespace {

Codes noted(const pki::Certificate& certificate) {
  Findings findings;
  pki::check_mail_profile(certificate, "here", findings);
  Codes codes;
  for (const Finding& finding : findings) {
    CHECK(finding.where == "here");
    CHECK(info(finding.code).severity == Severity::Notice);
    codes.insert(finding.code);
  }
  return codes;
}

const std::string kUsage = "keyUsage=critical,digitalSignature";
const std::string kIdentifier = "subjectKeyIdentifier=hash";
const std::string kIssuer = "authorityInfoAccess=caIssuers;URI:http://ca.example/ca.cer";
const std::string kLegacy = "certificatePolicies=2.23.140.1.5.1.1";
const std::string kStrict = "certificatePolicies=2.23.140.1.5.4.3";

}  // namespace

TEST_CASE("a certificate for mail is measured by what clients ask of one") {
  struct Row {
    const char* name;
    Texts extensions;
    const char* not_after;  // from 2026-01-01 on
    Codes want;
  };
  // S/MIME Baseline Requirements 6.3.2: 1185 days for legacy, 825 for the other generations; a
  // validity counts both its ends (RFC 5280 4.1.2.5).
  const char* const k1185 = "20290330235959Z";
  const char* const k825 = "20280404235959Z";
  const auto row = GENERATE_COPY(values<Row>({
      {"legacy", {kUsage, kIdentifier, kIssuer, kLegacy}, k1185, {}},
      {"strict", {kUsage, kIdentifier, kIssuer, kStrict}, k825, {}},
      {"legacy, a second too long",
       {kUsage, kIdentifier, kIssuer, kLegacy},
       "20290331000000Z",
       {Code::ProfileValidity}},
      {"strict, a second too long",
       {kUsage, kIdentifier, kIssuer, kStrict},
       "20280405000000Z",
       {Code::ProfileValidity}},
      {"no policy", {kUsage, kIdentifier, kIssuer}, k825, {Code::ProfileNotBaseline}},
      {"a type that does not exist",
       {kUsage, kIdentifier, kIssuer, "certificatePolicies=2.23.140.1.5.5.1"},
       k825,
       {Code::ProfileNotBaseline}},
      {"policy for TLS",
       {kUsage, kIdentifier, kIssuer, "certificatePolicies=2.23.140.1.2.1"},
       k825,
       {Code::ProfileNotBaseline}},
      {"no key usage", {kIdentifier, kIssuer, kLegacy}, k825, {Code::ProfileKeyUsageAbsent}},
      {"no key identifier", {kUsage, kIssuer, kLegacy}, k825, {Code::ProfileKeyIdentifierAbsent}},
      {"no issuer's address",
       {kUsage, kIdentifier, kLegacy},
       k825,
       {Code::ProfileIssuerAddressAbsent}},
      {"CRL by LDAP",
       {kUsage, kIdentifier, kIssuer, kLegacy, "crlDistributionPoints=URI:ldap://ca.example/cn=x"},
       k825,
       {Code::ProfileCrlNotHttp}},
      {"CRL by LDAP and HTTP",
       {kUsage, kIdentifier, kIssuer, kLegacy,
        "crlDistributionPoints=URI:ldap://ca.example/cn=x,URI:HTTP://ca.example/x.crl"},
       k825,
       {}},
  }));
  CAPTURE(row.name);
  test::Recipe recipe;
  recipe.extensions = row.extensions;
  recipe.not_before = "20260101000000Z";
  recipe.not_after = row.not_after;
  CHECK(noted(*test::make(recipe)) == row.want);
}

TEST_CASE("keys that Gmail does not take are noted") {
  struct Row {
    const char* certificate;
    bool taken;
  };
  // support.google.com/a/answer/7300887: RSA 2048, 3072, 4096; EC P-256, P-384.
  const auto row = GENERATE(values<Row>({{"alice", true},
                                         {"alice-p256", true},
                                         {"alice-p384", true},
                                         {"alice-p521", false},
                                         {"alice-rsa1024", false},
                                         {"alice-ed25519", false}}));
  CAPTURE(row.certificate);
  const auto file = std::filesystem::path(SMIME_SOURCE_DIR) / "corpus/certs" /
                    (std::string(row.certificate) + ".pem");
  const auto read = test::pem_certificates(file);
  REQUIRE(read.size() == 1);
  CHECK(noted(*read[0]).contains(Code::ProfileKeyUncommon) != row.taken);
}
