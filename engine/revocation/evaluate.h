#pragma once
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "base/moment.h"
#include "base/time.h"
#include "engine/facts.h"
#include "engine/pki/environment.h"
#include "engine/pki/path_checks.h"
#include "engine/revocation/evidence.h"

namespace smime::revocation {

/// Which certificates of a path are asked about. The root is the last one where it ends the path as
/// an anchor or is self-issued.
enum class Scope : std::uint8_t { None, EndCertificate, ExcludeRoot, WholeChain };

/// How revocation is asked about. WhereKnown: only what the data at hand happens to answer counts,
/// and no data is no fault.
enum class Asked : std::uint8_t { WhereKnown, Required };

/// What all questions of one signer in one environment share. Borrowed.
struct Context {
  const pki::Environment& environment;  // of the path; its time is the one revocations count at
  const std::vector<pki::CertificatePtr>&message, &intermediates;  // may be CRL issuers
  std::vector<const Evidence*> pools;
  Scope scope = Scope::ExcludeRoot;
  Moment fresh_at;  // the time at which data must not be too old
  const Limits& limits;
  pki::SignatureChecks& checks;
  pki::ChainWork& work;  // for the paths of CRL issuers
};

/// Finds out whether the certificates of a path are revoked, from CRLs (RFC 5280 6.3.3: complete
/// and delta, direct and indirect, partitioned by distribution point and by reason) and OCSP
/// responses (RFC 6960 3.2, without nonce) that are at hand. Looks at data from the newest
/// thisUpdate to the oldest until every reason is covered by data that is not too old.
///
/// - A revocation counts from its date on, on hold or not, also in data that is too old.
/// - Data without nextUpdate: a CRL is never too old, an OCSP response is after twelve hours.
/// - Data newer than the time asked about is good evidence for that time, unless the certificate
///   had expired before: then its entry may have been dropped.
/// - The signer of a CRL is a certificate of the path above the one asked about, or another one
///   with the issuer's name and a path to the same end that breaks no rule of RFC 5280 6.1 and
///   whose certificates are known not to be revoked; a CRL may answer for its own signer. cRLSign
///   must be there if there is a key usage.
/// - The signer of an OCSP response is the issuer itself, or a certificate with id-kp-OCSPSigning
///   in the response that the issuer's key signed and that was valid at producedAt. Where data
///   shows that it is revoked, it does not count, unless it has id-pkix-ocsp-nocheck.
/// - Critical extensions that are not understood, and MD5, make data unusable.
/// - Unavailable: no usable data covers all reasons. Stale: only data that is too old does.
class Evaluator {
 public:
  explicit Evaluator(Context context)
      : context_(std::move(context)), steps_(context_.limits.revocation_steps) {}

  /// One answer per certificate of the path, NotChecked outside the scope.
  [[nodiscard]] std::vector<RevocationFacts> evaluate(const pki::Path& path);

  /// The name of the limit that kept something from being looked at; empty: none.
  [[nodiscard]] const std::string& limit_reached() const { return limit_reached_; }
  [[nodiscard]] const Context& context() const { return context_; }

 private:
  struct Target;  // a certificate of a path, with what is asked about it
  struct Data;    // a CRL with its deltas, or one answer of an OCSP response
  struct Said;    // what data says about the certificate

  RevocationFacts status(const pki::Path& path, std::size_t index, unsigned depth);
  std::vector<Data> collect(const Target& target) const;
  std::vector<const Crl*> deltas_of(const Crl& complete) const;
  Said look_in_crl(const Data& data, const Target& target);
  Said look_in_answer(const Data& data, const Target& target);

  // Who may sign. Each answers null, or why not.
  const char* crl_fault(const Crl& crl, const Target& target);
  const char* crl_issuer_fault(const pki::CertificatePtr& issuer, const Moment& at,
                               const Target& target);
  const char* response_fault(const OcspResponse& response, const Target& target);
  const char* responder_fault(const OcspResponse& response, const pki::CertificatePtr& responder,
                              const Target& target);
  std::vector<pki::CertificatePtr> crl_issuers(const Crl& crl, const Target& target) const;
  bool breaks_rules(const pki::Path& path, const pki::Environment& environment);
  const char* signature_fault(const pki::SignedObject& data, const pki::Certificate& signer);

  Context context_;
  Budget steps_;
  std::string limit_reached_;
  // All by the SHA-256 of certificates.
  std::map<std::tuple<crypto::Sha256, crypto::Sha256, Time>, const char*>
      crl_issuers_;                  // by issuer, end of the path, time
  std::set<crypto::Sha256> asking_;  // CRL issuers whose own status is being found out
};

}  // namespace smime::revocation
