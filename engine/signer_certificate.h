#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/verify.h"

namespace smime {

/// A certificate that somebody means to sign mail with.
struct SignerCertificate {
  pki::CertificatePtr certificate;
  std::vector<pki::CertificatePtr> beside;  // what the mails would carry: intermediates
  std::optional<std::string> from;          // the address that stands in From
  /// What reading that From found; with identity.from_malformed readers differ on it, so that no
  /// certificate matches it.
  Findings about_from = {};
};

/// Judges the certificate as the signer of a clear-signed mail that is faultless otherwise: chains,
/// usage, key, address, and per client what it would say of such a mail. The report has one layer
/// with one signer, whose signature is supposed to verify; it adds profile.* notices. Without
/// `from` no address is compared, which identity.not_compared says; a certificate without any
/// address is refused then, too, since no From can match it.
[[nodiscard]] Report verify_signer_certificate(const SignerCertificate& signer,
                                               std::string_view location, const Given& given,
                                               const Limits& limits);

}  // namespace smime
