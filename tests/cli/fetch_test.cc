#include <catch2/catch.hpp>
#include <ctime>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "engine/crypto/digest.h"
#include "engine/fetch/bundle.h"
#include "engine/fetch/cache.h"
#include "engine/fetch/download.h"
#include "tests/support/fetch_servers.h"
#include "tests/support/inputs.h"

using namespace smime;
using namespace smime::test;
using Texts = std::vector<std::string>;

namespace {

FetchServers& servers() {
  static FetchServers all;
  return all;
}

/// With time enough for a busy machine.
Ran fetch_it(Texts more) {
  Texts all = {"fetch", "--max-time", "60"};
  all.insert(all.end(), more.begin(), more.end());
  return smimecheck(all);
}

fetch::Bundle read_file(const std::string& path) {
  Findings findings;
  auto bundle = fetch::read_bundle(read_octets(path), Limits{}, findings);
  REQUIRE(bundle.has_value());
  return *bundle;
}

std::size_t count(const std::string& text, const std::string& what) {
  return split(text, what).size() - 1;
}

}  // namespace

TEST_CASE("A bundle holds what a message needs, up to its root", "[fetch]") {
  const TemporaryDirectory directory;
  const std::string path = directory.path("bundle.tar");
  const Ran ran = fetch_it({"--allow-private", "-o", path, servers().file("message.eml")});
  CAPTURE(ran.out, ran.error);
  CHECK(ran.status == 0);
  CHECK(ran.error.empty());
  CHECK(ran.out.ends_with("6 addresses, 5 fetched, 1 unsupported_scheme\n"));
  const fetch::Bundle bundle = read_file(path);
  REQUIRE(bundle.items.size() == 6);
  std::map<std::string, std::string> files = {
      {servers().http("/files/ca.crl"), "ca.crl"},
      {servers().http("/files/root.crl"), "root.crl"},
      {servers().http("/files/ca.cer"), "ca.cer"},
      {servers().http("/files/root.cer"), "root.cer"},
  };
  for (const fetch::Item& item : bundle.items) {
    CAPTURE(item.url);
    if (files.contains(item.url)) {
      REQUIRE(item.octets);
      CHECK(*item.octets == read_octets(servers().file(files[item.url])));
    } else if (item.kind == fetch::Kind::Ocsp) {
      REQUIRE(item.octets);
      CHECK(item.certificate == crypto::sha256(read_octets(servers().file("signer.cer"))));
      // The responder's answer convinces openssl.
      const std::string response =
          directory.file("response.der", std::string(as_text(*item.octets)));
      const Ran openssl =
          run("openssl",
              {"ocsp", "-respin", response, "-issuer", servers().file("ca.pem"), "-cert",
               servers().file("signer.pem"), "-CAfile", servers().file("root.pem"), "-no_nonce"});
      CAPTURE(openssl.out, openssl.error);
      CHECK(openssl.out.find(": good") != std::string::npos);
    } else {
      CHECK(item.outcome == fetch::Outcome::UnsupportedScheme);
    }
  }
}

TEST_CASE("A responder that knows POST alone is asked with POST", "[fetch]") {
  const TemporaryDirectory directory;
  const auto certificate = [&](const std::string& name, const std::string& path) {
    const std::string extensions = directory.file(
        name + ".ext", "authorityKeyIdentifier=keyid\nauthorityInfoAccess=OCSP;URI:" +
                           servers().http(path) + "\n");
    const std::string out = directory.path(name + ".pem");
    REQUIRE(run("openssl", {"x509", "-req", "-in", servers().file("signer.csr"), "-CA",
                            servers().file("ca.pem"), "-CAkey", servers().file("ca.key"),
                            "-set_serial", "16", "-extfile", extensions, "-out", out})
                .status == 0);
    return out;
  };
  struct Row {
    const char* name;
    const char* path;
    const char* first;
    const char* result;
    int status;
  };
  const auto row = GENERATE(values<Row>({
      {"short", "/ocsp-post-only", "GET /ocsp-post-only/", "ocsp     fetched ", 0},
      {"query", "/ocsp-post-only?ca", "POST /ocsp-post-only?ca ", "ocsp     fetched ", 0},
      {"error status 3", "/ocsp-error/3", "GET /ocsp-error/3/", "ocsp     try_later ", 75},
      {"error status 6", "/ocsp-error/6", "GET /ocsp-error/6/", "ocsp     responder_error ", 3},
      {"page", "/html", "GET /html/", "ocsp     unexpected_content ", 3},
  }));
  CAPTURE(row.name);
  const std::size_t before = servers().requests().size();
  const Ran ran = fetch_it({"--allow-private", "--intermediates", servers().file("ca.pem"),
                            "--trust", servers().file("root.pem"), certificate("x", row.path)});
  CAPTURE(ran.out, ran.error);
  CHECK(ran.status == row.status);
  CHECK(ran.out.find(row.result) != std::string::npos);
  const std::string asked = servers().requests().substr(before);
  CAPTURE(asked);
  CHECK(asked.starts_with(row.first));
  const std::string_view path = row.path;
  CHECK((asked.find("POST ") != std::string::npos) ==
        (path.starts_with("/ocsp-post-only") || path == "/html"));
}

