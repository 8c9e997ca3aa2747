// One CMS object.
#include <functional>

#include "engine/cms/compressed.h"
#include "engine/cms/signed_data.h"
#include "fuzz/support/demand.h"
#include "fuzz/support/second_cms.h"

namespace {

using smime::Bytes;
using smime::fuzz::demand;

bool inside(Bytes part, Bytes whole) {
  const std::less_equal<const std::uint8_t*> not_after;
  return not_after(whole.data(), part.data()) &&
         not_after(part.data() + part.size(), whole.data() + whole.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes input(data, size);
  const smime::Limits limits;
  smime::Findings findings;
  const auto info = smime::cms::read_content_info(input, limits, "part/1", findings);
  // A fatal finding is reported if and only if there is no object.
  demand(findings.any(smime::Severity::Fatal) != info.has_value());

  smime::Findings about_compressed;
  smime::Budget inflated(limits.inflated_octets);
  const auto content =
      smime::cms::read_compressed(input, inflated, limits, "part/1", about_compressed);
  demand(about_compressed.any(smime::Severity::Fatal) != content.has_value());

  if (!info || !info->signed_data) return 0;
  // Every slice lies in the input or in a joined block.
  const auto borrowed = [&](Bytes part) {
    bool found = part.empty() || inside(part, input);
    for (const smime::Octets& block : info->storage) found = found || inside(part, block);
    demand(found);
  };
  const smime::cms::SignedData& signed_data = *info->signed_data;
  demand(signed_data.certificates.size() <= limits.cms_certificates);
  demand(signed_data.signer_infos.size() <= limits.signer_infos);
  demand(signed_data.digest_algorithms.size() <= limits.digest_algorithms);
  demand(signed_data.crls.size() <= limits.cms_crls);
  if (signed_data.content) borrowed(*signed_data.content);
  for (const Bytes certificate : signed_data.certificates) borrowed(certificate);
  for (const Bytes crl : signed_data.crls) borrowed(crl);
  for (const auto& signer : signed_data.signer_infos) {
    borrowed(signer.identifier.issuer);
    borrowed(signer.identifier.serial);
    borrowed(signer.identifier.key_identifier);
    borrowed(signer.digest_algorithm.whole);
    borrowed(signer.signature_algorithm.whole);
    borrowed(signer.signature);
    if (signer.signed_attributes) borrowed(*signer.signed_attributes);
    demand(signer.unsigned_attributes.size() <= limits.attributes);
  }
  smime::fuzz::demand_second_reading(input, *info);
  return 0;
}
