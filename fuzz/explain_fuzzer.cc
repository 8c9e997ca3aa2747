// `smimecheck explain` with anything that a user may paste.
#include <string>

#include "engine/judge/builtin_clients.h"
#include "engine/report/explain.h"
#include "fuzz/support/demand.h"
#include "fuzz/support/output.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace smime;
  const std::string topic(reinterpret_cast<const char*>(data), size);
  const auto found = report::explain(topic, judge::builtin_clients(), {});
  const auto again = report::explain(topic, judge::builtin_clients(), {});
  fuzz::demand(found.text == again.text && found.suggestions == again.suggestions);
  // Something is said if and only if something is known, and guesses are made only otherwise.
  fuzz::demand(found.known != found.text.empty());
  fuzz::demand(!found.known || found.suggestions.empty());
  fuzz::demand_plain_text(found.text);
  for (const std::string& suggestion : found.suggestions) {
    fuzz::demand_plain_text(suggestion);
    // What is suggested is known.
    fuzz::demand(report::explain(suggestion, judge::builtin_clients(), {}).known);
  }
  return 0;
}
