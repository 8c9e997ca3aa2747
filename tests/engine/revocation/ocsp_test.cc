#include "engine/revocation/ocsp.h"

#include <catch2/catch.hpp>

#include "base/text.h"
#include "tests/engine/revocation/ask.h"
#include "tests/support/cert_graph.h"
#include "tests/support/exact.h"
#include "tests/support/inputs.h"
#include "tests/support/revocation_data.h"
#include "tests/support/run_program.h"

namespace {
using namespace smime;
using namespace smime::revocation;
using test::Ask;
using test::Exact;
using test::OcspRecipe;

struct Scene {
  pki::CertificatePtr alice, ca, root, responder, bob;
  Ask ask;

  Scene() {
    test::Recipe signer = test::signer("CA");
    signer.serial = 5;
    alice = test::make(signer);
    signer.serial = 6;
    bob = test::make(signer);
    ca = test::make(test::ca("CA", "Root"));
    root = test::make(test::ca("Root", "Root"));
    responder = make_responder();
    ask.anchors = {root};
    ask.message = {alice, ca};
    ask.scope = Scope::EndCertificate;
  }
  static test::Recipe responder_recipe() {
    test::Recipe recipe;
    recipe.subject = "Responder";
    recipe.issuer = "CA";
    recipe.serial = 40;
    recipe.extensions = {"keyUsage=critical,digitalSignature", "extendedKeyUsage=OCSPSigning"};
    return recipe;
  }
  static pki::CertificatePtr make_responder() { return test::make(responder_recipe()); }

  [[nodiscard]] OcspRecipe by_ca() const {
    OcspRecipe recipe;
    recipe.certificate = alice;
    recipe.issuer = ca;
    recipe.responder = ca;
    recipe.key = "CA";
    recipe.with_certificate = false;
    return recipe;
  }
  [[nodiscard]] OcspRecipe delegated() const {
    OcspRecipe recipe = by_ca();
    recipe.responder = responder;
    recipe.key = "Responder";
    recipe.with_certificate = true;
    return recipe;
  }
  void add(const OcspRecipe& recipe) {
    std::string why;
    const auto added = ask.evidence.add_ocsp_response(test::make_ocsp_response(recipe),
                                                      EvidenceSource::Given, {}, &why);
    CAPTURE(why);
    REQUIRE(added == Added::Yes);
  }
  [[nodiscard]] std::string state() const {
    const RevocationFacts facts = ask.answer().certificates.at(0);
    return std::string(wire_name(facts.state)) + (facts.why.empty() ? "" : ": " + facts.why);
  }
};

}  // namespace

TEST_CASE("an OCSP response is read") {
  const Scene scene;
  OcspRecipe recipe = scene.delegated();
  recipe.status = 1;
  recipe.reason = 1;
  recipe.digest = "SHA256";
  const Octets der = test::make_ocsp_response(recipe);
  std::string why;
  const auto response = read_ocsp_response(Exact(as_text(der)), {}, &why);
  CAPTURE(why);
  REQUIRE(response);
  CHECK(response->canonical_responder == scene.responder->canonical_subject);
  CHECK_FALSE(response->responder_key);
  CHECK(to_rfc3339(response->produced_at) == "2025-01-01T00:00:00Z");
  REQUIRE(response->certificates.size() == 1);
  CHECK(response->certificates[0]->sha256 == scene.responder->sha256);
  REQUIRE(response->answers.size() == 1);
  const OcspAnswer& answer = response->answers[0];
  CHECK(answer.digest == "sha256");
  CHECK(hex(answer.serial) == "05");
  CHECK(answer.status == OcspAnswer::Status::Revoked);
  CHECK(to_rfc3339(answer.revoked_at) == "2024-01-01T00:00:00Z");
  CHECK(answer.reason == 1);
  CHECK(to_rfc3339(answer.this_update) == "2025-01-01T00:00:00Z");
  REQUIRE(answer.next_update);
  CHECK(to_rfc3339(*answer.next_update) == "2026-01-01T00:00:00Z");
}

