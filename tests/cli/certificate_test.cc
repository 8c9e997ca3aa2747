#include <catch2/catch.hpp>

#include "tests/support/cert_graph.h"
#include "tests/support/inputs.h"
#include "tests/support/run_program.h"

using namespace smime;
using Texts = std::vector<std::string>;

namespace {

const std::string kCorpus = SMIME_SOURCE_DIR "/corpus/";

Texts sample(Texts more) {
  Texts all = {"certificate",
               "--trust",
               kCorpus + "trust/sample.sst",
               "--intermediates",
               kCorpus + "certs/intermediate-1.pem",
               "--client",
               "strict",
               "--format",
               "ndjson"};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

std::string as_string(const Octets& octets) { return std::string(octets.begin(), octets.end()); }

}  // namespace

TEST_CASE("a signer's certificate is judged before it signs") {
  struct Row {
    const char* name;
    Texts arguments;
    int status;
    const char* says;
  };
  const std::string alice = kCorpus + "certs/alice.pem";
  const auto row = GENERATE_COPY(values<Row>({
      {"good", {"--at", "2026-02-01", alice}, 0, "profile.not_baseline"},
      {"no sender to compare", {"--at", "2026-02-01", alice}, 0, "identity.not_applicable"},
      {"its sender",
       {"--at", "2026-02-01", "--from", "Alice <alice@example.com>", alice},
       0,
       "\"valid\""},
      {"another sender",
       {"--at", "2026-02-01", "--from", "mallory@example.com", alice},
       1,
       "identity.from_mismatch"},
      {"expired then", {"--at", "2028-02-01", alice}, 1, "time.signer_expired"},
      {"wrong usage",
       {"--at", "2026-02-01", kCorpus + "certs/alice-client-auth.pem"},
       1,
       "usage.extended_key_usage"},
      {"a message", {"--at", "2026-02-01", kCorpus + "demo/1-good.eml"}, 3, "input.unreadable"},
      {"no file", {"/nowhere.pem"}, 3, "input.unreadable"},
  }));
  CAPTURE(row.name);
  const test::Ran ran = test::smimecheck(sample(row.arguments));
  CAPTURE(ran.out, ran.error);
  CHECK(ran.status == row.status);
  CHECK(ran.out.find(row.says) != std::string::npos);
}

TEST_CASE("a certificate claims no time, and comes from one address") {
  struct Row {
    const char* name;
    Texts arguments;
    const char* names;
  };
  const std::string alice = kCorpus + "certs/alice.pem";
  const auto row = GENERATE_COPY(values<Row>({
      {"claimed time", {"--at", "signing-time", alice}, "signing-time"},
      {"no address", {"--from", "nobody", alice}, "--from nobody"},
      {"two addresses", {"--from", "a@example.com, b@example.com", alice}, "--from a@example.com"},
      {"content", {"--content", alice, alice}, "--content"},
  }));
  CAPTURE(row.name);
  const test::Ran ran = test::smimecheck(sample(row.arguments));
  CAPTURE(ran.error);
  CHECK(ran.status == 2);
  CHECK(ran.out.empty());
  CHECK(ran.error.find(row.names) != std::string::npos);
}

TEST_CASE("the user's policies decide, as RFC 5280 6.1.1 has them") {
  const test::TemporaryDirectory folder;
  const auto file = [&](const char* name, const test::Recipe& recipe) {
    return folder.file(name, as_string(test::make_der(recipe)));
  };
  const std::string root = file("root.cer", test::ca("Root", "Root"));
  const std::string any =
      file("any.cer", test::ca("Any", "Root", {"certificatePolicies=2.5.29.32.0"}));
  const std::string maps = file(
      "maps.cer",
      test::ca("Maps", "Root", {"certificatePolicies=1.2.3.4", "policyMappings=1.2.3.4:1.2.3.6"}));
  const std::string below_any =
      file("below-any.cer", test::signer("Any", {"certificatePolicies=1.2.3.4"}));
  const std::string below_maps =
      file("below-maps.cer", test::signer("Maps", {"certificatePolicies=1.2.3.6"}));
  struct Row {
    const char* name;
    std::string signer;
    Texts arguments;
    bool accepted;
  };
  for (const Row& row : std::vector<Row>{
           {"nothing asked", below_any, {}, true},
           {"some policy", below_any, {"--explicit-policy"}, true},
           {"this policy", below_any, {"--explicit-policy", "--policy", "1.2.3.4"}, true},
           {"one of two",
            below_any,
            {"--explicit-policy", "--policy", "1.2.3.5", "--policy", "1.2.3.4"},
            true},
           {"another policy", below_any, {"--explicit-policy", "--policy", "1.2.3.5"}, false},
           {"another policy, nobody demands one", below_any, {"--policy", "1.2.3.5"}, true},
           {"a CA that asserts any-policy",
            below_any,
            {"--explicit-policy", "--inhibit-any-policy"},
            false},
           {"mapped", below_maps, {"--explicit-policy", "--policy", "1.2.3.4"}, true},
           {"the other side of the mapping",
            below_maps,
            {"--explicit-policy", "--policy", "1.2.3.6"},
            false},
           {"mapping inhibited",
            below_maps,
            {"--explicit-policy", "--policy", "1.2.3.4", "--inhibit-policy-mapping"},
            false},
       }) {
    CAPTURE(row.name);
    Texts all = {"certificate", "--trust",         root,    "--intermediates",
                 any,           "--intermediates", maps,    "--at",
                 "2026-02-01",  "--client",        "strict"};
    all.insert(all.end(), row.arguments.begin(), row.arguments.end());
    all.push_back(row.signer);
    const test::Ran ran = test::smimecheck(all);
    CAPTURE(ran.out, ran.error);
    CHECK(ran.status == (row.accepted ? 0 : 1));
    CHECK((ran.out.find("chain.policy") == std::string::npos) == row.accepted);
  }
}

TEST_CASE("verify asks for policies, too") {
  const Texts good = {"verify",   "--trust", kCorpus + "trust/sample.sst", "--at", "2026-02-01",
                      "--client", "strict",  kCorpus + "demo/1-good.eml"};
  CHECK(test::smimecheck(good).status == 0);
  Texts asked = good;
  asked.insert(asked.begin() + 1, "--explicit-policy");
  const test::Ran ran = test::smimecheck(asked);
  CHECK(ran.status == 1);
  CHECK(ran.out.find("chain.policy") != std::string::npos);
}
