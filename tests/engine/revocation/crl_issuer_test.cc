#include <catch2/catch.hpp>

#include "engine/revocation/evaluate.h"
#include "tests/engine/revocation/alice.h"

namespace {
using namespace smime;
using namespace smime::test;

}  // namespace

TEST_CASE("who may sign a CRL") {
  Ask ask = ask_about_alice();
  CrlRecipe other_key = crl_of("CA");
  other_key.key = "CA-crl";
  give(ask, other_key);
  auto signer = test::ca("CA", "Root");
  signer.key = "CA-crl";
  signer.serial = 30;

  SECTION("another certificate of the same name under the same anchor") {
    ask.message.push_back(test::make(signer));
    CHECK(state_of_alice(ask) == "good");
  }
  SECTION("which may sign CRLs only") {
    signer.extensions = {"keyUsage=critical,cRLSign"};
    ask.message.push_back(test::make(signer));
    CHECK(state_of_alice(ask) == "good");
  }
  SECTION("but not where its key usage has no cRLSign") {
    signer.extensions = {"basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign"};
    ask.message.push_back(test::make(signer));
    CHECK(state_of_alice(ask) == "unavailable: the CRL's issuer may not sign CRLs");
  }
  SECTION("nor where it has expired") {
    signer.not_after = "20250201000000Z";
    ask.message.push_back(test::make(signer));
    CHECK(state_of_alice(ask) == "unavailable: the path of the CRL's issuer breaks a rule");
  }
  SECTION("nor under another anchor") {
    signer.issuer = "Root2";
    ask.message.push_back(test::make(signer));
    ask.anchors.push_back(test::make(test::ca("Root2", "Root2")));
    CHECK(state_of_alice(ask) == "unavailable: the CRL's issuer has the name of the CA alone");
  }
  SECTION("nor under nobody") {
    signer.issuer = "CA";
    signer.issuer_key = "CA-crl";
    ask.message.push_back(test::make(signer));
    CHECK(state_of_alice(ask) == "unavailable: the CRL's issuer has the name of the CA alone");
  }
  SECTION("nor under another CA of the same anchor") {
    signer.issuer = "Other";
    ask.message.push_back(test::make(signer));
    auto other = test::ca("Other", "Root");
    other.serial = 7;
    ask.message.push_back(test::make(other));
    give(ask, crl_of("Other"));
    CHECK(state_of_alice(ask) == "unavailable: the CRL's issuer has the name of the CA alone");
  }
  SECTION("nor without a key usage, if it is not above") {
    signer.extensions = {"extendedKeyUsage=emailProtection"};
    ask.message.push_back(test::make(signer));
    CHECK(state_of_alice(ask) == "unavailable: the CRL's issuer may not sign CRLs");
  }
  SECTION("but a certificate of the CA for it is good, by the CA's own key") {
    signer.issuer = "CA";
    signer.extensions = {"keyUsage=critical,cRLSign"};
    ask.message.push_back(test::make(signer));
    CrlRecipe by_ca = crl_of("CA");
    by_ca.this_update = "20240101000000Z";
    by_ca.next_update = "20240201000000Z";
    give(ask, by_ca);
    // The old CRL of the CA does not say that the signer of the new one is good.
    CHECK(state_of_alice(ask) == "stale");
    by_ca.next_update = "20260201000000Z";
    give(ask, by_ca);
    CHECK(state_of_alice(ask) == "good");
  }
  SECTION("nor where it is revoked itself") {
    ask.message.push_back(test::make(signer));
    CrlRecipe newer = crl_of("Root", {{30}});
    newer.this_update = "20250201000000Z";
    give(ask, newer);
    CHECK(state_of_alice(ask) == "unavailable: the certificate of the CRL's issuer is revoked");
  }
}

