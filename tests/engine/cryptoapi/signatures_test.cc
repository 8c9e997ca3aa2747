// What Windows' bits say of signatures that could not be checked here: nothing.
#include <catch2/catch.hpp>

#include "engine/cryptoapi/chain_context.h"
#include "tests/support/cert_graph.h"

using namespace smime;

TEST_CASE("a signature that could not be checked has no bit", "[cryptoapi]") {
  struct Row {
    const char* name;
    bool without_parameters;  // of the issuer's key: nothing can be verified with it
    std::size_t flip;
    std::uint32_t signature_checks;
    std::uint32_t error;
    bool limited;
  };
  const auto row = GENERATE(values<Row>({
      {"good", false, 0, 100, 0, false},
      {"bad", false, 1, 100, cryptoapi::kIsNotSignatureValid, false},
      {"not supported", true, 0, 100, 0, true},
      {"not supported, and bad", true, 1, 100, 0, true},
      {"over the budget", false, 0, 0, 0, true},
  }));
  CAPTURE(row.name);
  test::Recipe ca = test::ca("CA", "Root");
  ca.key = "DSA CA";
  ca.without_parameters = row.without_parameters;
  test::Recipe signer = test::signer("CA");
  signer.issuer_key = "DSA CA";
  signer.flip = row.flip;
  auto trust = std::make_shared<pki::TrustAnchors>();
  trust->anchors = {test::make(ca)};
  const Limits limits;
  Budget budget(row.signature_checks);
  pki::SignatureChecks checks(limits, budget);
  pki::ChainWork work(limits);
  const cryptoapi::ChainContext context = cryptoapi::chain_context(
      test::make(signer), {}, {},
      {trust, {Source::Message}, *parse_rfc3339("2026-01-15T00:00:00Z")}, {}, limits, checks, work);
  REQUIRE(context.elements.size() == 2);
  CHECK((context.elements[0].status.error & cryptoapi::kIsNotSignatureValid) == row.error);
  CHECK(context.limited == row.limited);
}
