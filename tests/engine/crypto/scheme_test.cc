// AlgorithmIdentifiers of signatures.
#include <catch2/catch.hpp>

#include "base/text.h"
#include "engine/crypto/signature.h"
#include "tests/support/exact.h"

using namespace smime;

TEST_CASE("ecdsa-with-Specified names its digest as a parameter") {
  using Kind = crypto::SignatureScheme::Kind;
  struct Row {
    const char *name, *parameters;
    Kind kind;
    const char* digest;
  };
  const auto row = GENERATE(values<Row>({
      {"sha256", "300b0609608648016503040201", Kind::Ecdsa, "sha256"},
      {"sha256 and NULL", "300d06096086480165030402010500", Kind::Ecdsa, "sha256"},
      {"sha512", "300b0609608648016503040203", Kind::Ecdsa, "sha512"},
      {"sha1", "300706052b0e03021a", Kind::Ecdsa, "sha1"},
      {"a digest that is not known", "300506032a0304", Kind::Unsupported, ""},
      {"a digest with parameters", "300e0609608648016503040201020105", Kind::Unsupported, ""},
      {"no parameters", "", Kind::Unsupported, ""},
      {"NULL", "0500", Kind::Unsupported, ""},
      {"octets behind", "300b06096086480165030402010500", Kind::Unsupported, ""},
  }));
  CAPTURE(row.name);
  const auto parameters = from_hex(row.parameters);
  REQUIRE(parameters);
  const crypto::SignatureScheme scheme =
      crypto::read_scheme("1.2.840.10045.4.3", test::Exact(as_text(*parameters)));
  CHECK(scheme.kind == row.kind);
  CHECK(scheme.digest == row.digest);
  CHECK(scheme.good_parameters);
  CHECK(scheme.name == (row.kind == Kind::Ecdsa ? "ecdsa" : "1.2.840.10045.4.3"));
}
