#include <catch2/catch.hpp>
#include <map>

#include "base/text.h"
#include "engine/fetch/download.h"
#include "tests/cli/fetching.h"

using namespace smime;
using namespace smime::test;

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

TEST_CASE("A proxy that cannot be reached is named, and the server is not", "[fetch]") {
  const std::string proxy = "http://127.0.0.1:" + std::to_string(servers().port("closed"));
  const TemporaryDirectory directory;
  const Ran ran = fetch_it({"--proxy", proxy, with_crl(directory, "x", "http://crl.example/x.crl"),
                            with_crl(directory, "y", "http://crl2.example/y.crl")});
  CHECK(ran.status == 75);
  CHECK(ran.out.ends_with("2 addresses, 0 fetched, 2 proxy_failed\n"));
  CHECK(ran.error == "smimecheck: proxy_failed: check --proxy " + proxy + "\n");
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
