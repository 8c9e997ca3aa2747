#pragma once
#include <cstdint>

#include "engine/cryptoapi/chain_context.h"

namespace smime::cryptoapi {

/// CERT_CHAIN_POLICY_STATUS. `chain` and `element`: where the error is first met, from the signer;
/// -1 where no single chain or element carries it.
struct PolicyStatus {
  std::uint32_t hresult = 0;
  int chain = -1, element = -1;
};

/// dwFlags of CERT_CHAIN_POLICY_PARA.
enum PolicyFlag : std::uint32_t {
  kIgnoreNotTimeValid = 0x00000001,
  kIgnoreNotTimeNested = 0x00000004,
  kIgnoreInvalidBasicConstraints = 0x00000008,
  kAllowUnknownCa = 0x00000010,
  kIgnoreWrongUsage = 0x00000020,
  kIgnoreInvalidName = 0x00000040,
  kIgnoreInvalidPolicy = 0x00000080,
  kIgnoreRevocationUnknown = 0x00000F00,
  kIgnoreNotSupportedCriticalExt = 0x00002000,
};

/// CERT_CHAIN_POLICY_…: base is what readers of mail ask for.
enum class Policy : std::uint8_t { Base, Authenticode, Ssl, BasicConstraints };

/// What CertVerifyCertificateChainPolicy answers: the first row of its documentation's table that
/// applies, but for two. The place of explicit distrust is not documented; it stands first here.
/// An offline server stands before an unknown status, the other way round than in the table: its
/// bit never comes without the other one, and Windows is seen to answer CRYPT_E_REVOCATION_OFFLINE.
/// Not done: comparing the server's name (Ssl).
[[nodiscard]] PolicyStatus verify_chain_policy(const ChainContext& context,
                                               Policy policy = Policy::Base,
                                               std::uint32_t flags = 0);

}  // namespace smime::cryptoapi
