#include "engine/signers.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "engine/verify.h"
#include "tests/support/clients.h"
#include "tests/support/exact.h"
#include "tests/support/inputs.h"

using namespace smime;
using namespace smime::test;

TEST_CASE("micalg: each digest that it does not name is told once, whoever used it") {
  struct Row {
    const char* name;
    std::string micalg;
    std::ptrdiff_t told;
  };
  std::string long_list;
  for (int i = 0; i < 50'000; ++i) long_list += "a,";
  const std::vector<Row> rows = {
      {"right", "sha-256", 0},
      {"old name", "SHA256", 0},
      {"identifier of the digest", "2.16.840.1.101.3.4.2.1", 0},
      {"one of several", "md5 , sha-256", 0},
      {"behind many others", long_list + "sha-256", 0},
      {"another", "sha-512", 1},
      {"empty elements", ",,", 1},
      {"many others", long_list, 1},
  };
  const std::string message = read_text(corpus() / "messages/alice-and-bob.detached.sha256.eml");
  const std::string written = "micalg=sha-256";
  const std::size_t at = message.find(written);
  REQUIRE(at != std::string::npos);
  Given given;
  given.now = *parse_rfc3339("2026-01-15T00:00:00Z");
  given.trust = read_anchors({corpus() / "trust/sample.sst"});
  given.clients = {client("strict")};
  for (const Row& row : rows) {
    CAPTURE(row.name);
    std::string changed = message;
    changed.replace(at, written.size(), "micalg=\"" + row.micalg + "\"");
    const Report report = verify_message(Exact(changed), "message", given, Limits{});
    REQUIRE(report.facts.layers.size() == 1);
    CHECK(report.facts.layers[0].signers.size() == 2);
    const Findings& found = report.facts.layers[0].findings;
    CHECK(std::count_if(found.begin(), found.end(), [](const Finding& finding) {
            return finding.code == Code::MicalgMismatch;
          }) == row.told);
  }
}

// Whoever may choose the parameters of a key, can sign for it.
TEST_CASE("DSA parameters of a false CA are not taken, however the CA's own certificate is known") {
  const std::string message = read_text(corpus() / "attacks/keys.dsa.false-parameters.eml");
  const auto ca = read_certificates(corpus() / "attacks/keys.dsa.ca.pem");
  REQUIRE(ca.size() == 1);
  Given given;
  given.now = *parse_rfc3339("2026-01-15T00:00:00Z");
  given.trust = read_anchors({corpus() / "trust/sample.sst"});
  given.clients = {client("strict"), client("outlook_win")};
  SECTION("fetched") {
    given.fetched = std::make_shared<const std::vector<pki::CertificatePtr>>(ca);
  }
  SECTION("given") { given.intermediates = ca; }
  SECTION("in the list of another client") {
    auto list = std::make_shared<pki::TrustAnchors>();
    list->helpers = ca;
    given.client_trust["owa"] = list;
  }
  const Report report = verify_message(Exact(message), "message", given, Limits{});
  REQUIRE(report.facts.layers.size() == 1);
  REQUIRE(report.facts.layers[0].signers.size() == 1);
  CHECK(report.facts.layers[0].signers[0].signature_valid != true);
  CHECK(report.facts.word <= Word::Invalid);
  REQUIRE(report.verdicts.size() == 1);
  CHECK(report.verdicts[0].word != judge::ClientWord::Valid);
}
