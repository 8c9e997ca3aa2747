#include "engine/cryptoapi/chain_policy.h"

#include <algorithm>

namespace smime::cryptoapi {
namespace {

struct Row {
  std::uint32_t bits, hresult, ignored_by;
};
constexpr Row kBase[] = {
    {kIsExplicitDistrust, 0x800B0111, 0},                               // TRUST_E_EXPLICIT_DISTRUST
    {kIsNotSignatureValid | 0x00040000, 0x80096004, 0},                 // TRUST_E_CERT_SIGNATURE
    {kIsRevoked, 0x80092010, 0},                                        // CRYPT_E_REVOKED
    {kIsUntrustedRoot, 0x800B0109, kAllowUnknownCa},                    // CERT_E_UNTRUSTEDROOT
    {kIsPartialChain, 0x800B010A, kAllowUnknownCa},                     // CERT_E_CHAINING
    {kIsNotValidForUsage | 0x00080000, 0x800B0110, kIgnoreWrongUsage},  // CERT_E_WRONG_USAGE
    {kIsNotTimeValid | 0x00020000, 0x800B0101, kIgnoreNotTimeValid},    // CERT_E_EXPIRED
    {0x0000F800, 0x800B0114, kIgnoreInvalidName},                       // CERT_E_INVALID_NAME
    {kInvalidPolicyConstraints | kNoIssuanceChainPolicy, 0x800B0113,
     kIgnoreInvalidPolicy},  // CERT_E_INVALID_POLICY
    {kInvalidBasicConstraints, 0x80096019,
     kIgnoreInvalidBasicConstraints},  // TRUST_E_BASIC_CONSTRAINTS
    {kHasNotSupportedCriticalExt, 0x800B0105, kIgnoreNotSupportedCriticalExt},  // CERT_E_CRITICAL
    {0x00000002, 0x800B0102, kIgnoreNotTimeNested},                // CERT_E_VALIDITYPERIODNESTING
    {kIsOfflineRevocation, 0x80092013, kIgnoreRevocationUnknown},  // CRYPT_E_REVOCATION_OFFLINE
    {kRevocationStatusUnknown, 0x80092012,
     kIgnoreRevocationUnknown},  // CRYPT_E_NO_REVOCATION_CHECK
};

/// The two codes that Authenticode and SSL have of their own, and SSL's word for a partial chain.
std::uint32_t code_of(std::uint32_t base, Policy policy) {
  if (policy == Policy::Base) return base;
  if (base == 0x80092010) return 0x800B010C;                           // CERT_E_REVOKED
  if (base == 0x80092012 || base == 0x80092013) return 0x800B010E;     // …REVOCATION_FAILURE
  if (base == 0x800B010A && policy == Policy::Ssl) return 0x800B0109;  // CERT_E_UNTRUSTEDROOT
  return base;
}

}  // namespace

PolicyStatus verify_chain_policy(const ChainContext& context, Policy policy, std::uint32_t flags) {
  const auto* const row = std::find_if(std::begin(kBase), std::end(kBase), [&](const Row& one) {
    if (policy == Policy::BasicConstraints && one.bits != kInvalidBasicConstraints) return false;
    return (context.status.error & one.bits) != 0 && (flags & one.ignored_by) == 0;
  });
  if (row == std::end(kBase)) return {};
  PolicyStatus status{code_of(row->hresult, policy), 0, -1};
  for (std::size_t i = 0; i < context.elements.size() && status.element < 0; ++i) {
    if ((context.elements[i].status.error & row->bits) != 0) status.element = static_cast<int>(i);
  }
  return status;
}

}  // namespace smime::cryptoapi
