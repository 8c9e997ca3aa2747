#include <algorithm>
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

/// The text without its line breaks: each run of blanks and line ends as one blank.
std::string unwrapped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n';
    if (!blank || !out.ends_with(' ')) out += blank ? ' ' : c;
  }
  return out;
}

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
      {"no sender to compare", {"--at", "2026-02-01", alice}, 0, "identity.not_compared"},
      {"no address for any sender",
       {"--at", "2026-02-01", kCorpus + "certs/alice-no-address.pem"},
       1,
       "identity.certificate_without_address"},
      {"a sender that readers differ on",
       {"--at", "2026-02-01", "--from", "\"a b\"@example.com", alice},
       1,
       "identity.from_malformed"},
      {"a CA",
       {"--at", "2026-02-01", kCorpus + "certs/intermediate-1.pem"},
       1,
       "usage.signer_is_ca"},
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
      {"a message",
       {"--at", "2026-02-01", kCorpus + "demo/1-good.eml"},
       3,
       "input.not_a_certificate"},
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
      {"quotes without end", {"--from", "\"a b@example.com", alice}, "--from"},
      {"quotes and no domain", {"--from", "\"a b\"", alice}, "--from"},
      {"more behind the quotes", {"--from", "\"a b\"@example.com, x@y.test", alice}, "--from"},
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

TEST_CASE("a certificate without an address is good for no client", "[cli]") {
  const test::Ran ran = test::smimecheck({"certificate", "--trust", kCorpus + "trust/sample.sst",
                                          "--at", "2026-02-01", "--format", "ndjson",
                                          kCorpus + "certs/alice-no-address.pem"});
  CAPTURE(ran.out);
  CHECK(ran.status == 1);
  CHECK(ran.out.find("\"verdict\":\"signer_mismatch\"") != std::string::npos);
  CHECK(ran.out.find("cert_without_address") != std::string::npos);
}

TEST_CASE("a quoted local part is compared without its quotes", "[cli]") {
  const test::TemporaryDirectory folder;
  const std::string root =
      folder.file("root.cer", as_string(test::make_der(test::ca("Root", "Root"))));
  test::Recipe quoted = test::signer("Root");
  for (std::string& extension : quoted.extensions)
    if (extension.starts_with("subjectAltName")) extension = "subjectAltName=email:bob@example.com";
  const std::string bob = folder.file("bob.cer", as_string(test::make_der(quoted)));
  const Texts common = {"certificate", "--trust", root,       "--at",   "2026-02-01",
                        "--client",    "strict",  "--format", "ndjson", "--from"};
  const auto judged = [&](const char* from) {
    Texts all = common;
    all.emplace_back(from);
    all.push_back(bob);
    return test::smimecheck(all);
  };
  CHECK(judged("bob@example.com").status == 0);
  // RFC 5322 3.4.1 has it, though readers of From differ on it.
  const test::Ran ran = judged("\"a b\"@example.com");
  CHECK(ran.status == 1);
  CHECK(ran.error.empty());
  CHECK(ran.out.find("\"from\":[\"a b@example.com\"]") != std::string::npos);
}

TEST_CASE("the signer's certificate in a file without order", "[cli]") {
  const test::TemporaryDirectory folder;
  const auto p7b = [&](const char* name, const Texts& certificates) {
    Texts arguments = {"crl2pkcs7", "-nocrl", "-outform", "DER", "-out", folder.path(name)};
    for (const std::string& one : certificates) {
      arguments.emplace_back("-certfile");
      arguments.push_back(kCorpus + "certs/" + one + ".pem");
    }
    REQUIRE(test::run("openssl", arguments).status == 0);
    return folder.path(name);
  };
  struct Row {
    const char* name;
    Texts certificates;
    int status;
    const char* says;
  };
  for (const Row& row : std::vector<Row>{
           {"chain, root first", {"root-1", "intermediate-1", "alice"}, 0, "alice@example.com"},
           {"chain, signer first", {"alice", "intermediate-1", "root-1"}, 0, "alice@example.com"},
           {"a root of others beside", {"root-2", "alice"}, 0, "alice@example.com"},
           {"the only one", {"alice"}, 0, "alice@example.com"},
           {"two signers", {"alice", "bob", "intermediate-1"}, 3, "CN=Bob Example"},
           {"two unrelated CAs", {"root-2", "intermediate-1"}, 3, "input.not_a_certificate"},
       }) {
    CAPTURE(row.name);
    const test::Ran ran =
        test::smimecheck(sample({"--at", "2026-02-01", p7b("certificates.p7b", row.certificates)}));
    CAPTURE(ran.out, ran.error);
    CHECK(ran.status == row.status);
    CHECK(ran.out.find(row.says) != std::string::npos);
    CHECK(std::count(ran.error.begin(), ran.error.end(), '\n') == (row.status == 0 ? 0 : 1));
  }
}

