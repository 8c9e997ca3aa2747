#pragma once
#include <string>

#include "base/bytes.h"
#include "base/limits.h"
#include "engine/signer_certificate.h"

namespace smime::cli {

/// Why a file names no one signer.
struct NoSigner {
  std::string reason;  // "this is a mail message, no certificate"
  std::string cure;
};

/// Reads the signer's certificate, and the others that stand beside it, from PEM, DER, P7B or a
/// store. In PEM the first is the signer's. PKCS #7 and stores have no order (RFC 5652 10.2.3:
/// CertificateSet is a SET): there it is the only one that is not the issuer of another one in the
/// file, CA certificates left out where there is any other. False: `why` says so in words that fit
/// a certificate; nothing is in `signer`.
[[nodiscard]] bool read_signer_file(Bytes octets, const std::string& location, const Limits& limits,
                                    SignerCertificate& signer, NoSigner& why);

}  // namespace smime::cli
