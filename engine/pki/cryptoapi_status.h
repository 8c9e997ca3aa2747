#pragma once
#include <cstdint>
#include <vector>

#include "engine/pki/path_checks.h"

namespace smime::pki {

/// CERT_TRUST_STATUS of one element or of a chain (wincrypt.h).
struct TrustStatus {
  std::uint32_t error = 0, info = 0;
};

struct CryptoApiStatus {
  std::vector<TrustStatus> elements;  // as the path, signer first
  TrustStatus chain;
};

/// The bits that CertGetCertificateChain sets for a chain like this one, asked for emailProtection.
/// Made from the findings of the path that was chosen here, so it is right where both choose the
/// same path; Windows' own choice among several, revocation, store properties and the disallowed
/// list are not modelled. Where Windows is laxer than RFC 5280 the bit stays away: a CA that is
/// not yet valid, a self-signed root without basic constraints. Names: engine/cryptoapi_names.h.
[[nodiscard]] CryptoApiStatus cryptoapi_status(const Path& path, const CheckedPath& checked);

/// What CertVerifyCertificateChainPolicy answers with CERT_CHAIN_POLICY_BASE and no flags: the
/// first that applies, in the order of its documentation. 0: nothing does.
[[nodiscard]] std::uint32_t base_policy(std::uint32_t chain_error);

}  // namespace smime::pki
