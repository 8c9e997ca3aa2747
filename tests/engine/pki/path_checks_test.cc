// Rules of a path that stand beside those of build_chain_test.cc: keys that inherit parameters,
// certificates that the trust list rejects, extensions that are known or out of place.
#include "engine/pki/path_checks.h"

#include <catch2/catch.hpp>
#include <set>

#include "engine/pki/build_chain.h"
#include "tests/support/cert_graph.h"

namespace {
using namespace smime;
using test::ca;
using test::make;
using test::Recipe;
using test::signer;
using Certificates = std::vector<pki::CertificatePtr>;

const Time kNow = *parse_rfc3339("2026-01-15T00:00:00Z");
constexpr auto kNamed = static_cast<std::int64_t>(pki::kNamedExtensions);

/// "code@n" of every error. Each is built twice with the same memory of signatures.
std::set<std::string> errors(const pki::CertificatePtr& of, const pki::TrustAnchors& trust,
                             const Certificates& message) {
  const Limits limits;
  Budget budget(limits.signature_checks);
  pki::SignatureChecks checks(limits, budget);
  const pki::Environment environment{
      std::make_shared<const pki::TrustAnchors>(trust), {Source::Message}, kNow};
  std::set<std::string> found, again;
  for (auto* const into : {&found, &again}) {
    const ChainFacts chain =
        pki::build_chain(of, message, {}, environment, "chain", limits, checks);
    for (const Finding& finding : chain.findings) {
      if (info(finding.code).severity != Severity::Error) continue;
      into->insert(std::string(info(finding.code).wire) + "@" +
                   finding.where.substr(finding.where.rfind('/') + 1));
    }
  }
  CHECK(found == again);
  return found;
}

Recipe dsa(Recipe recipe, const std::string& issuer, bool without_parameters) {
  recipe.key = "DSA " + recipe.subject;
  recipe.issuer_key = issuer;
  recipe.without_parameters = without_parameters;
  return recipe;
}

Recipe signed_by(Recipe recipe, const std::string& key) {
  recipe.issuer_key = key;
  return recipe;
}

Recipe with(Recipe recipe, const std::string& extension) {
  recipe.extensions.push_back(extension);
  return recipe;
}

}  // namespace

TEST_CASE("a DSA key without parameters has those of its issuer") {
  const Recipe root = dsa(ca("Root", "Root"), "DSA Root", false);
  const Recipe inter = dsa(ca("Inter", "Root"), "DSA Root", true);
  const Recipe below = dsa(ca("Below", "Inter"), "DSA Inter", true);
  Recipe flipped = signed_by(signer("Below"), "DSA Below");
  flipped.flip = 1;
  struct Row {
    const char* name;
    Recipe signer;
    std::vector<Recipe> message;
    std::vector<Recipe> anchors;
    std::set<std::string> want;
  };
  const std::vector<Row> rows = {
      {"from the anchor", signed_by(signer("Inter"), "DSA Inter"), {inter}, {root}, {}},
      {"over two certificates",
       signed_by(signer("Below"), "DSA Below"),
       {below, inter},
       {root},
       {}},
      {"signature changed", flipped, {below, inter}, {root}, {"chain.certificate_signature@0"}},
      {"an anchor of the same name with another kind of key",
       signed_by(signer("Inter"), "DSA Inter"),
       {inter},
       {ca("Root", "Root"), root},
       {}},
      // RFC 3279 2.3.2: without parameters, and signed with another algorithm, clients "MUST
      // reject".
      {"issuer with another kind of key",
       signed_by(signer("Inter"), "DSA Inter"),
       {dsa(ca("Inter", "Root"), "Root", true)},
       {ca("Root", "Root")},
       {"chain.algorithm_unsupported@0"}},
      {"nobody above",
       signed_by(signer("Inter"), "DSA Inter"),
       {inter},
       {ca("Other", "Other")},
       {"chain.algorithm_unsupported@0", "chain.issuer_missing@1"}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    pki::TrustAnchors trust;
    for (const Recipe& anchor : row.anchors) trust.anchors.push_back(make(anchor));
    Certificates message;
    for (const Recipe& one : row.message) message.push_back(make(one));
    CHECK(errors(make(row.signer), trust, message) == row.want);
  }
}

TEST_CASE("a certificate that the trust list rejects is in no good path") {
  const auto root = make(ca("Root", "Root"));
  const auto inter = make(ca("Inter", "Root"));
  Recipe second = ca("Inter", "Root");
  second.serial = 2;
  const auto renewed = make(second);
  const auto alice = make(signer("Inter"));
  pki::TrustAnchors trust;
  trust.anchors = {root};
  CHECK(errors(alice, trust, {inter}).empty());
  trust.distrusted = {inter->signed_sha256};
  CHECK(errors(alice, trust, {inter}) == std::set<std::string>{"chain.distrusted@1"});
  CHECK(errors(alice, trust, {inter, renewed}).empty());
  trust.distrusted = {alice->signed_sha256};
  CHECK(errors(alice, trust, {inter}) == std::set<std::string>{"chain.distrusted@0"});
}

TEST_CASE("extensions that are known, unknown or out of place") {
  // One PolicyInformation of 1.2.3 with a qualifier: id-qt-cps, and 1.2.3.5.
  const std::string cps = "DER:3017301506022A03300F300D06082B06010505070201160161";
  const std::string unknown = "DER:3012301006022A03300A300806032A0305160161";
  struct Row {
    const char* name;
    Recipe signer;
    std::set<std::string> want;
  };
  const std::vector<Row> rows = {
      {"id-pkix-ocsp-nocheck, critical", with(signer("Root"), "noCheck=critical,ignored"), {}},
      {"id-pkix-ocsp-nocheck that is no NULL",
       with(signer("Root"), "1.3.6.1.5.5.7.48.1.5=critical,DER:0400"),
       {"chain.extension_malformed@0"}},
      {"name constraints of no CA",
       with(signer("Root"), "nameConstraints=critical,permitted;email:example.com"),
       {"chain.certificate_malformed@0"}},
      {"critical policies with a CPS pointer",
       with(signer("Root"), "certificatePolicies=critical," + cps),
       {}},
      {"critical policies with an unknown qualifier",
       with(signer("Root"), "certificatePolicies=critical," + unknown),
       {"chain.unknown_critical_extension@0"}},
      {"policies with an unknown qualifier",
       with(signer("Root"), "certificatePolicies=" + unknown),
       {}},
  };
  pki::TrustAnchors trust;
  trust.anchors = {make(ca("Root", "Root"))};
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(errors(make(row.signer), trust, {}) == row.want);
  }
}

