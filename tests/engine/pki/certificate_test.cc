#include "engine/pki/certificate.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/support/exact.h"

using smime::test::Exact;
namespace pki = smime::pki;

TEST_CASE("every certificate of PKITS is read, and none of its truncations") {
  const char* const suites = std::getenv("SMIMECHECK_SUITES");
  if (suites == nullptr) {
    WARN("skipped: SMIMECHECK_SUITES is not set");
    return;
  }
  int read = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(suites) + "/pkits/certs")) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string der{std::istreambuf_iterator<char>(file), {}};
    std::string why;
    const auto certificate = pki::read_certificate(Exact(der), {}, &why);
    CAPTURE(entry.path().filename().string(), why);
    REQUIRE(certificate);
    CHECK(pki::self_signed(*certificate) ==
          (entry.path().filename() == "TrustAnchorRootCertificate.crt"));
    CHECK(!pki::read_certificate(Exact(std::string_view(der).substr(0, der.size() - 1)), {}));
    ++read;
  }
  CHECK(read > 300);
}
