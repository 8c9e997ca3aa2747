#include "engine/chains.h"

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "base/text.h"
#include "engine/crypto/digest.h"
#include "engine/signer/find_signer.h"
#include "tests/support/cert_graph.h"
#include "tests/support/clients.h"

using namespace smime;
using namespace smime::test;

namespace {

using Certificates = std::vector<pki::CertificatePtr>;

Recipe root() {
  Recipe recipe = ca("Root", "Root");
  recipe.key = recipe.issuer_key = "DSA Root";
  return recipe;
}

/// Her key has no parameters; `by` signs her certificate in the name of the root.
Recipe alice(const std::string& by) {
  Recipe recipe = test::signer("Root");
  recipe.key = "DSA Alice";
  recipe.issuer_key = by;
  recipe.without_parameters = true;
  return recipe;
}

std::string completed(const pki::Certificate& certificate, const Certificates& others) {
  const Octets key = smime::signer::complete_key(certificate, {}, others);
  return key.empty() ? std::string() : hex(crypto::sha256(key));
}

}  // namespace

TEST_CASE("a key has the parameters of its issuer, or none") {
  Recipe rsa_root = ca("Root", "Root");
  Recipe bare_root = root();
  bare_root.without_parameters = true;
  const auto from_root = make(alice("DSA Root"));
  CHECK_FALSE(completed(*from_root, {make(root())}).empty());
  CHECK(completed(*from_root, {}).empty());
  CHECK(completed(*from_root, {make(rsa_root)}).empty());
  CHECK_FALSE(completed(*from_root, {make(rsa_root), make(root())}).empty());
  // Two that bear the issuer's name do not agree.
  CHECK(completed(*from_root, {make(root()), make(bare_root)}).empty());
  // RFC 3279 2.3.2: the issuer has nothing to give where it did not sign with DSA.
  CHECK(completed(*make(alice("Root")), {make(rsa_root), make(root())}).empty());
  // One with parameters of its own.
  Recipe whole = alice("DSA Root");
  whole.without_parameters = false;
  CHECK(completed(*make(whole), {make(root())}).empty());
}

// RFC 5280 6.1.4 (d) to (f)
TEST_CASE("a signature counts only with the parameters that the chain gives the key") {
  struct Row {
    const char* name;
    const char* signed_by;
    bool anchored, others, attributes;
    bool valid;
  };
  const auto row = GENERATE(values<Row>({
      {"those of the chain", "DSA Root", true, false, true, true},
      {"others", "DSA Root", true, true, true, false},
      {"others, and no signed attributes", "DSA Root", true, true, false, false},
      {"the chain gives none: its issuer signed with RSA", "RSA Root", true, true, true, false},
      {"the chain ends before the issuer, and is not trusted", "DSA Root", false, true, true, true},
  }));
  CAPTURE(row.name);
  const auto certificate = make(alice(row.signed_by));
  Recipe anchor = root();
  if (std::string(row.signed_by) == "RSA Root") anchor.key = anchor.issuer_key = "RSA Root";
  auto trust = std::make_shared<pki::TrustAnchors>();
  trust->anchors = {make(row.anchored ? anchor : ca("Other", "Other"))};
  Given given;
  given.now = *parse_rfc3339("2026-01-15T00:00:00Z");
  given.trust = trust;
  given.clients = {client("strict")};

  SignerFacts facts;
  facts.content_intact = facts.signature_valid = true;
  if (row.attributes) facts.attributes = {"messageDigest"};
  facts.completed_key = row.others ? std::string(64, '0') : completed(*certificate, trust->anchors);
  std::vector<Layer> layers(1);
  layers[0].facts.part = "TEXT";
  layers[0].facts.signers = {facts};
  layers[0].certificates = {certificate};
  const Limits limits;
  Budget signature_checks(limits.signature_checks);
  layers.front().facts.signers.front().at = given.now;
  build_chains(layers, {{certificate}}, given, limits, signature_checks);

  const SignerFacts& judged = layers[0].facts.signers[0];
  REQUIRE(judged.chains.size() == 1);
  CHECK(judged.chains[0].reaches_anchor == row.anchored);
  CHECK(judged.signature_valid == row.valid);
  CHECK(judged.content_intact == (row.valid || row.attributes));
  CHECK(judged.findings.has(Code::SignatureMismatch) == !row.valid);
}
