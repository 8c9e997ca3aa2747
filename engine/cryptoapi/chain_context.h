#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/limits.h"
#include "engine/cryptoapi/trust_status.h"
#include "engine/pki/environment.h"
#include "engine/pki/path_builder.h"
#include "engine/pki/path_checks.h"

/// Chains as Windows sees them. A reading of its own beside RFC 5280 (engine/pki): it shares
/// certificates, candidates and signature checks with that one, and no rule. What is known of
/// Windows' rules comes from the documentation of CertGetCertificateChain and CERT_TRUST_STATUS and
/// from tests that run on Windows (Wine's, .NET's).
namespace smime::cryptoapi {

/// CERT_USAGE_MATCH: what the caller asks the chain to be good for. Empty: nothing.
struct RequestedUsage {
  std::vector<std::string> oids;
  bool any = false;  // USAGE_MATCH_TYPE_OR: one of them is enough
};

struct ChainElement {
  pki::Candidate candidate;
  TrustStatus status;
};

/// CERT_CHAIN_CONTEXT with its one simple chain. A cyclic chain ends with the certificate that
/// occurs twice.
struct ChainContext {
  std::vector<ChainElement> elements;  // signer first
  TrustStatus status;
  /// Something was not looked at, by a limit or since an algorithm is not supported here: Windows
  /// may well answer otherwise.
  bool limited = false;
  std::string completed_key;  // of the signer, as in ChainFacts
};

/// The chain that CertGetCertificateChain answers for `signer`, with the anchors of `environment`
/// as an exclusive root store (one that is not self-signed ends a chain, too, as with
/// CERT_CHAIN_EXCLUSIVE_ENABLE_CA_FLAG), at environment.at. Of several paths:
/// the one whose signatures are all valid, or could not be checked, then the complete one, then the
/// one with a trusted root, then the one with the fewest kinds of error, then the one that is not
/// limited, then the shortest, then the one found first. At most Limits::chain_paths are looked at;
/// comparisons of names and policies count in `work`. Not modelled: downloads by authority
/// information access, CTL chains, peer trust, the list of disallowed certificates,
/// HAS_PREFERRED_ISSUER and the bits of telemetry.
///
/// `revocation`, if given, answers the bits of revocation for each certificate of a path
/// (revocation_errors.h): without it nothing is checked.
using RevocationErrors = std::function<std::vector<std::uint32_t>(const pki::Path&)>;
[[nodiscard]] ChainContext chain_context(const pki::CertificatePtr& signer,
                                         const std::vector<pki::CertificatePtr>& message,
                                         const std::vector<pki::CertificatePtr>& intermediates,
                                         const pki::Environment& environment,
                                         const RequestedUsage& usage, const Limits& limits,
                                         pki::SignatureChecks& checks, pki::ChainWork& work,
                                         const RevocationErrors& revocation = nullptr);

}  // namespace smime::cryptoapi
