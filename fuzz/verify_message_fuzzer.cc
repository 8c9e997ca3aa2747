// The whole verification of one message, with the sample trust list and every built-in client.
#include "fuzz/support/setting.h"
#include "fuzz/support/verdict.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace smime;
  (void)fuzz::demand_true_verdict({data, size}, fuzz::sample_given(), Limits{});
  return 0;
}