TEST_CASE("no other certificate is judged in the place of one that cannot be used", "[cli]") {
  const test::TemporaryDirectory folder;
  const std::string bob = test::read_text(kCorpus + "certs/bob.pem");
  // A SEQUENCE of one INTEGER, which is no certificate.
  const std::string bad = "-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n";
  struct Row {
    const char* name;
    std::string file;
    int status;
    const char* says;
  };
  for (const Row& row : std::vector<Row>{
           {"first", bad + bob, 3, "the first certificate, which is the signer's, cannot be used"},
           {"alone", bad, 3, "the certificate cannot be used"},
           {"behind the signer's", bob + bad, 0, ""},
       }) {
    CAPTURE(row.name);
    const test::Ran ran =
        test::smimecheck(sample({"--at", "2026-02-01", folder.file("certificates.pem", row.file)}));
    CAPTURE(ran.out, ran.error);
    CHECK(ran.status == row.status);
    CHECK(ran.error.find(row.says) != std::string::npos);
    CHECK(std::count(ran.error.begin(), ran.error.end(), '\n') == (row.status == 0 ? 0 : 1));
  }
}

TEST_CASE("what is no certificate is named in words of certificates", "[cli]") {
  const test::TemporaryDirectory folder;
  const std::string alice = test::read_text(kCorpus + "certs/alice.pem");
  REQUIRE(test::run("openssl", {"x509", "-in", kCorpus + "certs/alice.pem", "-outform", "DER",
                                "-out", folder.path("alice.der")})
              .status == 0);
  REQUIRE(
      test::run("openssl", {"x509", "-in", kCorpus + "certs/alice.pem", "-trustout", "-addreject",
                            "emailProtection", "-out", folder.path("rejected.pem")})
          .status == 0);
  const std::string der = test::read_text(folder.path("alice.der"));
  struct Row {
    const char* name;
    std::string file;
    const char* says;
  };
  for (const Row& row : std::vector<Row>{
           {"PDF", folder.file("a.pdf", "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj\n"),
            "no certificate"},
           {"mail", kCorpus + "demo/1-good.eml", "this is a mail message"},
           {"PKCS #12", kCorpus + "trust/root.pfx", "PKCS #12"},
           {"two of DER", folder.file("two.der", der + der), "something stands behind"},
           {"cut", folder.file("cut.der", der.substr(0, der.size() / 2)), "ends too early"},
           {"nothing", folder.file("empty", ""), "no octets"},
           {"a key", kCorpus + "trust/discarded-pkcs8.key", "private key"},
           {"a CRL", kCorpus + "trust/root.crl", "a CRL and no certificate"},
           {"OpenSSL's settings", folder.path("rejected.pem"), "BEGIN TRUSTED CERTIFICATE"},
       }) {
    CAPTURE(row.name);
    const test::Ran ran = test::smimecheck(
        {"certificate", "--client", "strict", "--trust", kCorpus + "trust/sample.sst", row.file});
    CAPTURE(ran.out, ran.error);
    CHECK(ran.status == 3);
    CHECK(ran.error.find(row.says) != std::string::npos);
    for (const std::string* said : {&ran.out, &ran.error}) {
      CHECK(said->find("trust list") == std::string::npos);
      CHECK(said->find("at message") == std::string::npos);
      CHECK(said->find("permissions") == std::string::npos);
    }
  }
  const test::Ran none = test::smimecheck({"certificate"});
  CHECK(none.status == 2);
  CHECK(none.error.find("no certificate was given") != std::string::npos);
}

