#pragma once
#include <span>

#include "base/limits.h"
#include "base/time.h"
#include "engine/fetch/bundle.h"
#include "engine/pki/certificate.h"
#include "engine/pki/path_builder.h"

namespace smime::fetch {

/// True if `item`, which was Fetched, may be kept and given to others who ask the same: a key of
/// `issuers` vouches for all of it, and nothing in it is later than `now`, give or take
/// revocation::kClockSkew. What comes over http can be anybody's, and kept it would keep the true
/// answer away.
///
/// - Crl: each CRL is signed by the key of one of `issuers` that has the name of the CRL's issuer,
///   and one can say something about `certificate`: its issuer and distribution point are such that
///   the certificate names (RFC 5280 6.3.3 b), and it is complete if the certificate names the
///   address for complete CRLs, else a delta CRL.
/// - Ocsp: an answer is about `certificate`, and the response is signed by one of `issuers`, or by
///   a certificate in it with id-kp-OCSPSigning that one of them signed (RFC 6960 4.2.2.2).
/// - Issuers: the key of a certificate in it verifies the signature of `certificate`.
///
/// Broken hashes vouch for nothing. It is not asked whether `issuers` are trusted, nor whether the
/// answer is too old: that is asked where it is used.
[[nodiscard]] bool vouched_for(const Item& item, const pki::CertificatePtr& certificate,
                               std::span<const pki::CertificatePtr> issuers, Time now,
                               const Limits& limits, pki::SignatureChecks& checks);

}  // namespace smime::fetch
