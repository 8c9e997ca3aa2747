#include "engine/pki/certificate.h"

#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/conformance/suite.h"
#include "tests/support/exact.h"

using smime::test::Exact;
namespace pki = smime::pki;
namespace test = smime::test;

TEST_CASE("every certificate of PKITS is read, and none of its truncations") {
  const auto folder = test::suite_folder("pkits/certs");
  if (!folder) return;
  int read = 0;
  for (const auto& entry : std::filesystem::directory_iterator(*folder)) {
    const std::string der = test::read_text(entry.path());
    pki::Unusable why;
    const auto certificate = pki::read_certificate(Exact(der), {}, &why);
    CAPTURE(entry.path().filename().string(), why.expected);
    REQUIRE(certificate);
    CHECK(pki::self_signed(*certificate) ==
          (entry.path().filename() == "TrustAnchorRootCertificate.crt"));
    CHECK(!pki::read_certificate(Exact(std::string_view(der).substr(0, der.size() - 1)), {}));
    ++read;
  }
  CHECK(read > 300);
}