TEST_CASE("an OCSP response cut short anywhere is refused") {
  const Scene scene;
  const Octets whole = test::make_ocsp_response(scene.delegated());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    const Octets front(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    CHECK_FALSE(read_ocsp_response(Exact(as_text(front)), {}));
  }
  Octets longer = whole;
  longer.push_back(0);
  CHECK_FALSE(read_ocsp_response(Exact(as_text(longer)), {}));
}

TEST_CASE("an OCSP response that ends before it begins is refused") {
  OcspRecipe recipe = Scene().by_ca();
  recipe.next_update = "20241231235959Z";
  CHECK_FALSE(read_ocsp_response(test::make_ocsp_response(recipe), {}));
}

TEST_CASE("an OCSP responder's error is said") {
  struct Row {
    int status;
    const char* why;
  };
  const auto row = GENERATE(values<Row>({{1, "the responder answered malformedRequest"},
                                         {3, "the responder answered tryLater"},
                                         {6, "the responder answered unauthorized"}}));
  OcspRecipe recipe;
  recipe.response_status = row.status;
  const Octets der = test::make_ocsp_response(recipe);
  std::string why;
  CHECK_FALSE(read_ocsp_response(Exact(as_text(der)), {}, &why));
  CHECK(why == row.why);
}

TEST_CASE("the limit of an OCSP response is named") {
  const Scene scene;
  const Octets der = test::make_ocsp_response(scene.delegated());
  Limits limits;
  limits.ocsp_size = static_cast<std::uint32_t>(der.size() - 1);
  std::string why;
  CHECK_FALSE(read_ocsp_response(der, limits, &why));
  CHECK(why == "larger than the limit ocsp_size");
  limits = {};
  limits.cms_certificates = 0;
  CHECK_FALSE(read_ocsp_response(der, limits, &why));
  CHECK(why == "more certificates than the limit cms_certificates");
}

TEST_CASE("an OCSP response answers for a certificate if its signer may") {
  struct Row {
    const char* name;
    void (*change)(OcspRecipe&, const Scene&);
    const char* want;
  };
  const bool delegated = GENERATE(false, true);
  const auto row = GENERATE(values<Row>({
      {"good", [](OcspRecipe&, const Scene&) {}, "good"},
      {"identified by its key", [](OcspRecipe& r, const Scene&) { r.by_key = true; }, "good"},
      {"CertID with SHA-256", [](OcspRecipe& r, const Scene&) { r.digest = "SHA256"; }, "good"},
      {"CertID with SHA-512", [](OcspRecipe& r, const Scene&) { r.digest = "SHA512"; }, "good"},
      {"revoked", [](OcspRecipe& r, const Scene&) { r.status = 1; }, "revoked"},
      {"revoked later",
       [](OcspRecipe& r, const Scene&) {
         r.status = 1;
         r.revoked_at = "20250701000000Z";
         r.this_update = r.produced_at = "20250702000000Z";
       },
       "good"},
      {"revoked with a date later than the response",
       [](OcspRecipe& r, const Scene&) {
         r.status = 1;
         r.revoked_at = "20250701000000Z";
       },
       "revoked"},
      {"made before what it says",
       [](OcspRecipe& r, const Scene&) { r.this_update = "20250102000000Z"; },
       "unavailable: an OCSP response was made before what it says"},
      {"from the future",
       [](OcspRecipe& r, const Scene&) {
         r.this_update = r.produced_at = "20260601000000Z";
         r.next_update = "20270101000000Z";
       },
       "unavailable: the data is from the future"},
      {"revoked, from the future",
       [](OcspRecipe& r, const Scene&) {
         r.status = 1;
         r.revoked_at = "20260529000000Z";
         r.this_update = r.produced_at = "20260601000000Z";
         r.next_update = "20270101000000Z";
       },
       "unavailable: the data is from the future"},
      {"unknown", [](OcspRecipe& r, const Scene&) { r.status = 2; },
       "unavailable: the OCSP responder does not know the certificate"},
      {"too old", [](OcspRecipe& r, const Scene&) { r.next_update = "20250201000000Z"; }, "stale"},
      {"too old, revoked",
       [](OcspRecipe& r, const Scene&) {
         r.status = 1;
         r.next_update = "20250201000000Z";
       },
       "revoked"},
      {"without nextUpdate, old", [](OcspRecipe& r, const Scene&) { r.next_update.clear(); },
       "stale"},
      {"without nextUpdate, of twelve hours ago",
       [](OcspRecipe& r, const Scene&) {
         r.next_update.clear();
         r.this_update = r.produced_at = "20250615030640Z";
       },
       "good"},
      {"without nextUpdate, a second older",
       [](OcspRecipe& r, const Scene&) {
         r.next_update.clear();
         r.this_update = r.produced_at = "20250615030639Z";
       },
       "stale"},
      {"about another certificate", [](OcspRecipe& r, const Scene& s) { r.certificate = s.bob; },
       "unavailable: there is neither a CRL nor an OCSP response for it"},
      {"about one of another issuer", [](OcspRecipe& r, const Scene& s) { r.issuer = s.root; },
       "unavailable: there is neither a CRL nor an OCSP response for it"},
      {"signed with another key", [](OcspRecipe& r, const Scene&) { r.key = "Somebody"; },
       "unavailable: the signature of the data does not verify: it is damaged, or not of this CA"},
      {"nonce",
       [](OcspRecipe& r, const Scene&) { r.extensions = {"1.3.6.1.5.5.7.48.1.2=DER:04020102"}; },
       "good"},
      {"critical extension",
       [](OcspRecipe& r, const Scene&) { r.extensions = {"1.2.3=critical,DER:0500"}; },
       "unavailable: an OCSP response has an unknown critical extension"},
  }));
  CAPTURE(row.name, delegated);
  Scene scene;
  OcspRecipe recipe = delegated ? scene.delegated() : scene.by_ca();
  row.change(recipe, scene);
  scene.add(recipe);
  CHECK(scene.state() == row.want);
}

