// Keys that nothing is computed with, by their size.
#include <catch2/catch.hpp>
#include <string>

#include "engine/crypto/signature.h"

using namespace smime;

TEST_CASE("which limit a key exceeds", "[crypto]") {
  using Kind = crypto::KeyFacts::Kind;
  struct Row {
    const char* name;
    Kind kind;
    std::uint32_t bits, exponent_bits;
    const char* limit;  // "": none
  };
  const Limits limits;
  const auto row = GENERATE_COPY(values<Row>({
      {"RSA, as large as may be", Kind::Rsa, limits.rsa_bits, 17, ""},
      {"RSA, one bit more", Kind::Rsa, limits.rsa_bits + 1, 17, "rsa_bits"},
      {"RSASSA-PSS, one bit more", Kind::RsaPss, limits.rsa_bits + 1, 17, "rsa_bits"},
      {"RSA with a long exponent", Kind::Rsa, 2'048, limits.rsa_exponent_bits + 1,
       "rsa_exponent_bits"},
      {"DSA, as large as may be", Kind::Dsa, limits.dsa_bits, 0, ""},
      {"DSA, one bit more", Kind::Dsa, limits.dsa_bits + 1, 0, "dsa_bits"},
      {"EC", Kind::Ec, 521, 0, ""},
  }));
  CAPTURE(row.name);
  crypto::KeyFacts key;
  key.kind = row.kind;
  key.bits = row.bits;
  key.exponent_bits = row.exponent_bits;
  const char* const limit = crypto::exceeded_limit(key, limits);
  CHECK(std::string(limit == nullptr ? "" : limit) == row.limit);
}
