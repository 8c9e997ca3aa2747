// Signature values and keys as attackers make them (primitives.py), each twice: the arithmetic
// alone, and a whole mail.
#include <catch2/catch.hpp>
#include <cstdio>
#include <map>
#include <stdexcept>
#include <string>

#include "engine/crypto/signature.h"
#include "engine/verify.h"
#include "tests/support/clients.h"
#include "tests/support/exact.h"
#include "tests/support/inputs.h"
#include "tests/sweep/python.h"

using namespace smime;
using namespace smime::test;
using crypto::Check;

namespace {

struct Primitive {
  std::string name, arithmetic, word, digest, message, signature, mail;
  std::string key, scheme, parameters;
};

Primitive read(const std::vector<std::string>& fields) {
  return {fields.at(1),         fields.at(2),         fields.at(3),          fields.at(7),
          octets(fields.at(8)), octets(fields.at(9)), octets(fields.at(10)), octets(fields.at(4)),
          fields.at(5),         octets(fields.at(6))};
}

/// True if the answer is one that `wanted` allows.
bool fits(Check check, const std::string& wanted) {
  if (wanted == "good") return check == Check::Good;
  if (wanted == "bad") return check == Check::Bad;
  if (wanted == "refused") return check != Check::Good;
  if (wanted == "any") return true;
  throw std::runtime_error("no such answer: " + wanted);
}

const char* name_of(Check check) {
  return check == Check::Good ? "good" : check == Check::Bad ? "bad" : "unsupported";
}

}  // namespace

TEST_CASE("signature values and keys that must not pass, and those that must", "[sweep]") {
  Given given = given_for_anchor({});
  std::size_t cases = 0;
  std::map<std::string, std::pair<std::size_t, std::size_t>> passed;  // and failed, by family
  for_each_line("primitives.py", {}, [&](const std::vector<std::string>& fields) {
    if (fields.at(0) == "anchor") {
      given = given_for_anchor(octets(fields.at(1)));
      return;
    }
    const Primitive one = read(fields);
    CAPTURE(one.name);
    ++cases;
    const auto scheme = crypto::read_scheme(one.scheme, Exact(one.parameters));
    const Check check = crypto::verify(Exact(one.key), scheme, one.digest, Exact(one.message),
                                       Exact(one.signature));
    INFO("arithmetic " << name_of(check) << ", wanted " << one.arithmetic);
    CHECK(fits(check, one.arithmetic));
    const Word word = verify_message(Exact(one.mail), "primitive", given, Limits{}).facts.word;
    CHECK(wire_name(word) == one.word);
    const bool right = fits(check, one.arithmetic) && wire_name(word) == one.word;
    auto& count = passed[one.name.substr(0, one.name.find(':'))];
    ++(right ? count.first : count.second);
  });
  CHECK(cases > 500);
  std::printf("primitives: %zu cases\n", cases);
  for (const auto& [family, count] : passed)
    std::printf("  %s: %zu passed, %zu failed\n", family.c_str(), count.first, count.second);
}
