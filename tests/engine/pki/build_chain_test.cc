#include "engine/pki/build_chain.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <set>

#include "engine/asn1/oids.h"
#include "engine/cryptoapi/chain_context.h"
#include "engine/cryptoapi/chain_policy.h"
#include "tests/support/cert_graph.h"

namespace {
using namespace smime;
using test::ca;
using test::make;
using test::Recipe;
using test::signer;
using Certificates = std::vector<pki::CertificatePtr>;

const Time kNow = *parse_rfc3339("2026-01-15T00:00:00Z");

/// The path after RFC 5280, and Windows' view of the same certificates.
struct Built : ChainFacts {
  std::uint32_t error = 0, hresult = 0;
};

Built build(const pki::CertificatePtr& of, const Certificates& anchors, const Certificates& message,
            Time at = kNow, const Limits& limits = {}) {
  auto trust = std::make_shared<pki::TrustAnchors>();
  trust->anchors = anchors;
  trust->fingerprint = "sha256:00";
  Budget checks(limits.signature_checks);
  pki::SignatureChecks signatures(limits, checks);
  const pki::Environment environment{trust, {Source::Message}, at};
  Built built{pki::build_chain(of, message, {}, environment, "part/1/signer/0/chain/0", limits,
                               signatures)};
  pki::ChainWork work(limits);
  const auto context =
      cryptoapi::chain_context(of, message, {}, environment, {{std::string(oid::kEmailProtection)}},
                               limits, signatures, work);
  built.error = context.status.error;
  built.hresult = cryptoapi::verify_chain_policy(context).hresult;
  return built;
}

/// "code@n" of every finding above a notice, in order of the text.
std::set<std::string> faults(const ChainFacts& chain) {
  std::set<std::string> found;
  for (const Finding& finding : chain.findings) {
    if (info(finding.code).severity == Severity::Notice) continue;
    found.insert(std::string(info(finding.code).wire) + "@" +
                 finding.where.substr(finding.where.rfind('/') + 1));
  }
  return found;
}

Recipe with(Recipe recipe, const std::string& extension) {
  const std::string name = extension.substr(0, extension.find('='));
  auto& all = recipe.extensions;
  all.erase(std::remove_if(all.begin(), all.end(),
                           [&](const std::string& one) { return one.starts_with(name + "="); }),
            all.end());
  all.push_back(extension);
  return recipe;
}

Recipe valid(Recipe recipe, const char* from, const char* to) {
  recipe.not_before = from;
  recipe.not_after = to;
  return recipe;
}

}  // namespace

