// The functions that fuzzers call: what is true of the mutator must be true through them.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <cstring>

#include "engine/mutate/part.h"
#include "tests/support/inputs.h"

using namespace smime;

extern "C" {
std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                    unsigned seed);
std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* data1, std::size_t size1,
                                      const std::uint8_t* data2, std::size_t size2,
                                      std::uint8_t* out, std::size_t max_out_size, unsigned seed);
void* afl_custom_init(void* afl, unsigned seed);
std::size_t afl_custom_fuzz(void* data, std::uint8_t* buffer, std::size_t size, std::uint8_t** out,
                            std::uint8_t* other, std::size_t other_size, std::size_t max_size);
const char* afl_custom_describe(void* data, std::size_t max_length);
void afl_custom_deinit(void* data);
}

namespace {

Octets good() { return test::read_octets(test::corpus() / "demo/1-good.eml"); }

Octets mutated(std::size_t max_size, unsigned seed) {
  // The buffer has max_size octets and not one more.
  Octets buffer = good();
  const std::size_t size = std::min(buffer.size(), max_size);
  buffer.resize(max_size);
  buffer.shrink_to_fit();
  buffer.resize(LLVMFuzzerCustomMutator(buffer.data(), size, max_size, seed));
  return buffer;
}

bool holds_cms(const Octets& octets) {
  mutate::Part part = mutate::read_part(octets);
  for (const mutate::Part* one : mutate::parts_of(part))
    if (one->cms) return true;
  return false;
}

}  // namespace

TEST_CASE(
    "The libFuzzer mutator: same seed, same octets; inside the buffer; most hold a CMS object") {
  int readable = 0;
  for (unsigned seed = 0; seed < 200; ++seed) {
    const Octets one = mutated(8192, seed);
    CHECK((one == mutated(8192, seed)));
    CHECK(one.size() <= 8192);
    readable += holds_cms(one);
    CHECK(mutated(50, seed).size() <= 50);
  }
  CHECK(readable > 140);
}

TEST_CASE("The libFuzzer cross-over puts something of the one into the other") {
  const Octets one = good(),
               other = test::read_octets(test::corpus() / "messages/alice.opaque.sha256.eml");
  int changed = 0;
  for (unsigned seed = 0; seed < 50; ++seed) {
    Octets out(9000);
    out.resize(LLVMFuzzerCustomCrossOver(one.data(), one.size(), other.data(), other.size(),
                                         out.data(), out.size(), seed));
    REQUIRE(out.size() <= 9000);
    changed += out != one;
  }
  CHECK(changed == 50);
}

TEST_CASE("The AFL++ mutator: same seed, same sequence; bounded; says what it did") {
  void* const one = afl_custom_init(nullptr, 5);
  void* const two = afl_custom_init(nullptr, 5);
  Octets in = good(),
         other = test::read_octets(test::corpus() / "messages/alice.opaque.sha256.eml");
  int readable = 0;
  for (int i = 0; i < 100; ++i) {
    std::uint8_t *out1 = nullptr, *out2 = nullptr;
    const bool donor = i % 2 == 0;
    const std::size_t size1 =
        afl_custom_fuzz(one, in.data(), in.size(), &out1, donor ? other.data() : nullptr,
                        donor ? other.size() : 0, 6000);
    const std::size_t size2 =
        afl_custom_fuzz(two, in.data(), in.size(), &out2, donor ? other.data() : nullptr,
                        donor ? other.size() : 0, 6000);
    REQUIRE(size1 <= 6000);
    REQUIRE(out1 != nullptr);
    const Octets first(out1, out1 + size1), second(out2, out2 + size2);
    CHECK((first == second));
    readable += holds_cms(first);
    CHECK(std::strlen(afl_custom_describe(one, 40)) <= 40);
    CHECK(std::strchr(afl_custom_describe(one, 200), '.') != nullptr);
  }
  CHECK(readable > 70);
  afl_custom_deinit(one);
  afl_custom_deinit(two);
}
