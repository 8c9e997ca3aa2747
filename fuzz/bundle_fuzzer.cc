#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "engine/fetch/content.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace smime;
  const Bytes octets(data, size);
  // Answers come from the network as they are.
  for (const auto kind : {fetch::Kind::Crl, fetch::Kind::Ocsp, fetch::Kind::Issuers})
    (void)fetch::examine(kind, octets);

  Findings findings;
  const auto bundle = fetch::read_bundle(octets, Limits{}, findings);
  // A fatal finding is reported if and only if there is no bundle.
  if (findings.any(Severity::Fatal) == bundle.has_value()) std::abort();
  if (!bundle) return 0;
  // What is read is the only file for these items.
  const Octets again = fetch::write_bundle(*bundle);
  if (!std::equal(again.begin(), again.end(), octets.begin(), octets.end())) std::abort();
  for (const fetch::Item& item : bundle->items)
    if ((item.outcome == fetch::Outcome::Fetched) != (item.octets != nullptr)) std::abort();
  return 0;
}
