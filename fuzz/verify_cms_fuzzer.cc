// A bare CMS object with the content that it signs.
#include "fuzz/support/setting.h"
#include "fuzz/support/verdict.h"

namespace {

smime::Given make_given() {
  static const smime::Octets kContent =
      smime::fuzz::corpus_file("messages/alice.detached.bare.content");
  smime::Given given = smime::fuzz::sample_given();
  given.content = kContent;
  return given;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace smime;
  static const Given kWithContent = make_given();
  const Report detached = fuzz::demand_true_verdict({data, size}, kWithContent, Limits{});
  // Without the content, a detached signature is never accepted; an opaque one may be.
  if (fuzz::accepted(detached.facts)) return 0;
  (void)fuzz::demand_true_verdict({data, size}, fuzz::sample_given(), Limits{});
  return 0;
}
