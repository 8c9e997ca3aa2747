#include "engine/fetch/vouched.h"

#include <catch2/catch.hpp>
#include <functional>

#include "tests/support/cert_graph.h"
#include "tests/support/revocation_data.h"

using namespace smime;
using namespace smime::test;
using fetch::Item;
using fetch::Kind;

namespace {

constexpr const char* kAddress = "http://example.com/a.crl";  // that signer() names

Item answer(Kind kind, Octets octets, std::string url = kAddress) {
  Item item;
  item.kind = kind;
  item.url = std::move(url);
  item.outcome = fetch::Outcome::Fetched;
  item.octets = std::make_shared<const Octets>(std::move(octets));
  return item;
}

bool vouched_for(const Item& item, const pki::CertificatePtr& certificate,
                 const std::vector<pki::CertificatePtr>& issuers, const char* now) {
  const Limits limits;
  Budget budget(100);
  pki::SignatureChecks checks(limits, budget);
  return fetch::vouched_for(item, certificate, issuers, *parse_rfc3339(now), limits, checks);
}

constexpr const char* kNow = "2025-01-02T00:00:00Z";

}  // namespace

TEST_CASE("A CRL is kept only if a known issuer's key signed it", "[fetch]") {
  const auto root = make(ca("Root", "Root")), stranger = make(ca("Other", "Other"));
  const auto alice = make(signer("Root"));
  struct Row {
    const char* name;
    CrlRecipe recipe;
    const char* now;
    bool want;
  };
  const auto row = GENERATE(values<Row>({
      {"signed by the issuer", {}, kNow, true},
      {"signature changed", {.flip = 1}, kNow, false},
      {"signed by another key under its name", {.key = "Mallory"}, kNow, false},
      {"of another authority", {.issuer = "Mallory"}, kNow, false},
      {"at its thisUpdate", {}, "2025-01-01T00:00:00Z", true},
      {"by a clock that is five minutes ahead", {}, "2024-12-31T23:55:00Z", true},
      {"from the future", {}, "2024-12-31T23:54:59Z", false},
      {"of another issuer that is known", {.issuer = "Other"}, kNow, false},
      {"for user certificates", {.extensions = {"2.5.29.28=critical,DER:30038101ff"}}, kNow, true},
      {"for CA certificates", {.extensions = {"2.5.29.28=critical,DER:30038201ff"}}, kNow, false},
      {"for attribute certificates",
       {.extensions = {"2.5.29.28=critical,DER:30038501ff"}},
       kNow,
       false},
      {"for its distribution point",
       {.extensions = {"issuingDistributionPoint=critical,fullname:URI:http://example.com/a.crl"}},
       kNow,
       true},
      {"for another distribution point",
       {.extensions = {"issuingDistributionPoint=critical,fullname:URI:http://example.com/b.crl"}},
       kNow,
       false},
  }));
  CAPTURE(row.name);
  const Item item = answer(Kind::Crl, make_crl(row.recipe));
  CHECK(vouched_for(item, alice, {stranger, root}, row.now) == row.want);
  CHECK_FALSE(vouched_for(item, alice, {}, row.now));
}

TEST_CASE("A delta CRL is kept for its own address alone, and a complete one for the other",
          "[fetch]") {
  const auto root = make(ca("Root", "Root"));
  const auto alice = make(signer("Root"));
  const bool delta = GENERATE(true, false);
  CAPTURE(delta);
  CrlRecipe recipe;
  if (delta) recipe.extensions = {"2.5.29.20=DER:020107", "2.5.29.27=critical,DER:020104"};
  const Octets crl = make_crl(recipe);
  CHECK(vouched_for(answer(Kind::Crl, crl), alice, {root}, kNow) == !delta);
  CHECK(vouched_for(answer(Kind::Crl, crl, "http://example.com/delta.crl"), alice, {root}, kNow) ==
        delta);
}

