#pragma once
#include <vector>

#include "engine/cms/signed_attributes.h"
#include "engine/cms/signer_info.h"
#include "engine/pki/certificate.h"

namespace smime::signer {

/// The certificates of `pool` that `identifier` names (RFC 5652 5.3), each once: issuer in
/// canonical form and serial number, or the subject key identifier. A certificate without that
/// extension is known by the SHA-1 of its public key (RFC 5280 4.2.1.2) or of its whole
/// SubjectPublicKeyInfo.
[[nodiscard]] std::vector<pki::CertificatePtr> find_signers(
    const cms::SignerIdentifier& identifier, const std::vector<pki::CertificatePtr>& pool);

/// True if `hash` (RFC 2634 5.4, RFC 5035 3) names `certificate`: its digest, and issuer and serial
/// number where given. False also for a digest that is not supported.
[[nodiscard]] bool names_certificate(const cms::CertificateHash& hash,
                                     const pki::Certificate& certificate);

/// The key of a certificate whose DSA key inherits its parameters (RFC 3279 2.3.2), with the
/// parameters of its issuer put in. They are taken only if all certificates in `message` and
/// `others` that bear the issuer's name agree on them: whoever may choose the parameters can forge
/// a signature for any key. No issuer's certificate is verified here: what the key verifies counts
/// only if the chain gives it the same parameters. Empty: the key needs none, or gets none.
[[nodiscard]] Octets complete_key(const pki::Certificate& certificate,
                                  const std::vector<pki::CertificatePtr>& message,
                                  const std::vector<pki::CertificatePtr>& others);

}  // namespace smime::signer
