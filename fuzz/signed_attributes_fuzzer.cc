// The signed attributes of one SignerInfo, tag included.
#include "engine/cms/signed_attributes.h"
#include "fuzz/support/demand.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using smime::Code;
  using smime::fuzz::demand;
  const smime::Bytes input(data, size);
  const smime::Limits limits;
  smime::Findings findings;
  (void)smime::cms::looks_like_signed_attributes(input);
  const auto attributes =
      smime::cms::parse_signed_attributes(input, "part/1/signer/0", limits, findings);
  if (!attributes) {
    // Nothing is returned without a reason.
    demand(findings.has(Code::SignedAttributesMalformed) ||
           findings.has(Code::SignedAttributesEmpty) || findings.has(Code::LimitReached));
    return 0;
  }
  demand(!attributes->types.empty() && attributes->types.size() <= limits.attributes);
  // What is missing was reported.
  if (!attributes->content_type || !attributes->message_digest) {
    demand(findings.any(smime::Severity::Error));
  }
  // The order of the wire is kept exactly when it is not the order of DER.
  demand(attributes->wire_order_input.empty() != findings.has(Code::SignedAttributesOrder));

  // Sorting a sorted set changes nothing: the signature input, put back under [0], is its own
  // signature input.
  smime::Octets again = attributes->signature_input;
  again.front() = 0xA0;
  smime::Findings second;
  const auto repeated =
      smime::cms::parse_signed_attributes(again, "part/1/signer/0", limits, second);
  demand(repeated.has_value());
  demand(repeated->signature_input == attributes->signature_input);
  demand(repeated->wire_order_input.empty());
  demand(repeated->content_type == attributes->content_type);
  demand(repeated->signing_time == attributes->signing_time);
  return 0;
}
