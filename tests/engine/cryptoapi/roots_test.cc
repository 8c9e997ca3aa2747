// Where Windows' chain ends, and what finding that out may cost.
#include <catch2/catch.hpp>

#include "engine/cryptoapi/chain_context.h"
#include "tests/support/cert_graph.h"

using namespace smime;
using test::ca;
using test::make;

namespace {

struct Asked {
  cryptoapi::ChainContext context;
  std::uint32_t spent = 0;  // signature checks
};
Asked ask(const std::vector<pki::CertificatePtr>& message, std::uint32_t allowed,
          const cryptoapi::RequestedUsage& usage = {},
          const test::Recipe& signer = test::signer("Root")) {
  const Limits limits;
  Budget budget(allowed);
  pki::SignatureChecks checks(limits, budget);
  pki::ChainWork work(limits);
  Asked asked;
  asked.context =
      cryptoapi::chain_context(make(signer), message, {},
                               {nullptr, {Source::Message}, *parse_rfc3339("2026-01-15T00:00:00Z")},
                               usage, limits, checks, work);
  asked.spent = allowed - budget.left();
  return asked;
}

}  // namespace

TEST_CASE("whether a sender's roots signed themselves is asked within the budget", "[cryptoapi]") {
  const auto root = make(ca("Root", "Root"));
  // The first path is always looked at.
  const Asked one = ask({root}, 1);
  CHECK_FALSE(one.context.limited);
  CHECK((one.context.status.error & cryptoapi::kIsUntrustedRoot) != 0);
  CHECK((one.context.status.error & cryptoapi::kIsNotSignatureValid) == 0);
  // Another certificate of the same root ends a second path: a check more for each signature.
  test::Recipe renewed = ca("Root", "Root");
  renewed.serial = 2;
  const Asked two = ask({root, make(renewed)}, 4);
  CHECK(two.spent == 4);
  CHECK_FALSE(two.context.limited);
  CHECK(ask({root, make(renewed)}, 3).context.limited);
}

TEST_CASE("of a root and its cross-certificate Windows takes the shorter way", "[cryptoapi]") {
  // The same name and key, once signed by itself and once by a further root.
  test::Recipe cross = ca("Root", "Top");
  const Asked asked = ask({make(ca("Root", "Root")), make(cross), make(ca("Top", "Top"))}, 10);
  CHECK(asked.context.elements.size() == 2);
  CHECK_FALSE(asked.context.limited);
}

TEST_CASE("usages narrow from the root down", "[cryptoapi]") {
  const std::string mail = "1.3.6.1.5.5.7.3.4", server = "1.3.6.1.5.5.7.3.1";
  const std::string policies = "1.3.6.1.4.1.311.21.10=DER:";
  const std::string for_mail = policies + "300C300A06082B06010505070304",
                    for_server = policies + "300C300A06082B06010505070301",
                    for_none = policies + "3000", broken = policies + "0500";
  struct Row {
    const char* name;
    std::vector<std::string> root, signer;  // extensions
    cryptoapi::RequestedUsage asked;
    bool wrong, malformed;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"nothing is said", {}, {}, {{mail}}, false, false},
      {"nothing is asked", {for_server}, {for_mail}, {}, false, false},
      {"both for mail", {for_mail}, {for_mail}, {{mail}}, false, false},
      {"the root for another", {for_server}, {for_mail}, {{mail}}, true, false},
      {"the signer for another", {for_mail}, {for_server}, {{mail}}, true, false},
      {"for nothing", {}, {for_none}, {{mail}}, true, false},
      {"one of two, both needed", {}, {for_mail}, {{mail, server}}, true, false},
      {"one of two, one needed", {}, {for_mail}, {{mail, server}, true}, false, false},
      {"one of two each, none of both",
       {for_server},
       {for_mail},
       {{mail, server}, true},
       true,
       false},
      {"application policies before key usage",
       {},
       {for_mail, "extendedKeyUsage=serverAuth"},
       {{mail}},
       false,
       false},
      {"any key usage", {}, {"extendedKeyUsage=anyExtendedKeyUsage"}, {{mail}}, false, false},
      {"key usage for another", {"extendedKeyUsage=serverAuth"}, {}, {{mail}}, true, false},
      {"policies that cannot be decoded", {}, {broken}, {{mail}}, false, true},
  }));
  CAPTURE(row.name);
  test::Recipe signer;
  signer.extensions = row.signer;
  const Asked asked = ask({make(ca("Root", "Root", row.root))}, 10, row.asked, signer);
  const std::uint32_t error = asked.context.elements.front().status.error;
  CHECK(((error & cryptoapi::kIsNotValidForUsage) != 0) == row.wrong);
  CHECK(((error & cryptoapi::kInvalidPolicyConstraints) != 0) == row.malformed);
}
