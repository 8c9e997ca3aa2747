#include "engine/cryptoapi/names.h"

#include <bit>
#include <catch2/catch.hpp>
#include <set>

#include "engine/cryptoapi/chain_policy.h"

using namespace smime;

TEST_CASE("Each status bit has one name, one meaning and at most one name in .NET") {
  std::set<std::string_view> names, flags;
  std::uint32_t before = 0;
  for (const auto& bit : cryptoapi::error_status_bits()) {
    CAPTURE(bit.name);
    CHECK(std::has_single_bit(bit.value));
    CHECK(bit.value > before);
    before = bit.value;
    CHECK(names.insert(bit.name).second);
    CHECK((bit.flag.empty() || flags.insert(bit.flag).second));
    CHECK_FALSE(bit.meaning.empty());
  }
  // X509ChainStatusFlags has 25 values beside NoError.
  CHECK(flags.size() == 25);
  CHECK(cryptoapi::error_status_bits(0x10080).size() == 2);
  CHECK(cryptoapi::names_of_info_status(0x10C) ==
        std::vector<std::string_view>{"CERT_TRUST_HAS_NAME_MATCH_ISSUER",
                                      "CERT_TRUST_IS_SELF_SIGNED",
                                      "CERT_TRUST_HAS_PREFERRED_ISSUER"});
}

TEST_CASE("Whatever the chain policies answer has a name and Windows' text") {
  std::uint32_t before = 0;
  for (const auto& result : cryptoapi::hresults()) {
    CHECK(result.value > before);
    before = result.value;
    CHECK(cryptoapi::find_hresult(result.value)->name == result.name);
  }
  CHECK(cryptoapi::find_hresult(0) == nullptr);
  for (const auto policy : {cryptoapi::Policy::Base, cryptoapi::Policy::Authenticode,
                            cryptoapi::Policy::Ssl, cryptoapi::Policy::BasicConstraints}) {
    for (const auto& bit : cryptoapi::error_status_bits()) {
      cryptoapi::ChainContext context;
      context.status.error = bit.value;
      const auto status = cryptoapi::verify_chain_policy(context, policy);
      if (status.hresult == 0) continue;
      CAPTURE(bit.name, status.hresult);
      const auto* const known = cryptoapi::find_hresult(status.hresult);
      REQUIRE(known != nullptr);
      CHECK_FALSE(known->text.empty());
      CHECK_FALSE(known->meaning.empty());
    }
  }
}
