#include "engine/fetch/collect.h"

#include <catch2/catch.hpp>

#include "base/text.h"
#include "tests/support/cert_graph.h"
#include "tests/support/inputs.h"
#include "tests/support/run_program.h"

using namespace smime;
using namespace smime::test;
using fetch::Collector;
using fetch::Kind;
using fetch::Need;

namespace {

const std::string kRootCrl = "crlDistributionPoints=URI:http://r.example/r.crl";
const std::string kCaCrl = "crlDistributionPoints=URI:http://c.example/c.crl";
const std::string kCaAccess =
    "authorityInfoAccess=OCSP;URI:http://c.example/o,caIssuers;URI:http://c.example/c.cer";

/// "crl http://c.example/c.crl", in the order in which they are named.
std::vector<std::string> texts(const std::vector<Need>& needs) {
  std::vector<std::string> out;
  for (const Need& need : needs) out.push_back(std::string(wire_name(need.kind)) + " " + need.url);
  return out;
}

std::shared_ptr<const pki::TrustAnchors> anchors(const std::vector<pki::CertificatePtr>& list) {
  auto out = std::make_shared<pki::TrustAnchors>();
  out->anchors = list;
  return out;
}

fetch::Item issuers_item(const pki::CertificatePtr& certificate) {
  fetch::Item item;
  item.kind = Kind::Issuers;
  item.outcome = fetch::Outcome::Fetched;
  item.octets = std::make_shared<const Octets>(certificate->der);
  return item;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("Addresses are those of the signer and of the issuers that are known", "[fetch]") {
  const Limits limits;
  const auto root = make(ca("Root", "Root"));
  const auto sub = make(ca("Sub", "Root", {kRootCrl}));
  const auto alice = make(signer("Sub", {kCaCrl, kCaAccess}));
  const Texts of_alice = {"crl http://c.example/c.crl", "ocsp http://c.example/o"};

  SECTION("issuer and root in the trust list") {
    auto trust = std::make_shared<pki::TrustAnchors>();
    trust->anchors = {root};
    trust->helpers = {sub};
    Collector collector(trust, {}, limits);
    collector.want(alice);
    // Nothing is asked about the root, and nobody for an issuer that is given.
    Texts want = of_alice;
    want.emplace_back("crl http://r.example/r.crl");
    CHECK(texts(collector.next()) == want);
    CHECK(collector.next().empty());
    CHECK(collector.without_issuer().empty());
  }
  SECTION("issuer among the intermediates") {
    Collector collector(nullptr, {sub}, limits);
    collector.want(alice);
    CHECK(texts(collector.next()) == Texts{"crl http://c.example/c.crl", "ocsp http://c.example/o",
                                           "crl http://r.example/r.crl"});
  }
  SECTION("issuer to be fetched: OCSP waits for it") {
    Collector collector(anchors({root}), {}, limits);
    collector.want(alice);
    CHECK(texts(collector.next()) ==
          Texts{"crl http://c.example/c.crl", "issuers http://c.example/c.cer"});
    REQUIRE(collector.without_issuer().size() == 1);
    CHECK(collector.without_issuer()[0] == alice);
    collector.take(issuers_item(sub));
    const auto needs = collector.next();
    CHECK(texts(needs) == Texts{"ocsp http://c.example/o", "crl http://r.example/r.crl"});
    CHECK(needs[0].issuer->sha256 == sub->sha256);
    CHECK(collector.without_issuer().empty());
  }
  SECTION("a certificate of the same name but another key issued nothing") {
    Recipe recipe = ca("Sub", "Root", {"crlDistributionPoints=URI:http://false.example/"});
    recipe.key = "another";
    Collector collector(anchors({root}), {make(recipe)}, limits);
    collector.want(alice);
    CHECK(texts(collector.next()) ==
          Texts{"crl http://c.example/c.crl", "issuers http://c.example/c.cer"});
  }
  SECTION("an anchor that is not self-signed ends the way up") {
    Collector collector(anchors({sub}), {root}, limits);
    collector.want(alice);
    CHECK(texts(collector.next()) == of_alice);
  }
}

TEST_CASE("Each kind of address of a certificate is bounded, and each address asked once",
          "[fetch]") {
  std::string points = "crlDistributionPoints=";
  for (int i = 0; i < 9; ++i)
    points += (i == 0 ? "URI:http://x.example/" : ",URI:http://x.example/") + std::to_string(i);
  Limits limits;
  Collector collector(nullptr, {}, limits);
  Recipe one = signer("Root", {points}), other = signer("Root", {points});
  other.serial = 2;
  collector.want(make(one));
  collector.want(make(other));
  CHECK(collector.next().size() == limits.fetch_urls);
  CHECK(collector.left_out() == 9 - limits.fetch_urls);
}

TEST_CASE("An address that is never asked knows of another one", "[fetch]") {
  const Limits limits;
  struct Row {
    const char* name;
    const char* points;
    std::vector<bool> has_other;
  };
  const auto row = GENERATE(values<Row>({
      {"alone", "URI:ldap:///cn=x", {false}},
      {"beside http", "URI:ldap:///cn=x,URI:http://x.example/", {true, false}},
      {"two of http", "URI:http://x.example/,URI:http://y.example/", {true, true}},
      {"beside what is no URL", "URI:ldap:///cn=x,URI:x", {false, false}},
  }));
  CAPTURE(row.name);
  Collector collector(nullptr, {}, limits);
  collector.want(make(signer("Root", {std::string("crlDistributionPoints=") + row.points})));
  std::vector<bool> has_other;
  for (const Need& need : collector.next()) has_other.push_back(need.has_other);
  CHECK(has_other == row.has_other);
}

TEST_CASE("The freshest CRL is asked for, too", "[fetch]") {
  const Limits limits;
  Collector collector(nullptr, {}, limits);
  collector.want(make(signer("Root", {"freshestCRL=URI:http://x.example/delta"})));
  CHECK(texts(collector.next()) ==
        Texts{"crl http://example.com/a.crl", "crl http://x.example/delta"});
}

TEST_CASE("Of a message the signers count, of other files every certificate", "[fetch]") {
  const Limits limits;
  struct Row {
    const char* name;
    const char* file;
    std::size_t want;
  };
  const auto row = GENERATE(values<Row>({
      {"signed message", "messages/alice.detached.sha256.eml", 1},
      {"two signers", "messages/alice-and-bob.detached.sha256.eml", 2},
      {"CMS object alone", "messages/alice.detached.bare.p7s", 1},
      {"certificate", "certs/alice.pem", 1},
      {"a serialized store", "trust/sample.sst", 2},
      {"no message at all", "trust/truncated.sst", 0},
  }));
  CAPTURE(row.name);
  Collector collector(nullptr, {}, limits);
  CHECK(collector.want(read_octets(corpus() / row.file)) == row.want);
}

TEST_CASE("Certificates without a signer count in a file of their own, not in a mail", "[fetch]") {
  const Limits limits;
  const TemporaryDirectory directory;
  const std::string object = directory.path("certs.p7c");
  const std::string certificates = (corpus() / "certs/alice.pem").string();
  REQUIRE(
      run("openssl", {"crl2pkcs7", "-nocrl", "-certfile", certificates, "-out", object}).status ==
      0);
  std::string base64 = read_text(object);
  base64 = base64.substr(base64.find('\n') + 1);
  base64 = base64.substr(0, base64.find("-----END"));
  const std::string part =
      "Content-Type: application/pkcs7-mime; smime-type=certs-only; name=smime.p7c\r\n"
      "Content-Transfer-Encoding: base64\r\n\r\n" +
      base64;
  const std::string head = "From: alice@example.com\r\nMIME-Version: 1.0\r\n";
  struct Row {
    const char* name;
    std::string octets;
    std::size_t want;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"a file", read_text(object), 1},
      {"the body of a mail", head + part, 0},
      {"a part of a mail",
       head + "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nHi\r\n--x\r\n" + part +
           "\r\n--x--\r\n",
       0},
      {"text of a mail", head + "\r\n" + read_text(corpus() / "certs/alice.pem"), 0},
  }));
  CAPTURE(row.name);
  Collector collector(nullptr, {}, limits);
  CHECK(collector.want(as_octets(row.octets)) == row.want);
  CHECK(collector.wants_anything() == (row.want > 0));
}

