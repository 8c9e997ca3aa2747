#pragma once
#include <cstdint>

/// CERT_TRUST_STATUS and its bits, as wincrypt.h names them. As text: engine/cryptoapi/names.h.
namespace smime::cryptoapi {

enum ErrorStatus : std::uint32_t {
  kIsNotTimeValid = 0x00000001,
  kIsRevoked = 0x00000004,
  kIsNotSignatureValid = 0x00000008,
  kIsNotValidForUsage = 0x00000010,
  kIsUntrustedRoot = 0x00000020,
  kRevocationStatusUnknown = 0x00000040,
  kIsCyclic = 0x00000080,
  kInvalidExtension = 0x00000100,
  kInvalidPolicyConstraints = 0x00000200,
  kInvalidBasicConstraints = 0x00000400,
  kInvalidNameConstraints = 0x00000800,
  kHasNotSupportedNameConstraint = 0x00001000,
  kHasNotPermittedNameConstraint = 0x00004000,
  kHasExcludedNameConstraint = 0x00008000,
  kIsPartialChain = 0x00010000,  // on the chain alone
  kHasWeakSignature = 0x00100000,
  kIsOfflineRevocation = 0x01000000,
  kNoIssuanceChainPolicy = 0x02000000,
  kIsExplicitDistrust = 0x04000000,
  kHasNotSupportedCriticalExt = 0x08000000,
};

enum InfoStatus : std::uint32_t {
  kHasExactMatchIssuer = 0x00000001,
  kHasKeyMatchIssuer = 0x00000002,
  kHasNameMatchIssuer = 0x00000004,
  kIsSelfSigned = 0x00000008,
  kOfElementsOnly = 0x0000000F,  // the four above do not reach the chain's status
  kHasValidNameConstraints = 0x00000400,
  kIsCaTrusted = 0x00004000,
};

/// Status of one element, or of a chain: the bits of all its elements and those of its own.
struct TrustStatus {
  std::uint32_t error = 0, info = 0;
};

}  // namespace smime::cryptoapi