TEST_CASE("findings of one certificate are few, however much it holds that is not known") {
  std::vector<std::string> critical, repeated;
  for (int i = 0; i < 20; ++i)
    critical.push_back("1.2.3." + std::to_string(i) + "=critical,DER:0500");
  for (int i = 0; i < 18; ++i) repeated.push_back("1.2.3." + std::to_string(i % 9) + "=DER:0500");
  struct Row {
    const char* name;
    std::vector<std::string> extensions;
    Code code;
    std::int64_t want;
    std::int64_t further;  // the detail of this name; 0: none
  };
  const std::vector<Row> rows = {
      {"one critical extension", {critical[0]}, Code::ChainUnknownCritical, 1, 0},
      {"20 critical extensions", critical, Code::ChainUnknownCritical, kNamed + 1, 20 - kNamed},
      {"9 extensions that occur twice", repeated, Code::ChainExtensionMalformed, kNamed + 1,
       9 - kNamed},
      // PolicyInformation of 1.2.3 with three qualifiers 1.2.3.5
      {"three unknown qualifiers",
       {"certificatePolicies=critical,DER:3026302406022A03301E300806032A0305160161"
        "300806032A0305160161300806032A0305160161"},
       Code::ChainUnknownCritical,
       1,
       0},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const auto certificate = make(signer("Root", row.extensions));
    const Limits limits;
    Budget budget(limits.signature_checks);
    pki::SignatureChecks checks(limits, budget);
    const pki::Environment environment{nullptr, {Source::Message}, kNow};
    const ChainFacts chain =
        pki::build_chain(certificate, {}, {}, environment, "chain", limits, checks);
    std::int64_t found = 0;
    std::int64_t further = 0;
    for (const Finding& finding : chain.findings) {
      if (finding.code != row.code) continue;
      ++found;
      for (const auto& [key, value] : finding.details)
        if (key == "further") further = std::get<std::int64_t>(value);
    }
    CHECK(found == row.want);
    CHECK(further == row.further);
  }
}

TEST_CASE("an unknown policy qualifier is no unknown extension, and is named as what it is") {
  const auto certificate = make(signer(
      "Root", {"certificatePolicies=critical,DER:3012301006022A03300A300806032A0305160161"}));
  CHECK(certificate->unknown_critical.empty());
  CHECK(certificate->unknown_qualifier == "1.2.3.5");
}