TEST_CASE("whom the issuer let answer for it") {
  Scene scene;
  test::Recipe responder = Scene::responder_recipe();
  OcspRecipe recipe = scene.delegated();
  std::string want = "good";
  SECTION("a certificate without the usage") {
    responder.extensions = {"extendedKeyUsage=emailProtection"};
    want = "unavailable: the OCSP responder's certificate is not for signing responses";
  }
  SECTION("one without any usage") {
    responder.extensions = {"keyUsage=critical,digitalSignature"};
    want = "unavailable: the OCSP responder's certificate is not for signing responses";
  }
  SECTION("one of another issuer") {
    responder.issuer = "Root";
    want = "unavailable: the OCSP responder was certified by another issuer";
  }
  SECTION("one of the issuer's name, but not of its key") {
    responder.issuer_key = "Somebody";
    want = "unavailable: the OCSP responder was certified by another issuer";
  }
  SECTION("one that had expired when it answered") {
    responder.not_after = "20241231235959Z";
    want = "unavailable: the OCSP responder's certificate was not valid when it answered";
  }
  SECTION("one that expired since") {
    responder.not_after = "20250201000000Z";
    want = "unavailable: the OCSP responder's certificate has expired";
  }
  SECTION("one that is newer than the time asked about") {
    responder.not_before = "20260101000000Z";
    recipe.this_update = recipe.produced_at = "20260201000000Z";
    recipe.next_update = "20270101000000Z";
    SECTION("and valid at present") {}
    SECTION("and has expired since") {
      responder.not_after = "20260301000000Z";
      want = "unavailable: the OCSP responder's certificate has expired";
    }
    SECTION("and the present is before it") {
      scene.ask.now = scene.ask.at;
      scene.ask.now_is_given = true;
      want = "unavailable: the OCSP responder's certificate was not yet valid";
    }
  }
  SECTION("one that expired since may say revoked") {
    responder.not_after = "20250201000000Z";
    recipe.status = 1;
    want = "revoked";
  }
  SECTION("one that expired and is not to be asked about") {
    responder.not_after = "20250201000000Z";
    responder.extensions.emplace_back("1.3.6.1.5.5.7.48.1.5=DER:0500");
    want = "unavailable: the OCSP responder's certificate has expired";
  }
  SECTION("one whose key is not for signing") {
    responder.extensions = {"keyUsage=critical,keyEncipherment", "extendedKeyUsage=OCSPSigning"};
    want = "unavailable: the OCSP responder's certificate is not for signing responses";
  }
  SECTION("one with a key that anybody can use") {
    responder.key = recipe.key = "RSA512 responder";
    want = "unavailable: the data is signed with a broken key";
  }
  SECTION("one that is revoked, and says of itself that it is good") {
    test::CrlRecipe crl;
    crl.issuer = "CA";
    crl.entries = {{5}, {40}};
    crl.this_update = "20240101000000Z";
    const Octets der = test::make_crl(crl);
    REQUIRE(scene.ask.evidence.add_crl(der, EvidenceSource::Given, {}) == Added::Yes);
    OcspRecipe own = scene.delegated();
    own.certificate = scene.responder;
    scene.add(own);
    want = "revoked";
  }
  SECTION("one with an unknown critical extension") {
    responder.extensions.emplace_back("1.2.3=critical,DER:0500");
    want = "unavailable: the OCSP responder's certificate breaks a rule";
  }
  SECTION("one that is not in the response") {
    recipe.with_certificate = false;
    want = "unavailable: the OCSP response does not carry its responder's certificate";
  }
  SECTION("one that is revoked") {
    test::CrlRecipe crl;
    crl.issuer = "CA";
    crl.entries = {{40}};
    crl.this_update = "20240101000000Z";
    crl.next_update = "20240201000000Z";  // too old to answer for Alice
    const Octets der = test::make_crl(crl);
    REQUIRE(scene.ask.evidence.add_crl(der, EvidenceSource::Given, {}) == Added::Yes);
    // The CRL answers for Alice, though too late.
    want = "stale";
    SECTION("but is not to be asked about") {
      responder.extensions.emplace_back("1.3.6.1.5.5.7.48.1.5=DER:0500");
      want = "good";
    }
  }
  recipe.responder = test::make(responder);
  scene.add(recipe);
  CHECK(scene.state() == want);
}

