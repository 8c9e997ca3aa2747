// Custom mutator and cross-over for libFuzzer: linked into a target, they take the place of its
// own, which are still asked for single values and now and then for the whole input.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "engine/mutate/random.h"
#include "fuzz/mutator_rules.h"

// libFuzzer's own; null in a program without it.
extern "C" __attribute__((weak)) std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size,
                                                              std::size_t max_size);

namespace {

std::size_t put(const smime::mutate::Mutant& mutant, std::uint8_t* out) {
  std::copy(mutant.octets.begin(), mutant.octets.end(), out);
  return mutant.octets.size();
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned seed) {
  static const smime::mutate::Rules kRules = mutator_rules();
  smime::mutate::Rules rules = kRules;
  rules.max_size = max_size;
  if (LLVMFuzzerMutate != nullptr) {
    // One in eight: what nobody thought of.
    if (smime::mutate::Random(seed).one_in(8)) return LLVMFuzzerMutate(data, size, max_size);
    rules.change_octets = LLVMFuzzerMutate;
  }
  return put(smime::mutate::Mutator(seed, rules).mutate({data, size}), data);
}

extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* data1, std::size_t size1,
                                                 const std::uint8_t* data2, std::size_t size2,
                                                 std::uint8_t* out, std::size_t max_out_size,
                                                 unsigned seed) {
  smime::mutate::Rules rules;
  rules.max_size = max_out_size;
  rules.resign = smime::mutate::Resign::Never;
  rules.operations = {"asn1.splice", "field.splice", "cms.certificate_add"};
  return put(smime::mutate::Mutator(seed, rules).mutate({data1, size1}, {data2, size2}), out);
}