TEST_CASE("each rule of a path reports at its certificate") {
  struct Row {
    const char* name;
    Recipe root, inter, signer;
    std::set<std::string> want;
    std::uint32_t error, hresult;
  };
  const Recipe root = ca("Root", "Root");
  const Recipe inter = ca("Inter", "Root");
  const Recipe alice = signer("Inter");
  Recipe broken = alice;
  broken.flip = 3;
  Recipe sha1 = alice;
  sha1.digest = "SHA1";
  Recipe sha1_root = root;
  sha1_root.digest = "SHA1";
  Recipe v1_root = root;
  v1_root.extensions.clear();
  const std::vector<Row> rows = {
      {"all good", root, inter, alice, {}, 0, 0},
      {"signer expired",
       root,
       inter,
       valid(alice, "20200101000000Z", "20250101000000Z"),
       {"time.signer_expired@0"},
       0x1,
       0x800B0101},
      {"signer not yet valid",
       root,
       inter,
       valid(alice, "20270101000000Z", "20300101000000Z"),
       {"time.signer_not_yet_valid@0"},
       0x1,
       0x800B0101},
      {"not after is inside",
       root,
       inter,
       valid(alice, "20200101000000Z", "20260115000000Z"),
       {},
       0,
       0},
      {"not before is inside",
       root,
       inter,
       valid(alice, "20260115000000Z", "20300101000000Z"),
       {},
       0,
       0},
      {"CA expired",
       root,
       valid(inter, "20200101000000Z", "20250101000000Z"),
       alice,
       {"time.ca_expired@1"},
       0x1,
       0x800B0101},
      {"anchor expired",
       valid(root, "20200101000000Z", "20250101000000Z"),
       inter,
       alice,
       {"time.ca_expired@2"},
       0x1,
       0x800B0101},
      {"CA not yet valid",
       root,
       valid(inter, "20270101000000Z", "20300101000000Z"),
       alice,
       {"time.ca_not_yet_valid@1"},
       0,
       0},
      {"signature broken", root, inter, broken, {"chain.certificate_signature@0"}, 0x8, 0x80096004},
      {"SHA-1", root, inter, sha1, {"chain.hash_weak@0"}, 0, 0},
      {"SHA-1 in the anchor's own signature", sha1_root, inter, alice, {}, 0, 0},
      {"anchor of version 1", v1_root, inter, alice, {}, 0, 0},
      {"not a CA",
       root,
       with(inter, "basicConstraints=CA:FALSE"),
       alice,
       {"chain.basic_constraints@1"},
       0x400,
       0x80096019},
      {"path length of the anchor",
       with(root, "basicConstraints=CA:TRUE,pathlen:0"),
       inter,
       alice,
       {"chain.path_length@2"},
       0x400,
       0x80096019},
      {"path length kept",
       root,
       with(inter, "basicConstraints=CA:TRUE,pathlen:0"),
       alice,
       {},
       0,
       0},
      {"CA without keyCertSign",
       root,
       with(inter, "keyUsage=cRLSign"),
       alice,
       {"chain.key_cert_sign@1"},
       0x10,
       0x800B0110},
      {"unknown critical extension",
       root,
       inter,
       with(alice, "1.2.3.4=critical,DER:0500"),
       {"chain.unknown_critical_extension@0"},
       0x08000100,
       0x800B0105},
      {"unknown extension", root, inter, with(alice, "1.2.3.4=DER:0500"), {}, 0, 0},
      {"extension that cannot be read",
       root,
       inter,
       with(alice, "nameConstraints=DER:0500"),
       {"chain.extension_malformed@0"},
       0x100,
       0},
      {"encryption certificate",
       root,
       inter,
       with(alice, "keyUsage=keyEncipherment"),
       {"usage.key_usage@0"},
       0,
       0},
      {"non-repudiation alone", root, inter, with(alice, "keyUsage=nonRepudiation"), {}, 0, 0},
      {"TLS certificate",
       root,
       inter,
       with(alice, "extendedKeyUsage=serverAuth"),
       {"usage.extended_key_usage@0"},
       0x10,
       0x800B0110},
      {"any usage", root, inter, with(alice, "extendedKeyUsage=anyExtendedKeyUsage"), {}, 0, 0},
      {"CA for TLS",
       root,
       with(inter, "extendedKeyUsage=serverAuth"),
       alice,
       {"usage.ca_extended_key_usage@1"},
       0x10,
       0x800B0110},
      {"name permitted",
       root,
       with(inter, "nameConstraints=critical,permitted;email:example.com"),
       alice,
       {},
       0,
       0},
      {"name not permitted",
       root,
       with(inter, "nameConstraints=critical,permitted;email:example.org"),
       alice,
       {"chain.name_constraints@1"},
       0x4000,
       0x800B0114},
      {"name excluded",
       root,
       with(inter, "nameConstraints=critical,excluded;email:alice@example.com"),
       alice,
       {"chain.name_constraints@1"},
       0x8000,
       0x800B0114},
      {"constraint of a form that no name has",
       root,
       with(inter, "nameConstraints=critical,permitted;DNS:example.org"),
       alice,
       {},
       0,
       0},
      {"policy demanded and absent",
       root,
       with(inter, "policyConstraints=critical,requireExplicitPolicy:0"),
       alice,
       {"chain.policy@0"},
       0x02000000,
       0x800B0113},
      {"policy demanded and there",
       root,
       with(with(inter, "policyConstraints=critical,requireExplicitPolicy:0"),
            "certificatePolicies=1.2.3"),
       with(alice, "certificatePolicies=1.2.3"),
       {},
       0,
       0},
      {"policy demanded, another there",
       root,
       with(with(inter, "policyConstraints=critical,requireExplicitPolicy:0"),
            "certificatePolicies=1.2.3"),
       with(alice, "certificatePolicies=1.2.4"),
       {"chain.policy@0"},
       0x02000000,
       0x800B0113},
      {"policy mapped",
       root,
       with(with(with(inter, "policyConstraints=critical,requireExplicitPolicy:0"),
                 "certificatePolicies=1.2.3"),
            "policyMappings=1.2.3:1.2.4"),
       with(alice, "certificatePolicies=1.2.4"),
       {},
       0,
       0},
  };
  for (const Row& row : rows) {
    const auto anchor = make(row.root);
    const Built chain = build(make(row.signer), {anchor}, {make(row.inter)});
    CAPTURE(row.name, faults(chain));
    CHECK(faults(chain) == row.want);
    CHECK(chain.error == row.error);
    CHECK(chain.hresult == row.hresult);
    CHECK(chain.elements.size() == 3);
    CHECK(chain.reaches_anchor);
    CHECK(chain.elements.back().source == Source::Trust);
  }
}