// RFC 5280 3.3: an entry stays on the CRL until one that is issued after the certificate's expiry;
// 5.3.1: only a hold ends before.
TEST_CASE("of a CRL and an OCSP response the newer one counts, unless the older revokes for good") {
  struct Row {
    const char *name, *crl_at, *ocsp_at;
    bool crl_lists, ocsp_revokes;
    int reason;
    const char *want, *by;
  };
  constexpr const char *old = "20250101000000Z", *newer = "20250201000000Z";
  const auto row = GENERATE_COPY(values<Row>({
      {"both good", old, newer, false, false, 6, "good", "ocsp"},
      {"CRL newer and good", newer, old, false, true, 6, "good", "crl"},
      {"CRL newer and lists", newer, old, true, false, 6, "revoked", "crl"},
      {"OCSP newer and good", old, newer, true, false, 6, "good", "ocsp"},
      {"OCSP newer and revoked", old, newer, false, true, 6, "revoked", "ocsp"},
      {"of the same second: revoked", old, old, true, false, 6, "revoked", "crl"},
      {"CRL newer and good, key compromise before", newer, old, false, true, 1, "revoked", "ocsp"},
      {"OCSP newer and good, key compromise before", old, newer, true, false, 1, "revoked", "crl"},
      {"OCSP newer and good, unspecified before", old, newer, true, false, 0, "revoked", "crl"},
  }));
  CAPTURE(row.name);
  Scene scene;
  OcspRecipe recipe = scene.by_ca();
  recipe.this_update = recipe.produced_at = row.ocsp_at;
  recipe.status = row.ocsp_revokes ? 1 : 0;
  recipe.reason = row.reason;
  scene.add(recipe);
  test::CrlRecipe crl;
  crl.issuer = "CA";
  crl.this_update = row.crl_at;
  if (row.crl_lists) crl.entries = {{5, "20240101000000Z", {test::reason(row.reason)}}};
  REQUIRE(scene.ask.evidence.add_crl(test::make_crl(crl), EvidenceSource::Given, {}) == Added::Yes);
  CHECK(scene.state() == row.want);
  CHECK(scene.ask.answer().certificates[0].evidence == row.by);
}