TEST_CASE("A CRL of another issuer is kept where the certificate names that issuer", "[fetch]") {
  const auto root = make(ca("Root", "Root")), clearing = make(ca("Clearing", "Root"));
  Recipe named = signer("Root");
  // DistributionPoint { http://example.com/a.crl, cRLIssuer { CN=Clearing } }
  named.extensions.back() =
      "2.5.29.31=DER:30393037a01ca01a8618687474703a2f2f6578616d706c652e636f6d2f612e63726c"
      "a217a41530133111300f06035504030c08436c656172696e67";
  const bool names_it = GENERATE(true, false), indirect = GENERATE(true, false);
  CAPTURE(names_it, indirect);
  const auto alice = make(names_it ? named : signer("Root"));
  CrlRecipe recipe;
  recipe.issuer = "Clearing";
  if (indirect) recipe.extensions.emplace_back("2.5.29.28=critical,DER:30038401ff");
  CHECK(vouched_for(answer(Kind::Crl, make_crl(recipe)), alice, {root, clearing}, kNow) ==
        (names_it && indirect));
}

TEST_CASE(
    "An OCSP response is kept only if it is about the certificate and its issuer stands for it",
    "[fetch]") {
  const auto root = make(ca("Root", "Root")), false_root = make(ca("False", "False"));
  Recipe second = signer("Root");
  second.serial = 2;
  const auto alice = make(signer("Root")), bob = make(second);
  const Recipe plain = {.subject = "Responder", .issuer = "Root"};
  Recipe usage = plain, foreign = plain;
  usage.extensions = foreign.extensions = {"extendedKeyUsage=OCSPSigning"};
  foreign.issuer_key = "False";
  const auto without_usage = make(plain), delegate = make(usage), impostor = make(foreign);
  const OcspRecipe good = {.certificate = alice, .issuer = root, .responder = root, .key = "Root"};
  struct Row {
    const char* name;
    std::function<void(OcspRecipe&)> change;
    const char* now;
    bool want;
  };
  const auto by = [](const pki::CertificatePtr& responder) {
    return [responder](OcspRecipe& recipe) {
      recipe.responder = responder;
      recipe.key = "Responder";
    };
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"by the issuer", [](auto&) {}, kNow, true},
      {"about another certificate", [bob](auto& r) { r.certificate = bob; }, kNow, false},
      {"about another issuer's", [false_root](auto& r) { r.issuer = false_root; }, kNow, false},
      {"by another key", [](auto& r) { r.key = "Mallory"; }, kNow, false},
      {"signed after the run began",
       [](auto& r) { r.this_update = r.produced_at = "20250102000003Z"; }, kNow, true},
      {"from the future", [](auto& r) { r.this_update = "20250103000000Z"; }, kNow, false},
      {"produced in the future", [](auto& r) { r.produced_at = "20250103000000Z"; }, kNow, false},
      {"by whom the issuer certified for it", by(delegate), kNow, true},
      {"by whom the issuer certified for something else", by(without_usage), kNow, false},
      {"by whom another key certified", by(impostor), kNow, false},
  }));
  CAPTURE(row.name);
  OcspRecipe recipe = good;
  row.change(recipe);
  const Item item = answer(Kind::Ocsp, make_ocsp_response(recipe));
  CHECK(vouched_for(item, alice, {root}, row.now) == row.want);
}

TEST_CASE("An issuer is kept only if its key signed the certificate that names it", "[fetch]") {
  const auto alice = make(signer("Root"));
  Recipe other = ca("Root", "Root");
  other.key = "another";
  CHECK(vouched_for(answer(Kind::Issuers, make_der(ca("Root", "Root"))), alice, {}, kNow));
  CHECK_FALSE(vouched_for(answer(Kind::Issuers, make_der(other)), alice, {}, kNow));
  CHECK_FALSE(vouched_for(answer(Kind::Issuers, make_der(ca("Other", "Other"))), alice, {}, kNow));
}