TEST_CASE("how a path may end without anchor") {
  const auto root = make(ca("Root", "Root"));
  const auto other = make(ca("Other", "Other"));
  const auto inter = make(ca("Inter", "Root"));
  const auto alice =
      make(signer("Inter", {"authorityInfoAccess=caIssuers;URI:http://ca.example/"}));
  Recipe self = signer("Alice");
  const auto alone = make(self);
  Recipe copy = ca("Root", "Root");
  copy.key = copy.issuer_key = "another key";
  Recipe rollover =
      ca("Inter", "Inter",
         {"subjectKeyIdentifier=0506", "authorityKeyIdentifier=DER:3006800401020304"});
  rollover.issuer_key = "old key";
  Recipe broken_root =
      ca("Root", "Root",
         {"subjectKeyIdentifier=01020304", "authorityKeyIdentifier=DER:3006800401020304"});
  broken_root.issuer_key = "another key";
  struct Row {
    const char* name;
    pki::CertificatePtr of;
    Certificates anchors, message;
    std::set<std::string> want;
    std::uint32_t error, hresult;
    std::size_t length;
  };
  const std::vector<Row> rows = {
      {"untrusted root",
       alice,
       {other},
       {inter, root},
       {"chain.untrusted_root@2"},
       0x20,
       0x800B0109,
       3},
      {"issuer missing",
       alice,
       {other},
       {inter},
       {"chain.issuer_missing@1"},
       0x10000,
       0x800B010A,
       2},
      {"issuer of a key that another key of the same name certified",
       alice,
       {other},
       {make(rollover)},
       {"chain.issuer_missing@1"},
       0x10000,
       0x800B010A,
       2},
      {"root that another key signed than the one it says",
       alice,
       {other},
       {inter, make(broken_root)},
       {"chain.certificate_signature@2", "chain.untrusted_root@2"},
       0x28,
       0x80096004,
       3},
      {"nothing at all", alice, {other}, {}, {"chain.issuer_missing@0"}, 0x10000, 0x800B010A, 1},
      {"self-signed signer",
       alone,
       {other},
       {},
       {"chain.self_signed_signer@0"},
       0x20,
       0x800B0109,
       1},
      {"no anchors", alice, {}, {inter, root}, {"chain.no_anchors@2"}, 0x20, 0x800B0109, 3},
      {"the signer is the anchor", alone, {alone}, {}, {}, 0, 0, 1},
      {"an intermediate is the anchor", alice, {inter}, {root}, {}, 0, 0, 2},
      {"a root with the anchor's name and another key",
       make(signer("Root")),
       {make(copy)},
       {root},
       {"chain.untrusted_root@1"},
       0x20,
       0x800B0109,
       2},
  };
  for (const Row& row : rows) {
    const Built chain = build(row.of, row.anchors, row.message);
    CAPTURE(row.name, faults(chain));
    CHECK(faults(chain) == row.want);
    CHECK(chain.error == row.error);
    CHECK(chain.hresult == row.hresult);
    CHECK(chain.elements.size() == row.length);
    CHECK(chain.reaches_anchor == row.want.empty());
  }
  // What to fetch or to ask for stands in the finding.
  const Built chain = build(alice, {other}, {});
  const auto& finding =
      *std::find_if(chain.findings.begin(), chain.findings.end(),
                    [](const Finding& f) { return f.code == Code::ChainIssuerMissing; });
  CHECK(finding.details[0] == std::pair<std::string_view, Finding::Value>("issuer", "CN=Inter"));
  CHECK(finding.details[1] ==
        std::pair<std::string_view, Finding::Value>("url", "http://ca.example/"));
}

TEST_CASE("of several paths: latest word, then fewest faults, then shortest") {
  const auto root = make(ca("Root", "Root"));
  const auto inter = ca("Inter", "Root");
  const auto alice = make(signer("Inter"));
  const auto expired = make(valid(inter, "20200101000000Z", "20250101000000Z"));
  const auto good = make(inter);
  Recipe sha1 = inter;
  sha1.digest = "SHA1";
  const auto weak = make(sha1);
  // Two faults with the same word: expired, and its own issuer expired too.
  const auto old_root = make(valid(ca("Old", "Old"), "20200101000000Z", "20250101000000Z"));
  Recipe by_old = valid(ca("Inter", "Old"), "20200101000000Z", "20250101000000Z");
  const auto twice = make(by_old);
  Recipe cross = ca("Root", "Top");
  const auto top = make(ca("Top", "Top"));
  struct Row {
    const char* name;
    Certificates anchors, message;
    pki::CertificatePtr want;  // the second certificate
    Word word;
    std::size_t length;
  };
  const std::vector<Row> rows = {
      {"good after expired", {root}, {expired, good}, good, Word::Valid, 3},
      {"good before expired", {root}, {good, expired}, good, Word::Valid, 3},
      {"weak is later than expired", {root}, {expired, weak}, weak, Word::Weak, 3},
      {"one fault rather than two", {root, old_root}, {twice, expired}, expired, Word::Expired, 3},
      {"the shorter of two with the same faults",
       {root, top},
       {make(cross), weak},
       weak,
       Word::Weak,
       3},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const Built chain = build(alice, row.anchors, row.message);
    REQUIRE(chain.elements.size() == row.length);
    CHECK(chain.elements[1].certificate.sha256 == pki::describe(*row.want).sha256);
    CHECK(chain.findings.word() == row.word);
  }
}

