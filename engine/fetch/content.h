#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/time.h"
#include "engine/fetch/bundle.h"
#include "engine/pki/certificate.h"

namespace smime::fetch {

/// What an answer is, as far as fetching needs to know. Structure only: no signature is checked,
/// and nothing says that it is about the certificate that was asked about.
struct Content {
  /// Fetched: what the kind calls for. Otherwise UnexpectedContent, TryLater or ResponderError.
  Outcome outcome = Outcome::UnexpectedContent;
  std::optional<Time> next_update;      // Crl, Ocsp: the earliest that is named
  std::vector<std::string> delta_urls;  // Crl: their freshestCRL extensions (RFC 5280 5.2.6)
};
[[nodiscard]] Content examine(Kind kind, Bytes answer);

/// The CRLs of an answer: itself, in DER (RFC 5280 4.2.1.13), or those of a PEM file, which the RFC
/// does not allow and servers send. What is not PEM is taken to be DER.
[[nodiscard]] std::vector<Octets> crls_in(Bytes answer, const Limits& limits);

/// Certificates of a caIssuers answer: one in DER (RFC 5280 4.2.2.1), those of a certs-only CMS
/// object, or PEM, which the RFC does not allow and servers send. At most ten, as Windows takes;
/// unreadable ones are left out.
[[nodiscard]] std::vector<pki::CertificatePtr> certificates_in(Bytes answer, const Limits& limits);

/// All certificates that the bundle's Issuers answers hold, each once: helpers for building chains
/// (Source::Fetched).
[[nodiscard]] std::vector<pki::CertificatePtr> certificates_of(const Bundle& bundle,
                                                               const Limits& limits);

/// URLs in a CRLDistributionPoints value (RFC 5280 4.2.1.13), in their order; what cannot be read
/// ends the list.
[[nodiscard]] std::vector<std::string> distribution_point_urls(Bytes value);

}  // namespace smime::fetch