TEST_CASE("A long URL is asked with POST at once", "[fetch]") {
  const TemporaryDirectory directory;
  const std::string long_path = "/ocsp-post-only/" + std::string(200, 'x');
  const std::string extensions =
      directory.file("ext", "authorityInfoAccess=OCSP;URI:" + servers().http(long_path) + "\n");
  const std::string out = directory.path("long.pem");
  REQUIRE(run("openssl", {"x509", "-req", "-in", servers().file("signer.csr"), "-CA",
                          servers().file("ca.pem"), "-CAkey", servers().file("ca.key"),
                          "-set_serial", "16", "-extfile", extensions, "-out", out})
              .status == 0);
  const std::size_t before = servers().requests().size();
  CHECK(fetch_it({"--allow-private", "--intermediates", servers().file("ca.pem"), out}).status ==
        0);
  CHECK(servers().requests().substr(before).starts_with("POST " + long_path));
}

TEST_CASE("What was kept is not asked for again", "[fetch]") {
  const TemporaryDirectory directory;
  const Texts arguments = {"--allow-private", "--cache", directory.path("cache"),
                           servers().file("message.eml")};
  CHECK(fetch_it(arguments).status == 0);
  const std::size_t before = servers().requests().size();
  const Ran again = fetch_it(arguments);
  CHECK(again.status == 0);
  CHECK(count(again.out, " cached ") == 5);
  CHECK(servers().requests().size() == before);
}

TEST_CASE("Exit statuses of fetch", "[fetch]") {
  const std::string message = servers().file("message.eml");
  const TemporaryDirectory directory;
  struct Row {
    const char* name;
    Texts arguments;
    int status;
    const char* said;  // in standard output or standard error
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"private addresses", {message}, 3, "2 address_refused"},
      {"no input", {}, 2, "no message or certificate"},
      {"no such file", {"--allow-private", "/nowhere"}, 3, "/nowhere"},
      {"no such list", {"--trust", "/nowhere", message}, 2, "/nowhere"},
      {"no signature", {servers().file("text")}, 3, "holds no certificate of a signer"},
      {"too many redirects allowed", {"--max-redirects", "6", message}, 2, "0 to 5"},
      {"time given twice", {"--max-time", "60", message}, 2, "may be given once"},
      {"output is an input", {"-o", message, message}, 2, "output file"},
      {"too few items",
       {"--allow-private", "--limit", "bundle-items=2", message},
       3,
       "addresses left out"},
      {"small answers", {"--allow-private", "--limit", "fetch-crl=100", message}, 3, "too_large"},
      {"no rounds", {"--allow-private", "--limit", "fetch-rounds=0", message}, 75, "not_tried"},
      {"root with no address",
       {"--allow-private", servers().file("root.pem")},
       0,
       "0 addresses, 0 fetched"},
      {"nothing is asked", {"--dry-run", message}, 0, "not_tried"},
      {"too few addresses",
       {"--dry-run", "--limit", "fetch-urls=0", message},
       3,
       "left out; raise --limit fetch-urls=N"},
      {"offline", {"--offline", message}, 2, "--offline: "},
      {"format", {"--format", "json", message}, 2, "unknown option --format"},
      {"bundle to standard output", {"-o", "-", message}, 2, "-o -: "},
      {"bundle of a dry run", {"--dry-run", "-o", "x", message}, 2, "-o: there is no bundle"},
      {"no such authorities", {"--ca", "/nowhere", message}, 2, "--ca /nowhere: "},
      {"authorities as DER", {"--ca", servers().file("root.cer"), message}, 2, "as PEM"},
      {"authorities that are none", {"--ca", servers().file("text"), message}, 2, "as PEM"},
      {"proxy without a scheme", {"--proxy", "foo", message}, 2, "--proxy foo: "},
      {"proxy with a password", {"--proxy", "http://a:b@c:1", message}, 2, "http://HOST:PORT"},
      {"proxy of another kind", {"--proxy", "socks5://c:1", message}, 2, "http://HOST:PORT"},
      {"proxy without a port number", {"--proxy", "http://c:x", message}, 2, "http://HOST:PORT"},
  }));
  CAPTURE(row.name);
  const Ran ran = fetch_it(row.arguments);
  CAPTURE(ran.out, ran.error);
  CHECK(ran.status == row.status);
  CHECK((ran.out + ran.error).find(row.said) != std::string::npos);
}

