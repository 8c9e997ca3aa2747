#pragma once
#include "base/limits.h"
#include "engine/facts.h"
#include "engine/pki/cert_pool.h"
#include "engine/pki/environment.h"

namespace smime::pki {

/// Builds every path from `signer` that the budget allows, checks each after RFC 5280 6.1 and
/// RFC 8550 as a signer of mail, and returns the best: the one whose findings lead to the latest
/// Word, then the one with fewest faults, then the shortest. All faults of that path are reported,
/// one finding per certificate and rule; `where` prefixes them: "part/1/signer/0/chain/0".
/// `message` are the certificates of the message, `intermediates` those given by the user; which of
/// them may be used says `environment`. Revocation is not checked here.
[[nodiscard]] ChainFacts build_chain(const CertificatePtr& signer,
                                     const std::vector<CertificatePtr>& message,
                                     const std::vector<CertificatePtr>& intermediates,
                                     const Environment& environment, std::string_view where,
                                     const Limits& limits, Budget& signature_checks);

}  // namespace smime::pki
