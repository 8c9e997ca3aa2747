#include "engine/fetch/ocsp_request.h"

#include <catch2/catch.hpp>

#include "base/text.h"
#include "tests/support/inputs.h"
#include "tests/support/pem.h"
#include "tests/support/run_program.h"

using namespace smime;
using namespace smime::test;

TEST_CASE("An OCSP request is the one that openssl makes", "[fetch]") {
  struct Row {
    const char* name;
    const char* certificate;
    const char* issuer;
  };
  const auto row = GENERATE(values<Row>({
      {"EC key", "alice-p256", "intermediate-1"},
      {"RSA key", "alice", "intermediate-1"},
      {"issued by a root", "intermediate-1", "root-1"},
  }));
  CAPTURE(row.name);
  const std::string folder = (corpus() / "certs").string() + "/";
  const std::string certificate = folder + row.certificate + ".pem";
  const std::string issuer = folder + row.issuer + ".pem";
  const TemporaryDirectory directory;
  REQUIRE(run("openssl", {"ocsp", "-issuer", issuer, "-cert", certificate, "-no_nonce", "-reqout",
                          directory.path("request")})
              .status == 0);
  const Octets want = read_octets(directory.path("request"));
  const auto request =
      fetch::ocsp_request(*pem_certificates(certificate).at(0), *pem_certificates(issuer).at(0));
  REQUIRE(request.has_value());
  CHECK(hex(*request) == hex(want));

  const Ran python =
      run("python3", {"-c",
                      "import base64, sys, urllib.parse\n"
                      "b = base64.b64encode(open(sys.argv[1], 'rb').read())\n"
                      "sys.stdout.write('http://o.example/x/' + urllib.parse.quote(b, safe=''))",
                      directory.path("request")});
  CHECK(fetch::ocsp_get_url("http://o.example/x", *request) == python.out);
  CHECK(fetch::ocsp_get_url("http://o.example/x/", *request) == python.out);
}

TEST_CASE("The request stands behind the path of a URL, never behind its query or fragment",
          "[fetch]") {
  const Octets request = {0xFB, 0xFF};  // "+/8="
  struct Row {
    const char* url;
    std::optional<std::string> want;
  };
  const auto row = GENERATE(values<Row>({
      {"http://o.example", "http://o.example/%2B%2F8%3D"},
      {"http://o.example/x#part", "http://o.example/x/%2B%2F8%3D"},
      {"http://o.example/#", "http://o.example/%2B%2F8%3D"},
      {"http://o.example/#a?b", "http://o.example/%2B%2F8%3D"},
      {"http://o.example/x?ca=1", std::nullopt},
      {"http://o.example?", std::nullopt},
      {"http://o.example/x?ca=1#part", std::nullopt},
  }));
  CAPTURE(row.url);
  CHECK(fetch::ocsp_get_url(row.url, request) == row.want);
}
