#include <catch2/catch.hpp>
#include <ctime>
#include <fstream>

#include "base/text.h"
#include "engine/fetch/cache.h"
#include "tests/cli/fetching.h"

using namespace smime;
using namespace smime::test;

TEST_CASE("verify --online fetches what is missing, and offline a bundle says the same",
          "[fetch]") {
  struct Row {
    const char* name;
    const char* message;
    const char* verdict;
    const char* revocation;
  };
  const auto row = GENERATE(values<Row>({
      {"good", "message.eml", "valid", "good"},
      {"revoked", "revoked.eml", "revoked", "revoked"},
  }));
  CAPTURE(row.name);
  const Json report = verified(online(row.message));
  CAPTURE(report["findings"].dump());
  CHECK(report["verdict"] == row.verdict);
  for (const char* client : {"strict", "owa"}) {
    CAPTURE(client);
    const Json chain = chain_of(report, client);
    REQUIRE(chain.is_object());
    CHECK(chain["revocation"] == row.revocation);
    REQUIRE(chain["certificates"].size() == 3);
    CHECK(chain["certificates"][1]["source"] == "fetched");
  }
  // It is not known that iOS fetches issuers, so nothing that was fetched helps it.
  CHECK(chain_of(report, "ios_mail")["certificates"].size() == 1);

  const TemporaryDirectory directory;
  const std::string bundle = directory.path("bundle.tar");
  REQUIRE(fetch_it({"--allow-private", "--trust", servers().file("root.pem"), "-o", bundle,
                    servers().file(row.message)})
              .status == 0);
  const Json repeated = verified({"--revocation", bundle, servers().file(row.message)});
  CHECK(repeated["verdict"] == report["verdict"]);
  CHECK(repeated["clients"] == report["clients"]);
  CHECK(chain_of(repeated, "strict")["certificates"].size() == 3);
}

TEST_CASE("What cannot be fetched in time is said, and revocation is unavailable", "[fetch]") {
  Texts arguments = {"verify",
                     "--online",
                     "--format",
                     "ndjson",
                     "--client",
                     "strict",
                     "--intermediates",
                     servers().file("ca.pem"),
                     "--trust",
                     servers().file("root.pem"),
                     servers().file("message.eml")};
  // Private addresses are not allowed here.
  const Ran refused = smimecheck(arguments);
  CAPTURE(refused.error);
  CHECK(refused.error.find("/files/ca.crl: address_refused") != std::string::npos);
  CHECK(chain_of(Json::parse(refused.out), "strict")["revocation"] == "unavailable");
  // A millisecond for everything: the first answer may come, the last does not.
  arguments.insert(arguments.end(), {"--allow-private", "--crl-retrieval-timeout", "1"});
  const Ran late = smimecheck(arguments);
  CAPTURE(late.error);
  CHECK((late.error.find("timed_out") != std::string::npos ||
         late.error.find("not_tried") != std::string::npos));
  CHECK(chain_of(Json::parse(late.out), "strict")["revocation"] == "unavailable");
}

TEST_CASE("An address is asked once for all messages of a run", "[fetch]") {
  const std::size_t before = count(servers().requests(), "/files/ca.crl");
  Texts arguments = {"verify", "--client", "strict", "--trust", servers().file("root.pem")};
  for (const std::string& more : online("message.eml")) arguments.push_back(more);
  arguments.push_back(servers().file("message.eml"));
  arguments.push_back(servers().file("revoked.eml"));
  (void)smimecheck(arguments);
  CHECK(count(servers().requests(), "/files/ca.crl") == before + 1);
}

TEST_CASE("certificate --online asks, too", "[fetch]") {
  Texts arguments = {"certificate",
                     "--client",
                     "strict",
                     "--format",
                     "ndjson",
                     "--trust",
                     servers().file("root.pem")};
  for (const std::string& more : online("signer.pem")) arguments.push_back(more);
  const Ran ran = smimecheck(arguments);
  CAPTURE(ran.error);
  const Json report = Json::parse(ran.out);
  REQUIRE_FALSE(report["chains"].empty());
  CHECK(report["chains"][0]["revocation"] == "good");
}

TEST_CASE("A slow address spoils one message, not those behind it", "[fetch]") {
  const TemporaryDirectory directory;
  const std::string slow = with_crl(directory, "slow", servers().http("/slow/a.crl"));
  const std::string quick = with_crl(directory, "quick", servers().http("/files/ca.crl"));
  const Ran ran =
      smimecheck(certificate_online({"--crl-retrieval-timeout", "4000", slow, quick, slow}));
  CAPTURE(ran.error);
  const Texts reports = split(ran.out, "\n");
  REQUIRE(reports.size() == 4);
  CHECK(Json::parse(reports[0])["chains"][0]["revocation"] == "unavailable");
  CHECK(Json::parse(reports[1])["chains"][0]["revocation"] == "good");
  CHECK(Json::parse(reports[2])["chains"][0]["revocation"] == "unavailable");
  // Each input has its own time, and is told what it lacks.
  const std::string late = slow + ": --online: crl " + servers().http("/slow/a.crl: timed_out; ");
  CHECK(count(ran.error, late) == 2);
  CHECK(count(servers().requests(), "/slow/a.crl") == 2);
  CHECK(count(ran.error, servers().http("/files/root.crl: not_tried; ")) == 1);
  CHECK(count(ran.error, quick + ": ") == 0);
  CHECK(count(ran.error, "\n") == 3);
}

