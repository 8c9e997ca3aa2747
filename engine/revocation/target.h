#pragma once
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/pki/path_builder.h"
#include "engine/revocation/distribution_point.h"
#include "engine/revocation/evaluate.h"

namespace smime::revocation {

/// Whether the signature under data counts, and for what.
struct Evaluator::Standing {
  const char* fault = nullptr;     // why it does not count at all
  const char* not_good = nullptr;  // why it may not say "good"
  Bytes key = {};                  // of the signer; borrowed
  bool own = false;                // the key of the target's issuer
};

/// A CRL, or one answer of an OCSP response.
struct Evaluator::Data {
  Time this_update = 0;
  const HeldCrl* crl = nullptr;
  const HeldResponse* response = nullptr;
  const OcspAnswer* answer = nullptr;

  [[nodiscard]] EvidenceSource source() const {
    return crl != nullptr ? crl->source : response->source;
  }
};

/// What data says about the certificate.
struct Evaluator::Said {
  Data data;                       // that decides: of a complete CRL under a delta CRL, the latter
  const char* unusable = nullptr;  // why nothing is said; "": it goes without saying
  Reasons reasons = 0;             // for which this data speaks
  bool revoked = false;            // at the time asked about
  bool fresh = false;
  bool partial = false;  // a delta CRL alone: nothing is known of what it does not list
  std::optional<CrlEntry> entry = {};
  Time this_update = 0;
  std::optional<Time> next_update = {};
  Bytes key = {};  // of the signer
  bool own = false;
  bool later = false;  // than the time asked about

  [[nodiscard]] bool from_message() const { return data.source() == EvidenceSource::Message; }
  /// RFC 5280 5.3.1: only a hold ends. Whatever else revokes does so for good.
  [[nodiscard]] bool on_hold() const { return entry && entry->reason == kCertificateHold; }
};

/// A certificate of a path, with what is asked about it.
struct Evaluator::Target {
  const pki::Path& path;
  std::size_t index;
  const pki::Certificate& certificate;
  const pki::Certificate& issuer;
  unsigned depth;  // how many CRL issuers are being asked about above this question
  std::shared_ptr<const CrlSources> sources;
  /// Of the CRL issuers in question: what was given, then what the message brought, newest first.
  std::vector<const HeldCrl*> deltas = {};
  mutable std::map<crypto::Sha256, Standing> standings = {};  // of the data looked at so far

  [[nodiscard]] const pki::Certificate& end() const {
    return *path.certificates.back().certificate;
  }
  /// Where the certificates that vouch for the target begin; a root vouches for itself.
  [[nodiscard]] std::size_t first_above() const {
    return index + 1 == path.certificates.size() ? index : index + 1;
  }
  /// True if `other` is one of those.
  [[nodiscard]] bool stands_below(const pki::Certificate& other) const;
  /// Why these pools have nothing that is about the target.
  [[nodiscard]] std::string without_data(const std::vector<const Evidence*>& pools) const;
  /// The path from `first` on, as a key.
  [[nodiscard]] static std::string key_of(const pki::Path& path, std::size_t first);
};

/// The reasons for which `crl` can say something about `certificate` (RFC 5280 6.3.3 b, d); 0: it
/// cannot.
[[nodiscard]] Reasons reasons_covered(const Crl& crl, const pki::Certificate& certificate,
                                      const std::vector<DistributionPoint>& points);

/// Whether `crl` is, by the name of its issuing distribution point, one of those that the
/// certificate itself points at.
[[nodiscard]] bool names_point(const Crl& crl, const CrlSources& sources);

/// Whether `delta` may be laid over `complete` (RFC 5280 5.2.4, 6.3.3 c).
[[nodiscard]] bool fits(const Crl& delta, const Crl& complete);

/// Whether an answer's CertID names a certificate of `issuer` (RFC 6960 4.1.1); the serial number
/// is not compared.
[[nodiscard]] bool names_issuer(const OcspAnswer& answer, const pki::Certificate& certificate,
                                const pki::Certificate& issuer);

}  // namespace smime::revocation
