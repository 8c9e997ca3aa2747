// Custom mutator for AFL++ 4 (docs/custom_mutators.md there):
//     AFL_CUSTOM_MUTATOR_LIBRARY=libsmimecheck_mutator.so afl-fuzz …
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "fuzz/mutator_rules.h"

namespace {

struct State {
  smime::mutate::Rules rules = mutator_rules();
  std::uint64_t seed = 0;
  smime::mutate::Mutant last;  // afl-fuzz borrows its octets until the next call
  std::string description;
};

}  // namespace

/// `afl` is a pointer to afl_state_t, which is not looked into.
extern "C" void* afl_custom_init(void* afl, unsigned seed) {
  static_cast<void>(afl);
  auto* const state = new State;
  state->seed = seed;
  return state;
}

extern "C" std::size_t afl_custom_fuzz(void* data, std::uint8_t* buffer, std::size_t size,
                                       std::uint8_t** out, std::uint8_t* other,
                                       std::size_t other_size, std::size_t max_size) {
  auto& state = *static_cast<State*>(data);
  state.rules.max_size = max_size;
  const smime::Bytes donor = other == nullptr ? smime::Bytes() : smime::Bytes(other, other_size);
  state.last = smime::mutate::Mutator(state.seed++, state.rules).mutate({buffer, size}, donor);
  // afl-fuzz stops at an empty answer: then the input is left as it is.
  if (state.last.octets.empty())
    state.last.octets.assign(buffer, buffer + std::min(size, max_size));
  if (state.last.octets.empty()) state.last.octets.push_back(0);
  *out = state.last.octets.data();
  return state.last.octets.size();
}

/// Becomes part of the file names in the queue.
extern "C" const char* afl_custom_describe(void* data, std::size_t max_length) {
  auto& state = *static_cast<State*>(data);
  state.description = state.last.resigned ? "resigned" : "smime";
  for (const std::string& name : state.last.what) state.description += "," + name;
  state.description.resize(std::min(state.description.size(), max_length));
  return state.description.c_str();
}

extern "C" void afl_custom_deinit(void* data) { delete static_cast<State*>(data); }
