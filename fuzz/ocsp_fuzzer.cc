#include <cstdint>
#include <cstdlib>

#include "engine/revocation/evidence.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace smime;
  const Bytes octets(data, size);
  std::string why;
  const auto response = revocation::read_ocsp_response(octets, Limits{}, &why);
  // A response is refused if and only if there is a word why.
  if ((response == nullptr) == why.empty()) std::abort();
  revocation::Evidence pool;
  const auto added = pool.add_ocsp_response(octets, EvidenceSource::Given, Limits{});
  if ((added == revocation::Added::Yes) != (response != nullptr)) std::abort();
  if (!response) return 0;
  if (pool.add_ocsp_response(octets, EvidenceSource::Given, Limits{}) != revocation::Added::Known)
    std::abort();
  // Every answer is found by its serial number.
  for (const auto& answer : response->answers) {
    if (pool.answers_for(answer.serial).empty()) std::abort();
    if (answer.reason && answer.status != revocation::OcspAnswer::Status::Revoked) std::abort();
  }
  return 0;
}
