#include "engine/crypto/roca.h"

#include <catch2/catch.hpp>

#include "base/text.h"
#include "engine/crypto/signature.h"
#include "tests/support/exact.h"
#include "tests/support/inputs.h"
#include "tests/support/pem.h"

using namespace smime;
using namespace smime::test;

// Powers of 65537 have the pattern modulo every prime; their neighbours do not.
TEST_CASE("a modulus that is a power of 65537 modulo small primes has the pattern", "[crypto]") {
  struct Row {
    const char* name;
    const char* modulus;
    bool pattern;
  };
  const auto row = GENERATE(values<Row>({
      {"65537", "010001", true},
      {"with a leading zero", "00010001", true},
      {"its square", "0100020001", true},
      {"its cube", "01000300030001", true},
      {"one more than its square", "0100020002", false},
      {"two less than its cube", "0100030002FFFF", false},
      {"the product of two primes", "0F", false},
  }));
  CAPTURE(row.name);
  const Octets modulus = from_hex(row.modulus).value();
  CHECK(crypto::has_roca_pattern(Exact(as_text(modulus))) == row.pattern);
}