TEST_CASE("Without any input that could be read there is no bundle", "[fetch]") {
  const TemporaryDirectory directory;
  for (const std::string& input : {std::string("/nowhere"), servers().file("text")}) {
    const std::string bundle = directory.path("bundle.tar");
    const Ran ran = fetch_it({"--allow-private", "-o", bundle, input});
    CAPTURE(input, ran.out, ran.error);
    CHECK(ran.status == 3);
    CHECK(ran.out.empty());
    CHECK(count(ran.error, "\n") == 1);
    CHECK_FALSE(std::filesystem::exists(bundle));
  }
}

TEST_CASE("Certificates with an LDAP address alone are not served", "[fetch]") {
  const TemporaryDirectory directory;
  const std::string extensions =
      directory.file("ext", "crlDistributionPoints=URI:ldap://dir.example/cn=ca\n");
  const std::string out = directory.path("ldap.pem");
  REQUIRE(run("openssl", {"x509", "-req", "-in", servers().file("signer.csr"), "-CA",
                          servers().file("ca.pem"), "-CAkey", servers().file("ca.key"),
                          "-set_serial", "5", "-extfile", extensions, "-out", out})
              .status == 0);
  const Ran ran = fetch_it({"--intermediates", servers().file("ca.pem"), "--trust",
                            servers().file("root.pem"), "--limit", "chain-depth=1", out});
  CAPTURE(ran.out, ran.error);
  CHECK(ran.status == 3);
  CHECK(ran.out.find("1 address, 0 fetched, 1 unsupported_scheme") != std::string::npos);
}

namespace {

using Json = nlohmann::ordered_json;

/// The chains of the only signature, by the client `owa` at the server and by strict.
Json verified(Texts more) {
  Texts all = {"verify",
               "--format",
               "ndjson",
               "--client",
               "strict,owa,ios_mail",
               "--trust",
               servers().file("root.pem")};
  all.insert(all.end(), more.begin(), more.end());
  const Ran ran = smimecheck(all);
  CAPTURE(ran.error);
  REQUIRE((ran.status == 0 || ran.status == 1));
  return Json::parse(ran.out);
}

/// The chain that `client` is judged by.
Json chain_of(const Json& report, const std::string& client) {
  for (const Json& chain : report["signatures"][0]["chains"])
    for (const Json& user : chain["for"])
      if (user == client) return chain;
  return nullptr;
}

Texts online(const std::string& message) {
  // Enough time for a busy machine.
  return {"--online", "--allow-private", "--crl-retrieval-timeout", "100000",
          servers().file(message)};
}

}  // namespace

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

