// Name constraints as Windows reads them, where that is not what RFC 5280 says: the bits of the CA
// that has them.
#include <catch2/catch.hpp>

#include "engine/cryptoapi/chain_context.h"
#include "tests/support/cert_graph.h"

using namespace smime;

namespace {

/// Error and info bits of a CA with these constraints, above a signer with these names.
cryptoapi::TrustStatus status_of_ca(const std::string& constraints, const std::string& names) {
  test::Recipe signer;
  signer.issuer = "Inter";
  signer.extensions = {"extendedKeyUsage=emailProtection", "subjectAltName=" + names};
  auto trust = std::make_shared<pki::TrustAnchors>();
  trust->anchors = {test::make(test::ca("Root", "Root"))};
  const auto inter = test::make(test::ca("Inter", "Root", {"nameConstraints=" + constraints}));
  const Limits limits;
  Budget budget(limits.signature_checks);
  pki::SignatureChecks checks(limits, budget);
  pki::ChainWork work(limits);
  const cryptoapi::ChainContext context = cryptoapi::chain_context(
      test::make(signer), {inter}, {},
      {trust, {Source::Message}, *parse_rfc3339("2026-01-15T00:00:00Z")}, {}, limits, checks, work);
  REQUIRE(context.elements.size() == 3);
  return context.elements[1].status;
}

const std::string kPrincipal = "otherName:1.3.6.1.4.1.311.20.2.3;UTF8:";

}  // namespace

TEST_CASE("name constraints as Windows reads them", "[cryptoapi]") {
  struct Row {
    const char* name;
    std::string constraints, names;
    std::uint32_t error;
  };
  const auto row = GENERATE(values<Row>({
      {"wildcard permits nothing", "permitted;DNS:*.example.com", "DNS:a.example.com", 0x4000},
      {"wildcard excludes nothing", "excluded;DNS:*.example.com", "DNS:a.example.com", 0},
      {"exclusion beside a wildcard", "excluded;DNS:*.example.com,excluded;DNS:example.com",
       "DNS:a.example.com", 0x8000},
      {"addresses of the host", "permitted;email:@example.com", "email:alice@example.com", 0},
      {"addresses of another host", "permitted;email:@example.org", "email:alice@example.com",
       0x4000},
      {"excluded addresses of the host", "excluded;email:@example.com", "email:alice@example.com",
       0x8000},
      {"principal of the host", "permitted;" + kPrincipal + "@example.com",
       kPrincipal + "alice@example.com", 0},
      {"principal of another host", "permitted;" + kPrincipal + "@example.org",
       kPrincipal + "alice@example.com", 0x4000},
      {"principal below a domain", "permitted;" + kPrincipal + ".example.com",
       kPrincipal + "alice@a.example.com", 0},
      {"principal excluded", "excluded;" + kPrincipal + "alice@example.com",
       kPrincipal + "alice@example.com", 0x8000},
      {"principal that is not constrained", "permitted;email:example.org",
       kPrincipal + "alice@example.com", 0},
      {"constrained principal that is absent", "permitted;" + kPrincipal + "@example.org",
       "email:alice@example.com", 0},
      {"other name of another type", "permitted;otherName:1.2.3.4;UTF8:a",
       "otherName:1.2.3.4;UTF8:a", 0x1000},
  }));
  CAPTURE(row.name);
  const cryptoapi::TrustStatus status = status_of_ca("critical," + row.constraints, row.names);
  CHECK(status.error == row.error);
  CHECK(((status.info & cryptoapi::kHasValidNameConstraints) != 0) == (row.error == 0));
}

TEST_CASE("a match by issuer and serial number is looked for within the budget", "[cryptoapi]") {
  // authorityCertIssuer [1] { directoryName [4] CN=Root }, authorityCertSerialNumber [2] 1
  const std::string name = "A411300F310D300B06035504030C04526F6F74";
  const auto signer =
      test::make(test::signer("Root", {"authorityKeyIdentifier=DER:3018A113" + name + "820101"}));
  auto trust = std::make_shared<pki::TrustAnchors>();
  trust->anchors = {test::make(test::ca("Root", "Root"))};
  for (const std::uint32_t comparisons : {Limits().name_comparisons, 0U}) {
    Limits limits;
    limits.name_comparisons = comparisons;
    Budget budget(limits.signature_checks);
    pki::SignatureChecks checks(limits, budget);
    pki::ChainWork work(limits);
    const cryptoapi::ChainContext context = cryptoapi::chain_context(
        signer, {}, {}, {trust, {Source::Message}, *parse_rfc3339("2026-01-15T00:00:00Z")}, {},
        limits, checks, work);
    CAPTURE(comparisons);
    const bool exact = (context.elements[0].status.info & cryptoapi::kHasExactMatchIssuer) != 0;
    CHECK(exact == (comparisons != 0));
    CHECK(context.limited == (comparisons == 0));
  }
}
