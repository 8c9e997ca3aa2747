#pragma once
#include <cstddef>
#include <map>
#include <memory>
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
#include "engine/revocation/distribution_point.h"
#include "engine/revocation/evidence.h"

namespace smime::revocation {

/// How far the clock of whoever made the data may be ahead.
inline constexpr Time kClockSkew = 5 * 60;

/// Which certificates of a path are asked about. The root is the last one where it ends the path as
/// an anchor or is self-issued.
enum class Scope : std::uint8_t { None, EndCertificate, ExcludeRoot, WholeChain };

/// How revocation is asked about. WhereKnown: only what the data at hand happens to answer counts,
/// and no data is no fault.
enum class Asked : std::uint8_t { WhereKnown, Required };

/// What finding out about revocation may still cost one message. Data that the user gave has
/// budgets of its own, so that nothing the message brings can keep it from being looked at.
struct EvidenceWork {
  explicit EvidenceWork(const Limits& limits)
      : given_signatures(limits.signature_checks),
        message_signatures(limits.signature_checks),
        given_checks(limits, given_signatures),
        message_checks(limits, message_signatures),
        given_steps(limits.revocation_steps),
        message_steps(limits.revocation_steps) {}
  EvidenceWork(const EvidenceWork&) = delete;  // the checks borrow
  EvidenceWork& operator=(const EvidenceWork&) = delete;

  Budget given_signatures, message_signatures;
  pki::SignatureChecks given_checks, message_checks;
  Budget given_steps, message_steps;
  /// Of certificates, by their SHA-256: each is read once for all questions of the message.
  std::map<crypto::Sha256, std::shared_ptr<const CrlSources>> sources;
};

/// What all questions of one signer in one environment share. Borrowed.
struct Context {
  const pki::Environment& environment;  // of the path; its time is the one revocations count at
  const std::vector<pki::CertificatePtr>&message, &intermediates;  // may be CRL issuers
  std::vector<const Evidence*> pools;
  Scope scope = Scope::ExcludeRoot;
  Moment fresh_at;  // the time at which data must not be too old
  const Limits& limits;
  pki::ChainWork& work;  // for the paths of CRL issuers
  Moment now;            // the present: data from later never says "good"
  EvidenceWork& evidence_work;
  /// `now` was chosen, so it need not be the present: an old message is judged with what is at hand
  /// today.
  bool now_is_given = false;
  /// RFC 5280 5.3.2: an entry counts from the date on which the key "is known or suspected" to have
  /// been compromised. False: from that of the revocation alone.
  bool from_invalidity_date = true;
};

/// Finds out whether the certificates of a path are revoked, from CRLs (RFC 5280 6.3.3: complete
/// and delta, direct and indirect, partitioned by distribution point and by reason) and OCSP
/// responses (RFC 6960 3.2, without nonce) that are at hand. Looks at what the user gave first,
/// then at what the message brought, each from the newest thisUpdate to the oldest.
///
/// - A revocation counts from its date on, or from the invalidity date of its entry where that is
///   earlier and the context says so, on hold or not, also in data that is too old or from the
///   future, and at once where its date is later than the data, or where the data is up to five
///   minutes newer than the present. A delta CRL says "revoked" also without a complete CRL that it
///   fits, but for holds if it is too old, and never "good".
/// - It is for good unless its reason is certificateHold (RFC 5280 5.3.1). A hold is taken back
/// only
///   by newer data that covers every reason, is neither too old nor later than the time asked
///   about, and comes from the same key or from that of the issuer itself; what was given only by
///   what was given.
/// - A delta CRL is laid over a complete one under the same conditions: to say that an old one is
///   still right, that a hold ended, and what else it lists. It takes no other entry away and
///   replaces none. The answer then names the delta CRL.
/// - Data without nextUpdate: a CRL is never too old, an OCSP response is after twelve hours.
/// - Data newer than the time asked about is good evidence for that time, unless the certificate
///   had expired before: then its entry may have been dropped. It answers only where no data of
///   that time does. Data that is more than five minutes newer than the present, or ends before it
///   begins, never says "good".
/// - The signer of a direct CRL is the issuer of the certificate or a certificate above it with its
///   name, or another one with its name and an explicit cRLSign that was certified by the same CA
///   as the issuer's certificate, or with one of the keys of that name in the path. Is that other
///   one a CA, not self-issued, and by its identifier not the key that signed the certificate,
///   then the CA renewed its key and may keep a CRL for each: the CRL may say "revoked", and "good"
///   only where it names a distribution point of the certificate. The signer of an indirect CRL has
///   the name that the certificate gives, and an explicit cRLSign. One that does not stand in the
///   path needs one to the same end that breaks no rule of RFC 5280 6.1 and whose certificates are
///   known never to have been revoked, at the time asked about or, where its certificate is newer,
///   at present.
/// - The signer of an OCSP response is the issuer itself, or a certificate with id-kp-OCSPSigning
///   in the response that the issuer's key signed and that was valid at producedAt and, to say
///   "good", still is at the time that data must be fresh at or, if newer, at present. Where data
///   shows that it is revoked, it does not count, unless it has id-pkix-ocsp-nocheck.
/// - What somebody signs about his own certificate may say "revoked", never "good"; a root is
///   excepted.
/// - Critical extensions that are not understood, MD5, keys with a flaw, and RSA and DSA keys of
///   less than 1024 bits make data unusable.
/// - Unavailable: no usable data covers all reasons, or a limit kept given data from being looked
///   at. Stale: only data that is too old covers them.
class Evaluator {
 public:
  explicit Evaluator(Context context) : context_(std::move(context)) {}

