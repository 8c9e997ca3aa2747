// What is printed of one message: JSON, text, inspection.
#include "fuzz/support/setting.h"
#include "fuzz/support/verdict.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace smime;
  const Given& given = fuzz::sample_given();
  const Report report = verify_message({data, size}, "message", given, Limits{});
  fuzz::demand_safe_outputs({data, size}, report, given, Limits{});
  return 0;
}