TEST_CASE("paths that were not chosen are kept with their faults, the best of them") {
  const auto root = make(ca("Root", "Root"));
  const auto alice = make(signer("Inter"));
  const auto expired = make(valid(ca("Inter", "Root"), "20200101000000Z", "20250101000000Z"));
  Recipe sha1 = ca("Inter", "Root");
  sha1.digest = "SHA1";
  const auto weak = make(sha1);
  const auto lost = make(ca("Inter", "Nobody"));
  const Built chain = build(alice, {root}, {lost, expired, weak});
  CHECK(chain.findings.word() == Word::Weak);
  CHECK(chain.paths_tried == 3);
  REQUIRE(chain.other_paths.size() == 2);
  const OtherPathFacts& second = chain.other_paths[0];
  CHECK(second.word == Word::Expired);
  CHECK(second.reaches_anchor);
  REQUIRE(second.certificates.size() == 3);
  CHECK(second.certificates[1].sha256 == pki::describe(*expired).sha256);
  CHECK(second.certificates[2].subject == "CN=Root");
  REQUIRE(second.faults.size() == 1);
  CHECK(second.faults[0].code == Code::CaExpired);
  CHECK(second.faults[0].certificate == 1);
  const OtherPathFacts& third = chain.other_paths[1];
  CHECK(third.word == Word::Untrusted);
  CHECK_FALSE(third.reaches_anchor);
  CHECK(third.certificates.size() == 2);

  Certificates many;
  for (int i = 0; i < 20; ++i) {
    Recipe one = valid(ca("Inter", "Root"), "20200101000000Z", "20250101000000Z");
    one.serial = 100 + i;
    many.push_back(make(one));
  }
  const Built long_list = build(alice, {root}, many);
  CHECK(long_list.paths_tried == 20);
  CHECK(long_list.other_paths.size() == pki::kOtherPaths);
}

TEST_CASE("hundreds of CAs with one name cost little and hide nothing") {
  const auto root = make(ca("Root", "Root"));
  const auto inter = make(ca("Inter", "Root"));
  const auto alice = make(signer("Inter"));
  Certificates bag;
  for (int i = 0; i < 200; ++i) {
    Recipe fake = ca("Inter", i % 2 == 0 ? "Inter" : "Root");
    fake.key = fake.issuer_key = "attacker " + std::to_string(i);
    bag.push_back(make(fake));
  }
  const auto timed = [&](const Certificates& anchors, const Certificates& message) {
    const auto start = std::chrono::steady_clock::now();
    ChainFacts chain = build(alice, anchors, message);
    const auto took = std::chrono::steady_clock::now() - start;
    CHECK(std::chrono::duration_cast<std::chrono::milliseconds>(took).count() < 1'000);
    return chain;
  };
  Certificates late = bag;
  late.push_back(inter);
  CHECK(timed({root}, late).findings.has(Code::LimitReached));  // 200 without key identifiers
  Certificates early = {inter};
  early.insert(early.end(), bag.begin(), bag.end());
  CHECK(faults(timed({root}, early)).empty());
  CHECK(faults(timed({inter}, bag)).empty());  // the trust list comes first
  CHECK(timed({root}, bag).findings.word() == Word::Unknown);
}

TEST_CASE("limits are named") {
  Certificates chain_of_cas;
  for (int i = 0; i < 12; ++i) {
    chain_of_cas.push_back(make(ca("CA " + std::to_string(i), "CA " + std::to_string(i + 1))));
  }
  const auto top = make(ca("CA 12", "CA 12"));
  const ChainFacts deep = build(make(signer("CA 0")), {top}, chain_of_cas);
  CHECK(deep.findings.has(Code::LimitReached));
  CHECK(deep.elements.size() == Limits{}.chain_depth);
  Limits none;
  none.signature_checks = 0;
  const auto root = make(ca("Root", "Root"));
  const ChainFacts blind = build(make(signer("Root")), {root}, {}, kNow, none);
  CHECK(blind.findings.has(Code::LimitReached));
  CHECK(blind.findings.word() == Word::Unknown);
}

TEST_CASE("CAs that issue each other end") {
  const auto a = make(ca("A", "B"));
  const auto b = make(ca("B", "A"));
  const Built chain = build(make(signer("A")), {make(ca("Root", "Root"))}, {a, b});
  CHECK(chain.error == 0x10080U);
  CHECK(chain.hresult == 0x800B010AU);
}
