#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "engine/pki/cert_pool.h"
#include "engine/pki/environment.h"

namespace smime::pki {

/// What is known of one certificate's signature and one issuer's key.
enum class SignedBy : std::uint8_t { Good, Bad, Unsupported, NotChecked };

struct Path;

/// Something signed, and by what: `object` is the SHA-256 of all of it, signature included.
struct SignedObject {
  const crypto::Sha256& object;
  const crypto::SignatureScheme& scheme;
  Bytes tbs, signature;
};

/// Signature checks of one message, each pair of a signed object and an issuer once.
/// NotChecked: a limit forbade it (the budget, or the size of the issuer's key). Unsupported also:
/// the issuer's key lacks its parameters, and no path with them is known here.
class SignatureChecks {
 public:
  /// By the SHA-256 of the object and of the issuer; of its completed key, if it has one.
  using Answers = std::map<std::pair<crypto::Sha256, crypto::Sha256>, SignedBy>;

  SignatureChecks(const Limits& limits, Budget& budget) : limits_(limits), budget_(budget) {}
  [[nodiscard]] SignedBy check(const Certificate& child, const Certificate& issuer);
  /// The same for other objects: a CRL, an OCSP response.
  [[nodiscard]] SignedBy check(const SignedObject& signed_object, const Certificate& issuer);
  /// From now on the keys of `path` that lack parameters have those which they get in it.
  void complete_keys(const Path& path);

  /// From now on every answer that is given, known before or not, is also put into `answers`. Null:
  /// no longer. Borrowed.
  void note_in(Answers* answers) { noted_ = answers; }
  /// As if each of `answers`, which are to be true, had been asked for: what was not known yet
  /// costs the same, and is known. Where the budget does not suffice for all: false, nothing done.
  [[nodiscard]] bool take_over(const Answers& answers);
  [[nodiscard]] const Budget& budget() const { return budget_; }

 private:
  const Limits& limits_;
  Budget& budget_;
  struct CompletedKey {
    Octets info;  // SubjectPublicKeyInfo
    crypto::Sha256 sha256;
  };
  [[nodiscard]] static SignedBy verify(const SignedObject& signed_object, Bytes public_key_info);
  Answers known_;
  Answers* noted_ = nullptr;
  std::map<const Certificate*, CompletedKey> completed_;
};

/// How a path ends.
enum class PathEnd : std::uint8_t {
  Anchor,
  UntrustedRoot,  // a self-issued certificate that is no anchor, nor says that another key signed
                  // it
  IssuerMissing,
  Cycle,  // the only issuers to be had stand in the path already
  TooLong,
};

struct Path {
  std::vector<Candidate> certificates;             // signer first
  std::vector<SignedBy> signatures;                // of each certificate by the next; one less
  SignedBy self_signature = SignedBy::NotChecked;  // of an UntrustedRoot by itself
  PathEnd end = PathEnd::IssuerMissing;
  /// With IssuerMissing: a certificate with the name, and the key identifier if both say one, of
  /// the missing issuer, from a source that the environment does not use.
  std::optional<Candidate> unused_issuer = {};
  /// Keys that take their parameters from further up (RFC 5280 6.1.4 (d) to (f)), completed, by the
  /// index of the certificate; of most paths none.
  std::map<std::size_t, Octets> completed_keys = {};

  /// SHA-256, in hex, of the signer's key as it is completed here; empty: it is not.
  [[nodiscard]] std::string completed_signer_key() const;
};

/// Walks every path from the signer towards an anchor, depth first, within
/// Limits::chain_candidates, chain_depth and the budget of signature checks. Issuers are found by
/// name and tried in this order: trust list, then those whose key identifier is the one that the
/// child names, then those without, then those with another. Through an issuer whose key does not
/// verify the child's signature a path goes on only if no other was found, and through the first
/// such alone: it explains the failure. A path ends at the first anchor; a certificate, and a key
/// under the same name, stands in a path once (RFC 4158 2.4.2).
class PathBuilder {
 public:
  /// The certificates the message brought, those the user gave and those that were fetched, as
  /// `environment` allows.
  PathBuilder(const Environment& environment, const std::vector<CertificatePtr>& message,
              const std::vector<CertificatePtr>& intermediates, const Limits& limits,
              SignatureChecks& checks);

  /// Calls `visit` with each finished path, dead ends included, until it answers false.
  void walk(const CertificatePtr& signer, const std::function<bool(const Path&)>& visit);

  /// The name of the limit that cut something off; null: everything was walked.
  [[nodiscard]] const char* limit_reached() const { return limit_reached_; }

 private:
  bool extend(const std::function<bool(const Path&)>& visit);
  bool end(const std::function<bool(const Path&)>& visit, PathEnd how);
  void inherit_parameters();
  bool step_to(const Candidate& issuer, SignedBy signature,
               const std::function<bool(const Path&)>& visit);
  [[nodiscard]] std::optional<Candidate> unused_issuer_of(const Certificate& child) const;
  [[nodiscard]] std::vector<Candidate> issuers_of(const Certificate& child, bool& cycle) const;

  const Environment& environment_;
  const Limits& limits_;
  SignatureChecks& checks_;
  CertPool others_;  // message, intermediates, fetched
  CertPool unused_;  // of them, what the environment does not use
  Path path_;
  Budget steps_;
  const char* limit_reached_ = nullptr;
};

}  // namespace smime::pki
