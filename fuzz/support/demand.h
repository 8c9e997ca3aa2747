#pragma once
#include <cstdio>
#include <cstdlib>

namespace smime::fuzz {

/// A truth of a target. Where it does not hold, the program ends with the place of the demand, and
/// the fuzzer keeps the input.
inline void demand(bool truth, const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  if (truth) return;
  std::fprintf(stderr, "%s:%d: a truth of this target does not hold\n", file, line);
  std::abort();
}

}  // namespace smime::fuzz
