#pragma once
#include "base/limits.h"
#include "engine/facts.h"
#include "engine/pki/cert_pool.h"
#include "engine/pki/environment.h"
#include "engine/pki/path_builder.h"
#include "engine/pki/path_checks.h"

namespace smime::pki {

constexpr std::size_t kOtherPaths = 8;

/// Builds the paths from `signer` that the limits allow (path_builder.h), checks each after
/// RFC 5280 6.1 and RFC 8550 as a signer of mail (path_checks.h), and returns the best: the one
/// whose findings lead to the latest Word, then the one with fewest faults (errors and warnings),
/// then the shortest, then the one found first. A path without any fault ends the search. All
/// findings of that path are reported, one per certificate and rule; `where` prefixes them:
/// "part/1/signer/0/chain/0/cert/2". Of the other paths the best kOtherPaths are kept with their
/// faults. Where a limit cut the search short and the best path has
/// faults, limit.reached says so at `where`.
///
/// `message` are the certificates of the message, `intermediates` those given by the user; which of
/// them may be used says `environment`. Limits::chain_candidates and chain_paths hold for all paths
/// of one call together, `work` for those of a message (null: for those of this call).
/// `further`, if given, looks at each path after that and may add to it: revocation is found out
/// there (engine/revocation/conclude.h). Not here: Windows' view (engine/cryptoapi).
[[nodiscard]] ChainFacts build_chain(const CertificatePtr& signer,
                                     const std::vector<CertificatePtr>& message,
                                     const std::vector<CertificatePtr>& intermediates,
                                     const Environment& environment, std::string_view where,
                                     const Limits& limits, SignatureChecks& checks,
                                     ChainWork* work = nullptr,
                                     const FurtherChecks& further = nullptr);

}  // namespace smime::pki
