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
