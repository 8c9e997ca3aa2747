#pragma once
#include <optional>
#include <string>

#include "base/bytes.h"

namespace smime::trust {

/// What OpenSSL's settings behind the certificate of a "TRUSTED CERTIFICATE" block say of e-mail
/// protection. They are X509_CERT_AUX, which no standard describes:
///   SEQUENCE { trust SEQUENCE OF OID OPTIONAL, reject [0] SEQUENCE OF OID OPTIONAL,
///              alias UTF8String OPTIONAL, keyid OCTET STRING OPTIONAL, other [1] OPTIONAL }
/// As in OpenSSL, `reject` goes before `trust`, anyExtendedKeyUsage in either is every use, and
/// where `trust` is given, it has to name the use.
struct OpensslTrust {
  std::string distrusted;  // why the certificate is not for e-mail protection; empty: it may be
};
/// Nothing if `settings` are not exactly one such value.
[[nodiscard]] std::optional<OpensslTrust> read_openssl_trust(Bytes settings);

}  // namespace smime::trust