// Windows keeps a CRL for each key of a CA that renewed it.
TEST_CASE("the CRL of another key of the CA lists what that key signed") {
  const std::string named = "2.5.29.35=DER:3003800101", other = "2.5.29.35=DER:3003800102";
  const std::string point_a =
      "issuingDistributionPoint=critical,fullname:URI:http://example.com/a.crl";
  const std::string point_b =
      "issuingDistributionPoint=critical,fullname:URI:http://example.com/b.crl";
  const std::string not_good =
      "unavailable: the CRL is of another key of the CA, and may not list the certificate";
  struct Row {
    const char* name;
    std::vector<std::string> extensions;
    bool listed, issues;
    std::string want;
  };
  const std::vector<Row> rows = {
      {"it says nothing of its key", {kCrlNumber5}, false, true, "good"},
      {"the key that the certificate names", {kCrlNumber5, named}, false, true, "good"},
      {"another", {kCrlNumber5, other}, false, true, not_good},
      {"another, and listed", {kCrlNumber5, other}, true, true, "revoked"},
      {"another, which signs CRLs alone", {kCrlNumber5, other}, false, false, "good"},
      {"another, for the certificate's own point",
       {kCrlNumber5, other, point_a},
       false,
       true,
       "good"},
      {"another, for another point",
       {kCrlNumber5, other, point_b},
       false,
       true,
       "unavailable: a CRL of its issuer is for other certificates or distribution points"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Ask ask = ask_about_alice();
    ask.message[0] =
        test::make(numbered(test::signer("CA", {"authorityKeyIdentifier=DER:3003800101"}), 5));
    test::Recipe signer = crl_signer();
    if (!row.issues) signer.extensions = {"keyUsage=critical,cRLSign"};
    ask.message.push_back(test::make(signer));
    CrlRecipe crl = crl_of("CA", row.listed ? Entries{{5}} : Entries{});
    crl.key = "CA-crl";
    crl.extensions = row.extensions;
    give(ask, crl);
    CHECK(state_of_alice(ask) == row.want);
  }
}

// PKITS 4.5.4: the new key with the old one, RFC 5280 3.2.
TEST_CASE("a key that the CA certified itself speaks for all that the CA issued") {
  Ask ask = ask_about_alice();
  ask.message[0] =
      test::make(numbered(test::signer("CA", {"authorityKeyIdentifier=DER:3003800101"}), 5));
  test::Recipe signer = crl_signer();
  signer.issuer = "CA";
  ask.message.push_back(test::make(signer));
  CrlRecipe of_cas = crl_of("CA");
  of_cas.extensions = {kCrlNumber5, "issuingDistributionPoint=critical,onlyCA:TRUE"};
  give(ask, of_cas);
  CrlRecipe crl = crl_of("CA");
  crl.key = "CA-crl";
  crl.extensions = {kCrlNumber5, "2.5.29.35=DER:3003800102"};
  give(ask, crl);
  CHECK(state_of_alice(ask) == "good");
}

TEST_CASE("a CRL issuer whose key has its parameters elsewhere does not count") {
  Ask ask = ask_about_alice();
  test::Recipe signer = crl_signer();
  signer.key = "DSA CA-crl";
  signer.without_parameters = true;
  ask.message.push_back(test::make(signer));
  CrlRecipe crl = crl_of("CA");
  crl.key = "DSA CA-crl";
  give(ask, crl);
  CHECK(state_of_alice(ask) ==
        "unavailable: the key of the CRL's issuer has its parameters elsewhere");
}

TEST_CASE("a CRL signer's certificate is valid at the time asked about, or newer and at present") {
  struct Row {
    const char *name, *not_before, *not_after;
    bool now_is_given;
    const char* want;
  };
  const auto row = GENERATE(values<Row>({
      {"at the time asked about", "20200101000000Z", "20260301000000Z", false, "good"},
      {"newer, and at present", "20260101000000Z", "20300101000000Z", false, "good"},
      {"newer, and expired since", "20260101000000Z", "20260301000000Z", false,
       "unavailable: the path of the CRL's issuer breaks a rule"},
      {"newer, and the present is not known", "20260101000000Z", "20300101000000Z", true,
       "unavailable: the path of the CRL's issuer breaks a rule"},
  }));
  CAPTURE(row.name);
  Ask ask = ask_about_alice();
  ask.now_is_given = row.now_is_given;
  if (row.now_is_given) ask.now = ask.at;
  test::Recipe signer = crl_signer();
  signer.not_before = row.not_before;
  signer.not_after = row.not_after;
  ask.message.push_back(test::make(signer));
  CrlRecipe crl = crl_of("CA");
  crl.key = "CA-crl";
  crl.this_update = "20260201000000Z";
  crl.next_update = "20270101000000Z";
  give(ask, crl);
  CHECK(state_of_alice(ask) == row.want);
}

TEST_CASE("a CRL issuer of whose own revocation nothing is known does not count") {
  Ask ask = ask_about_alice();
  CrlRecipe other_key = crl_of("CA");
  other_key.key = "CA-crl";
  give(ask, other_key);
  auto signer = test::ca("CA", "Root");
  signer.key = "CA-crl";
  ask.message.push_back(test::make(signer));
  const auto answer = ask.answer();
  CHECK(answer.certificates[0].why ==
        "it is not known whether the certificate of the CRL's issuer is revoked");
}

TEST_CASE("an indirect CRL answers where the certificate names its issuer") {
  // DistributionPoint { cRLIssuer { CN=Clearing } }
  const std::string point =
      "2.5.29.31=DER:301b3019a217a41530133111300f06035504030c08436c656172696e67";
  const std::string indirect = "2.5.29.28=critical,DER:30038401ff";
  const std::string of_ca = "2.5.29.29=critical,DER:3011a40f300d310b300906035504030c024341";
  Ask ask = ask_about_alice();
  test::Recipe recipe = test::signer("CA");
  recipe.extensions.back() = point;
  recipe.serial = 5;
  ask.message[0] = test::make(recipe);
  auto clearing = test::ca("Clearing", "Root");
  clearing.serial = 31;
  ask.message.push_back(test::make(clearing));
  CrlRecipe crl = crl_of("Clearing");
  crl.extensions = {kCrlNumber5, indirect};
  SECTION("not listed") {
    give(ask, crl);
    CHECK(state_of_alice(ask) == "good");
  }
  SECTION("listed under its own issuer") {
    crl.entries = {{4, "20240101000000Z", {of_ca}}, {5, "20240101000000Z", {}}};
    give(ask, crl);
    CHECK(state_of_alice(ask) == "revoked");
  }
  SECTION("the same serial number of another issuer") {
    crl.entries = {{5, "20240101000000Z", {}}, {4, "20240101000000Z", {of_ca}}};
    give(ask, crl);
    CHECK(state_of_alice(ask) == "good");
  }
  SECTION("a CRL that does not say it is indirect") {
    crl.extensions = {kCrlNumber5};
    give(ask, crl);
    CHECK(state_of_alice(ask) ==
          "unavailable: a CRL of its issuer is for other certificates or distribution points");
  }
  SECTION("a certificate that does not name it") {
    recipe.extensions.back() = kPointA;
    ask.message[0] = test::make(recipe);
    give(ask, crl);
    CHECK(state_of_alice(ask) == "unavailable: no CRL at hand is of its issuer, CN=CA");
  }
}

TEST_CASE("nobody says of himself that he is good") {
  Ask ask = ask_about_alice();
  ask.scope = revocation::Scope::EndCertificate;
  auto rollover = test::ca("CA", "CA");
  rollover.key = "CA-crl";
  rollover.issuer_key = "CA";
  rollover.serial = 30;
  rollover.extensions = {"keyUsage=critical,cRLSign"};
  ask.message.push_back(test::make(rollover));
  CrlRecipe newer = crl_of("CA");
  newer.key = "CA-crl";
  newer.this_update = "20250301000000Z";
  give(ask, newer);
  SECTION("a revoked CRL issuer") {
    give(ask, crl_of("CA", {{5}, {30}}));
    CHECK(state(ask.answer().certificates[0]) == "revoked");
  }
  SECTION("one that is good does not take back what the CA itself says") {
    give(ask, crl_of("CA", {{5}}));
    CHECK(state(ask.answer().certificates[0]) == "revoked");
  }
  SECTION("one of whom nobody else says anything") {
    CHECK(state(ask.answer().certificates[0]) == "unavailable");
  }
  SECTION("one that was revoked later than the time asked about") {
    CrlRecipe by_ca = crl_of("CA", {{30, "20250701000000Z"}});
    by_ca.this_update = "20250801000000Z";
    by_ca.extensions = {kCrlNumber5,
                        "issuingDistributionPoint=critical,onlysomereasons:keyCompromise"};
    give(ask, by_ca);
    CHECK(state(ask.answer().certificates[0]) == "unavailable");
  }
}

TEST_CASE("keys that anybody can use do not sign CRLs") {
  Ask ask = ask_about_alice();
  ask.scope = revocation::Scope::EndCertificate;
  auto weak = test::ca("CA", "Root");
  weak.key = "RSA512 CA";
  weak.serial = 30;
  ask.message.push_back(test::make(weak));
  give(ask, crl_of("Root"));
  CrlRecipe crl = crl_of("CA");
  crl.key = "RSA512 CA";
  give(ask, crl);
  CHECK(ask.answer().certificates[0].why == "the data is signed with a broken key");
}

TEST_CASE("a CRL that is signed with a broken hash answers nothing") {
  const std::string digest = GENERATE("MD5", "SHA1", "SHA256");
  CAPTURE(digest);
  Ask ask = ask_about_alice();
  test::Recipe signer = numbered(test::signer("CA"), 5);
  signer.issuer_key = "RSA CA";
  test::Recipe issuer = numbered(test::ca("CA", "Root"), 3);
  issuer.key = "RSA CA";
  ask.message = {test::make(signer), test::make(issuer)};
  CrlRecipe crl = crl_of("CA");
  crl.key = "RSA CA";
  crl.digest = digest;
  give(ask, crl);
  CHECK(state_of_alice(ask) ==
        (digest == "MD5" ? "unavailable: the data is signed with a broken hash" : "good"));
}