  /// One answer per certificate of the path, NotChecked outside the scope.
  [[nodiscard]] std::vector<RevocationFacts> evaluate(const pki::Path& path);

  /// The name of the limit that kept something from being looked at; empty: none.
  [[nodiscard]] const std::string& limit_reached() const { return limit_reached_; }
  /// The same of the last evaluate(), and of data that the user gave: its answer, which no other
  /// data replaces, is not known.
  [[nodiscard]] const std::string& given_hidden_by() const { return given_hidden_by_; }
  [[nodiscard]] const Context& context() const { return context_; }

 private:
  struct Target;    // a certificate of a path, with what is asked about it
  struct Data;      // a CRL, or one answer of an OCSP response
  struct Said;      // what data says about the certificate: statement.cc
  struct Standing;  // whether a signature counts, and for what

  RevocationFacts status(const pki::Path& path, std::size_t index, unsigned depth);
  void look_at_all(const Target& target, std::vector<Said>& said, const char*& why);
  RevocationFacts conclude(const Target& target, const std::vector<Said>& said, const char* why);
  std::vector<Data> collect(const Target& target);
  std::shared_ptr<const CrlSources> sources_of(const pki::Path& path, std::size_t index,
                                               unsigned depth);
  void collect_deltas(Target& target);

  [[nodiscard]] bool is_later(Time this_update) const;
  [[nodiscard]] bool is_from_the_future(Time this_update) const;
  [[nodiscard]] bool is_after_expiry(Time this_update, const Target& target) const;
  [[nodiscard]] bool is_fresh(const Crl& crl) const;
  [[nodiscard]] bool counts_already(const Said& said) const;
  [[nodiscard]] const char* fault_of_times(const Said& said, const Target& target) const;
  bool may_revoke_for_good(const Data& data, const Target& target);
  std::optional<CrlEntry> entry_in(const Crl& crl, const Target& target, bool& hidden);
  Said look_in_crl(const Data& data, const Target& target);
  void lay_delta_over(const Target& target, Said& said, const char*& not_good, bool& hidden);
  Said look_in_answer(const Data& data, const Target& target);

  // Who may sign.
  [[nodiscard]] const Moment& moment_for(const pki::Certificate& signer, const Moment& at) const;
  Standing crl_standing(const Crl& crl, const Target& target);
  Standing crl_signer_standing(const Crl& crl, const pki::CertificatePtr& signer, bool above,
                               const Target& target);
  const char* crl_issuer_fault(const pki::CertificatePtr& issuer, const Moment& at,
                               const Target& target);
  Standing response_standing(const OcspResponse& response, const Target& target);
  Standing responder_standing(const OcspResponse& response, const pki::CertificatePtr& responder,
                              const Target& target);
  bool speaks_for_issuer(const pki::Certificate& signer, const Target& target);
  struct Issuer {
    pki::CertificatePtr certificate;
    bool from_message = false;
  };
  const std::vector<Issuer>& issuers_called(const Octets& canonical_name);
  bool breaks_rules(const pki::Path& path, const pki::Environment& environment);
  const char* signature_fault(const pki::SignedObject& data, const pki::Certificate& signer);
  bool identifies(const OcspResponse& response, const pki::Certificate& certificate);

  // What is looked at now: by which budgets, and whose answer a limit hides.
  struct Expense {
    bool given = false;      // given data is looked at, or what that depends on
    bool on_message = true;  // at the expense of the message
  };
  static Expense expense_for(const pki::Path& path, unsigned depth, bool given,
                             const Expense& outer);
  bool spend(std::uint64_t steps);
  bool read(std::size_t octets);
  pki::SignatureChecks& checks();
  void reached(std::string limit);

  Context context_;
  std::string limit_reached_, given_hidden_by_;
  Expense expense_;
  std::size_t octets_read_ = 0;  // that cost no step yet
  struct Known {
    RevocationFacts facts;
    std::string given_hidden_by;
  };
  std::map<std::string, Known> known_;  // by the path from the certificate on
  std::map<std::string, std::vector<Issuer>> issuers_called_;  // by canonical name
  std::map<crypto::Sha256, Octets> key_hashes_;  // SHA-1 of public keys, by certificate
  // By the SHA-256 of the issuer, the path above the target, time.
  std::map<std::tuple<crypto::Sha256, std::string, Time>, const char*> crl_issuers_;
  std::set<crypto::Sha256> asking_;  // signers of data whose own status is being found out
};

}  // namespace smime::revocation