TEST_CASE("What is not fetched is said with the input, the number and advice", "[fetch]") {
  const TemporaryDirectory directory;
  const std::string gone = with_crl(directory, "gone", servers().http("/status/404"));
  const Ran ran = smimecheck(certificate_online({"--crl-retrieval-timeout", "60000", gone}));
  const std::string said = "http_status 404";
  CHECK(ran.error == "smimecheck: " + gone + ": --online: crl " + servers().http("/status/404") +
                         ": " + said + "; ask the CA for the right address\n");
  const std::string reason =
      "it could not be fetched: " + said + " (" + servers().http("/status/404") + ")";
  CHECK(ran.out.find(reason) != std::string::npos);

  // A bundle remembers, packed or not.
  const std::string bundle = directory.path("bundle.tar");
  CHECK(
      fetch_it({"--allow-private", "--intermediates", servers().file("ca.pem"), "-o", bundle, gone})
          .status == 3);
  const std::string folder = directory.path("unpacked");
  std::filesystem::create_directory(folder);
  REQUIRE(run("tar", {"-xf", bundle, "-C", folder}).status == 0);
  (void)directory.file("unpacked/.hidden", "nothing");
  for (const std::string& from : {bundle, folder}) {
    const Ran offline = smimecheck({"certificate", "--client", "strict", "--format", "ndjson",
                                    "--intermediates", servers().file("ca.pem"), "--trust",
                                    servers().file("root.pem"), "--revocation", from, gone});
    CAPTURE(from, offline.error);
    CHECK(offline.error.empty());
    CHECK(offline.out.find(reason) != std::string::npos);
    // The root's CRL is there.
    CHECK(Json::parse(offline.out)["chains"][0]["certificates"][1]["revocation"]["state"] ==
          "good");
  }
}

TEST_CASE("A run that is interrupted while it fetches gives no verdict", "[fetch]") {
  const TemporaryDirectory directory;
  Texts arguments = {
      "--foreground", "--preserve-status", "-s", "INT", "3", SMIME_BINARY_DIR "/smimecheck"};
  for (const std::string& more :
       certificate_online({"--crl-retrieval-timeout", "60000",
                           with_crl(directory, "slow", servers().http("/slow/b.crl"))}))
    arguments.push_back(more);
  const Ran ran = run("timeout", arguments);
  CHECK(ran.status == 130);
  CHECK(ran.out.empty());
  CHECK(ran.error.empty());
}

TEST_CASE("A forged answer is not kept, and one that was is not used", "[fetch]") {
  const TemporaryDirectory directory;
  const std::string extensions =
      directory.file("ext", "authorityKeyIdentifier=keyid\ncrlDistributionPoints=URI:" +
                                servers().http("/files/forged.crl") + "\n");
  const std::string certificate = directory.path("x.pem");
  REQUIRE(run("openssl", {"x509", "-req", "-in", servers().file("signer.csr"), "-CA",
                          servers().file("ca.pem"), "-CAkey", servers().file("ca.key"),
                          "-set_serial", "16", "-extfile", extensions, "-out", certificate})
              .status == 0);
  const auto revocation = [&]() -> std::string {
    const Ran ran =
        smimecheck({"certificate", "--client", "strict", "--format", "ndjson", "--trust",
                    servers().file("root.pem"), "--intermediates", servers().file("ca.pem"),
                    "--online", "--allow-private", "--crl-retrieval-timeout", "100000", "--cache",
                    directory.path("cache"), certificate});
    CAPTURE(ran.error);
    return Json::parse(ran.out)["chains"][0]["revocation"];
  };
  const auto serve = [](const Octets& crl) {
    std::ofstream(servers().file("forged.crl"), std::ios::binary) << as_text(crl);
  };
  const Octets good = read_octets(servers().file("ca.crl"));
  const std::size_t before = asked_for("/files/forged.crl");
  serve(forged_crl());
  CHECK(revocation() == "unavailable");
  CHECK(asked_for("/files/forged.crl") == before + 1);
  // It was for one moment that somebody stood in between.
  serve(good);
  CHECK(revocation() == "good");
  CHECK(asked_for("/files/forged.crl") == before + 2);
  CHECK(revocation() == "good");
  CHECK(asked_for("/files/forged.crl") == before + 2);

  fetch::Item item;
  item.url = servers().http("/files/forged.crl");
  item.outcome = fetch::Outcome::Fetched;
  item.fetched = std::time(nullptr);
  item.octets = std::make_shared<const Octets>(forged_crl());
  const Limits limits;
  std::string error;
  REQUIRE(fetch::Cache(directory.path("cache"), limits).keep(item, error));
  CHECK(revocation() == "good");
  CHECK(asked_for("/files/forged.crl") == before + 3);
}