TEST_CASE("an issuer that a client does not take from where it is", "[cli]") {
  const test::TemporaryDirectory folder;
  const std::string chain =
      folder.file("chain.pem", test::read_text(kCorpus + "certs/alice.pem") +
                                   test::read_text(kCorpus + "certs/intermediate-1.pem"));
  const Texts common = {"--trust",  kCorpus + "trust/root-only.sst",
                        "--at",     "2026-01-15",
                        "--client", "owa,outlook_win"};
  const auto ran = [&](const char* command, Texts more) {
    more.insert(more.begin(), common.begin(), common.end());
    more.insert(more.begin(), command);
    return test::smimecheck(more);
  };
  const test::Ran certificate = ran("certificate", {chain});
  CAPTURE(certificate.out);
  CHECK(certificate.status == 1);
  CHECK(certificate.out.find("VALID_WITH_NOTES") == 0);
  CHECK(certificate.out.find("After the standards") != std::string::npos);
  CHECK(certificate.out.find("owa (invalid)") != std::string::npos);
  CHECK(certificate.out.find("outlook_win (") == std::string::npos);
  CHECK(certificate.out.find("chain.issuer_not_used") != std::string::npos);
  CHECK(certificate.out.find("found_in file") != std::string::npos);
  CHECK(certificate.out.find("chain.issuer_missing") == std::string::npos);
  CHECK(certificate.out.find("(message)") == std::string::npos);

  const test::Ran message = ran("verify", {kCorpus + "demo/1-good.eml"});
  CAPTURE(message.out);
  CHECK(message.out.find("chain.issuer_not_used") != std::string::npos);
  CHECK(message.out.find("found_in message") != std::string::npos);
  CHECK(message.out.find("senders") == std::string::npos);
  // In neither: the other finding.
  const test::Ran nowhere =
      ran("verify", {kCorpus + "messages/alice.detached.missing-intermediate.eml"});
  CHECK(nowhere.out.find("chain.issuer_missing") != std::string::npos);
  CHECK(nowhere.out.find("chain.issuer_not_used") == std::string::npos);
}

TEST_CASE("policies are asked of strict alone, and the output repeats them", "[cli]") {
  const Texts asked = {"verify",   "--trust", kCorpus + "trust/sample.sst", "--at", "2026-02-01",
                       "--policy", "1.2.3.4", "--explicit-policy"};
  const auto ran = [&](Texts more) {
    more.insert(more.begin(), asked.begin(), asked.end());
    more.push_back(kCorpus + "demo/1-good.eml");
    return test::smimecheck(more);
  };
  const test::Ran text = ran({});
  const std::string said = unwrapped(text.out);
  CAPTURE(said);
  CHECK(text.status == 1);
  CHECK(said.find("no trust list vouches") == std::string::npos);
  CHECK(said.find("trust list vouches for the signer, but not under a") != std::string::npos);
  CHECK(said.find("wanted 1.2.3.4, found none") != std::string::npos);
  CHECK(said.find("cure have the sender get a certificate under the wanted policy") !=
        std::string::npos);
  CHECK(said.find("strict was asked with --policy 1.2.3.4 --explicit-policy") != std::string::npos);
  CHECK(said.find("chain.policy (RFC 5280 6.1.5); for strict only") != std::string::npos);
  CHECK(said.find("unknown") == std::string::npos);

  const test::Ran json = ran({"--format", "ndjson"});
  CHECK(json.out.find("\"policies\":{\"wanted\":[\"1.2.3.4\"],\"explicit\":true,"
                      "\"inhibit_mapping\":false,\"inhibit_any\":false}") != std::string::npos);
}

TEST_CASE("a policy that was found is named", "[cli]") {
  const test::TemporaryDirectory folder;
  const auto file = [&](const char* name, const test::Recipe& recipe) {
    return folder.file(name, as_string(test::make_der(recipe)));
  };
  const std::string root = file("root.cer", test::ca("Root", "Root"));
  const std::string signer =
      file("signer.cer", test::signer("Root", {"certificatePolicies=1.2.3.4,1.2.3.5"}));
  const test::Ran ran =
      test::smimecheck({"certificate", "--trust", root, "--at", "2026-02-01", "--client", "strict",
                        "--policy", "1.2.3.6", "--explicit-policy", signer});
  const std::string said = unwrapped(ran.out);
  CAPTURE(said);
  CHECK(ran.status == 1);
  CHECK(said.find("wanted 1.2.3.6, found 1.2.3.4 1.2.3.5") != std::string::npos);
  CHECK(said.find("The trust list vouches for the certificate") != std::string::npos);
}

TEST_CASE("the help does not promise that an unknown state is refused", "[cli]") {
  for (const std::string& text : {test::smimecheck({"verify", "--help"}).out,
                                  test::read_text(SMIME_SOURCE_DIR "/docs/smimecheck.1")}) {
    CHECK(text.find("must be") == std::string::npos);
    CHECK(text.find("must then be known") == std::string::npos);
    CHECK(text.find("valid_with_notes in") != std::string::npos);
  }
}
