// Both ways from a SubjectPublicKeyInfo to a key give the same answer.
#include <catch2/catch.hpp>
#include <set>

#include "engine/crypto/handles.h"
#include "engine/crypto/signature.h"
#include "tests/support/exact.h"
#include "tests/support/inputs.h"

using namespace smime;
using test::Exact;

namespace {

/// "refused", "equal", or how the two ways differ. Kinds of key that are not known here are kept
/// from OpenSSL's decoder, whatever it makes of them.
std::string outcome(Bytes subject_public_key_info) {
  const crypto::QuietErrors quiet;
  const auto built = crypto::read_public_key(subject_public_key_info);
  const auto decoded = crypto::decode_public_key(subject_public_key_info);
  const bool unknown =
      crypto::describe_key(subject_public_key_info).kind == crypto::KeyFacts::Kind::Unsupported;
  if (!built && (!decoded || unknown)) return "refused";
  if (!built) return "read by the decoder alone";
  if (!decoded) return "refused by the decoder alone";
  if (EVP_PKEY_get_base_id(built.get()) != EVP_PKEY_get_base_id(decoded.get())) return "types";
  return EVP_PKEY_eq(built.get(), decoded.get()) == 1 ? "equal" : "values";
}

/// The different keys of the certificates below `folder`, whatever else the files hold.
std::set<Octets> keys_below(const std::filesystem::path& folder, std::string_view ending) {
  std::set<Octets> keys;
  for (const auto& file : test::files_below(folder, ending)) {
    try {
      for (const auto& certificate : test::read_certificates(file))
        keys.insert(copy(certificate->public_key_info));
    } catch (const std::runtime_error&) {
      continue;  // no certificates
    }
  }
  return keys;
}

}  // namespace

TEST_CASE("keys of the corpus are the same both ways", "[crypto]") {
  const std::set<Octets> keys = keys_below(test::corpus(), ".pem");
  REQUIRE(keys.size() > 20);
  for (const Octets& key : keys) {
    CAPTURE(crypto::describe_key(key).name);
    CHECK(outcome(Exact(as_text(key))) == "equal");
  }
}

TEST_CASE("damaged keys are refused both ways or by neither", "[crypto]") {
  std::set<std::string> kinds;
  for (Octets key : keys_below(test::corpus() / "certs", ".pem")) {
    const crypto::KeyFacts facts = crypto::describe_key(key);
    if (!kinds.insert(facts.name).second) continue;
    CAPTURE(facts.name);
    std::size_t refused = 0;
    for (std::size_t i = 0; i < key.size(); ++i) {
      CAPTURE(i);
      key[i] ^= 1U;
      const std::string found = outcome(Exact(as_text(key)));
      CHECK((found == "refused" || found == "equal"));
      if (found == "refused") ++refused;
      key[i] ^= 1U;
    }
    // Of a changed point nothing is left on the curve; any odd or even number is an RSA modulus.
    const bool curve = facts.kind == crypto::KeyFacts::Kind::Ec;
    CHECK(refused > (curve ? facts.bits / 4 - 2 : 0));
    for (std::size_t size = 0; size < key.size(); ++size)
      CHECK(outcome(Exact(as_text(Bytes(key).first(size)))) == "refused");
  }
  CHECK(kinds.size() >= 5);
}

TEST_CASE("keys of the suites are the same both ways", "[crypto]") {
  if (test::suite_root().empty()) {
    WARN("skipped: SMIMECHECK_SUITES is not set");
    return;
  }
  std::set<Octets> keys;
  for (const std::string_view ending : {".pem", ".crt", ".cer", ".der"})
    keys.merge(keys_below(test::suite_root(), ending));
  REQUIRE(keys.size() > 100);
  for (const Octets& key : keys) {
    CAPTURE(crypto::describe_key(key).name);
    const std::string found = outcome(key);
    CHECK((found == "equal" || found == "refused"));
  }
}
