#include "engine/crypto/digest.h"

#include <catch2/catch.hpp>

#include "base/text.h"

using namespace smime;

TEST_CASE("digests of \"abc\" are those of the standards", "[crypto]") {
  struct Row {
    const char* name;
    const char* want;
  };
  // RFC 1321 A.5, FIPS 180-4 and FIPS 202 example values.
  const auto row = GENERATE(values<Row>({
      {"md5", "900150983cd24fb0d6963f7d28e17f72"},
      {"sha1", "a9993e364706816aba3e25717850c26c9cd0d89d"},
      {"sha224", "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"},
      {"sha256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {"sha384",
       "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134"
       "c825a7"},
      {"sha512",
       "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3"
       "feebbd454d4423643ce80e2a9ac94fa54ca49f"},
      {"sha3-224", "e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf"},
      {"sha3-256", "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532"},
      {"shake256",
       "483366601360a8771c6863080cc4114d8db44530f8f1e1ee4f94ea37e78b5739d5a15bef186a5386c75744c052"
       "7e1faa9f8726e462a12a4feb06bd8801e751e4"},
  }));
  CAPTURE(row.name);
  const auto got = crypto::digest(row.name, as_octets("abc"));
  REQUIRE(got);
  CHECK(hex(*got) == row.want);
}

TEST_CASE("an unknown digest is nothing", "[crypto]") {
  CHECK_FALSE(crypto::digest("md2", {}));
  CHECK_FALSE(crypto::digest("", {}));
  CHECK(hex(crypto::sha1(as_octets("abc"))) == "a9993e364706816aba3e25717850c26c9cd0d89d");
}