TEST_CASE("responses of OpenSSL's own responder") {
  const test::TemporaryDirectory folder;
  const auto path = [&](const std::string& name) { return folder.path(name); };
  const auto openssl = [&](std::vector<std::string> arguments) {
    const auto ran = test::run("openssl", arguments);
    CAPTURE(ran.error);
    REQUIRE(ran.status == 0);
  };
  const auto key_and_certificate = [&](const std::string& name, const std::string& issuer,
                                       const std::string& serial, const std::string& extensions) {
    openssl({"ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", path(name + ".key")});
    folder.file(name + ".cnf", "[req]\ndistinguished_name=dn\n[dn]\n[ext]\n" + extensions);
    openssl({"req", "-new", "-key", path(name + ".key"), "-subj", "/CN=" + name, "-config",
             path(name + ".cnf"), "-out", path(name + ".csr")});
    std::vector<std::string> sign = {
        "x509",        "-req",        "-in",  path(name + ".csr"), "-days",
        "3650",        "-set_serial", serial, "-extfile",          path(name + ".cnf"),
        "-extensions", "ext",         "-out", path(name + ".pem")};
    if (issuer == name) {
      sign.insert(sign.end(), {"-signkey", path(name + ".key")});
    } else {
      sign.insert(sign.end(), {"-CA", path(issuer + ".pem"), "-CAkey", path(issuer + ".key")});
    }
    openssl(sign);
    return test::read_certificates(path(name + ".pem")).at(0);
  };
  const std::string is_ca = "basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign,cRLSign\n";
  const std::string is_signer = "keyUsage=digitalSignature\nextendedKeyUsage=emailProtection\n";
  Ask ask;
  ask.anchors = {key_and_certificate("ca", "ca", "1", is_ca)};
  const auto good = key_and_certificate("good", "ca", "0x10", is_signer);
  const auto revoked = key_and_certificate("revoked", "ca", "0x11", is_signer);
  const auto unknown = key_and_certificate("unknown", "ca", "0x12", is_signer);
  key_and_certificate("responder", "ca", "0x13", "extendedKeyUsage=OCSPSigning\nnoCheck=ignored\n");
  folder.file("index.txt",
              "V\t491231000000Z\t\t10\tunknown\t/CN=good\n"
              "R\t491231000000Z\t240101000000Z,keyCompromise\t11\tunknown\t/CN=revoked\n");
  std::vector<std::string> options;
  std::string signer = "ca", digest = "-sha1";
  SECTION("the CA itself") {}
  SECTION("a delegated responder") { signer = "responder"; }
  SECTION("identified by its key") {
    signer = "responder";
    options = {"-resp_key_id"};
  }
  // (-rcid would write 0 for the serial number.)
  SECTION("CertID with SHA-256") { digest = "-sha256"; }
  const auto asked = [&](const std::string& name) {
    openssl({"ocsp", digest, "-issuer", path("ca.pem"), "-cert", path(name + ".pem"), "-reqout",
             path(name + ".req"), "-no_nonce"});
    std::vector<std::string> answer = {"ocsp",
                                       "-index",
                                       path("index.txt"),
                                       "-CA",
                                       path("ca.pem"),
                                       "-rsigner",
                                       path(signer + ".pem"),
                                       "-rkey",
                                       path(signer + ".key"),
                                       "-reqin",
                                       path(name + ".req"),
                                       "-respout",
                                       path(name + ".resp"),
                                       "-ndays",
                                       "7"};
    answer.insert(answer.end(), options.begin(), options.end());
    openssl(answer);
    const Octets response = test::read_octets(path(name + ".resp"));
    REQUIRE(ask.evidence.add_ocsp_response(response, EvidenceSource::Given, {}) == Added::Yes);
  };
  for (const char* name : {"good", "revoked", "unknown"}) asked(name);
  ask.scope = Scope::EndCertificate;
  ask.at = ask.evidence.responses().at(0).response->produced_at;
  const auto state = [&](const pki::CertificatePtr& certificate) {
    ask.message = {certificate};
    return ask.answer().certificates.at(0);
  };
  CHECK(state(good).state == Revocation::Good);
  CHECK(state(revoked).state == Revocation::Revoked);
  CHECK(state(revoked).reason == "keyCompromise");
  CHECK(state(unknown).why == "the OCSP responder does not know the certificate");
  ask.at += 8 * 86'400;
  CHECK(state(good).state == Revocation::Stale);
}