TEST_CASE("Addresses that are never asked displace none that is", "[fetch]") {
  const Limits limits;
  std::string points = "crlDistributionPoints=";
  for (int i = 0; i < 20; ++i) points += "URI:ldap:///" + std::to_string(i) + ",";
  Collector collector(nullptr, {}, limits);
  collector.want(make(signer("Root", {points + "URI:http://x.example/last"})));
  const auto found = texts(collector.next());
  CHECK(found.size() == limits.fetch_urls + 1);
  CHECK(found.back() == "crl http://x.example/last");
  CHECK(collector.left_out() == 0);  // nobody could ask for what was left out
}

TEST_CASE("Signatures that are verified to find issuers are bounded", "[fetch]") {
  const Limits limits;
  const auto root = make(ca("Root", "Root")), sub = make(ca("Sub", "Root", {kRootCrl}));
  const auto alice = make(signer("Sub", {kCaCrl, kCaAccess}));
  struct Row {
    std::uint32_t checks;
    Texts want;
  };
  const auto row = GENERATE(values<Row>({
      {0, {"crl http://c.example/c.crl", "issuers http://c.example/c.cer"}},
      {1, {"crl http://c.example/c.crl", "ocsp http://c.example/o", "crl http://r.example/r.crl"}},
  }));
  CAPTURE(row.checks);
  Collector collector(nullptr, {sub, root}, limits, row.checks);
  collector.want(alice);
  CHECK(texts(collector.next()) == row.want);
}