namespace {

/// A certificate of the CA whose CRL is at these addresses, and a file with it.
std::string with_crl(const TemporaryDirectory& directory, const std::string& name,
                     const std::string& url) {
  const std::string extensions = directory.file(
      name + ".ext", "authorityKeyIdentifier=keyid\ncrlDistributionPoints=URI:" + url + "\n");
  const std::string out = directory.path(name + ".pem");
  REQUIRE(run("openssl", {"x509", "-req", "-in", servers().file("signer.csr"), "-CA",
                          servers().file("ca.pem"), "-CAkey", servers().file("ca.key"),
                          "-set_serial", "21", "-extfile", extensions, "-out", out})
              .status == 0);
  return out;
}

/// certificate --online with the chain at hand.
Texts certificate_online(Texts more) {
  Texts all = {"certificate",
               "--online",
               "--allow-private",
               "--client",
               "strict",
               "--format",
               "ndjson",
               "--intermediates",
               servers().file("ca.pem"),
               "--trust",
               servers().file("root.pem")};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

/// Those of the CRL that a test's certificate names.
std::size_t asked_for(const std::string& path) { return count(servers().requests(), path); }

/// The CRL of the CA with another signature.
Octets forged_crl() {
  Octets crl = read_octets(servers().file("ca.crl"));
  crl.back() ^= 1;
  return crl;
}

}  // namespace

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

TEST_CASE("A proxy that cannot be reached is named, and the server is not", "[fetch]") {
  const std::string proxy = "http://127.0.0.1:" + std::to_string(servers().port("closed"));
  const TemporaryDirectory directory;
  const Ran ran = fetch_it({"--proxy", proxy, with_crl(directory, "x", "http://crl.example/x.crl"),
                            with_crl(directory, "y", "http://crl2.example/y.crl")});
  CHECK(ran.status == 75);
  CHECK(ran.out.ends_with("2 addresses, 0 fetched, 2 proxy_failed\n"));
  CHECK(ran.error == "smimecheck: proxy_failed: check --proxy " + proxy + "\n");
}

TEST_CASE("A run that is interrupted while it fetches gives no verdict", "[fetch]") {
  const TemporaryDirectory directory;
  Texts arguments = {"--preserve-status", "-s", "INT", "3", SMIME_BINARY_DIR "/smimecheck"};
  for (const std::string& more :
       certificate_online({"--crl-retrieval-timeout", "60000",
                           with_crl(directory, "slow", servers().http("/slow/b.crl"))}))
    arguments.push_back(more);
  const Ran ran = run("timeout", arguments);
  CHECK(ran.status == 130);
  CHECK(ran.out.empty());
  CHECK(ran.error.empty());
}

TEST_CASE("Advice about addresses and inputs of fetch", "[fetch]") {
  const TemporaryDirectory directory;
  const Ran refused = fetch_it({servers().file("message.eml")});
  CHECK(refused.error.ends_with(
      "smimecheck: address_refused: add --allow-private if servers without a public address may "
      "be asked\n"));
  CHECK(fetch_it({directory.path()}).error.find("use -r for the files below it") !=
        std::string::npos);
  const std::string pfx = directory.path("signer.p12");
  REQUIRE(run("openssl", {"pkcs12", "-export", "-in", servers().file("signer.pem"), "-inkey",
                          servers().file("signer.key"), "-out", pfx, "-passout", "pass:x"})
              .status == 0);
  CHECK(fetch_it({pfx}).error.find("PKCS #12 file; take the certificate out") != std::string::npos);
}

TEST_CASE("Redirects are not followed by default, as all documents say") {
  CHECK(fetch::DownloadRules{}.redirects == 0);
  CHECK(read_text(SMIME_SOURCE_DIR "/docs/fetch.md").find("(0 unless given, at most 5)") !=
        std::string::npos);
  CHECK(read_text(SMIME_SOURCE_DIR "/docs/smimecheck.1")
            .find("\\-\\-max\\-redirects \" N\"\nRedirects that are followed for one address, from "
                  "0 to 5. Default: 0.\n") != std::string::npos);
  CHECK(smimecheck({"fetch", "--help"}).out.find("--max-redirects N       0 to 5 (0)\n") !=
        std::string::npos);
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

TEST_CASE("What one message needs takes nothing from another", "[fetch]") {
  const TemporaryDirectory directory;
  const std::string path = directory.path("bundle.tar");
  REQUIRE(fetch_it({"--allow-private", "--trust", servers().file("root.pem"), "-o", path,
                    servers().file("message.eml")})
              .status == 0);
  std::size_t octets = 0, items = 0;
  for (const fetch::Item& item : read_file(path).items) {
    octets += item.octets ? item.octets->size() : 0;
    ++items;
  }
  // Enough for one of them; signatures differ by some octets.
  const auto run_with = [&](const std::string& limit) {
    return smimecheck({"verify", "--online", "--allow-private", "--crl-retrieval-timeout", "100000",
                       "--client", "strict", "--trust", servers().file("root.pem"), "--limit",
                       limit, servers().file("message.eml"), servers().file("revoked.eml"),
                       servers().file("message.eml")})
        .error;
  };
  CHECK(run_with("bundle-items=" + std::to_string(items)).empty());
  CHECK(run_with("bundle-size=" + std::to_string(octets + 100)).empty());
  CHECK(run_with("bundle-size=" + std::to_string(octets / 2)).find("not_tried") !=
        std::string::npos);
}

TEST_CASE("An address that is never asked takes no place in a bundle from one that is", "[fetch]") {
  const Ran ran = fetch_it({"--allow-private", "--trust", servers().file("root.pem"), "--limit",
                            "bundle-items=4", servers().file("message.eml")});
  CAPTURE(ran.out, ran.error);
  CHECK(ran.out.ends_with("4 addresses, 4 fetched\n"));
  CHECK(ran.error.find("1 address left out") != std::string::npos);
}
