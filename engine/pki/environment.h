#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/moment.h"
#include "base/time.h"
#include "engine/facts.h"
#include "engine/pki/cert_pool.h"
#include "engine/pki/certificate.h"
#include "engine/pki/policy.h"

namespace smime::pki {

/// One property by which a serialized store takes mail from an anchor. Windows obeys them in its
/// own stores, Exchange is not known to (docs/trust-lists.md).
struct AnchorRestriction {
  /// NotEvaluated: what it means for one signer is not known here, or it is unreadable.
  enum class Rule : std::uint8_t { Always, JudgedFrom, IssuedFrom, NotEvaluated };

  std::uint32_t property = 0;  // CERT_…_PROP_ID
  std::string text;            // with its value: "disallowed 2019-02-01T00:00:00Z"
  Rule rule = Rule::NotEvaluated;
  Time from = 0;  // JudgedFrom, IssuedFrom: inclusive

  /// Whether it takes mail from a signer whose certificate begins at `issued`, judged at `at`.
  [[nodiscard]] std::optional<bool> bites(const Moment& at, Time issued) const;
};

/// The anchors and helpers a chain may use, made once per trust list and shared.
struct TrustAnchors {
  std::vector<CertificatePtr> anchors;  // where a path may end
  std::vector<CertificatePtr> helpers;  // intermediates: help building, end nothing
  /// Those of `anchors` whose own signature would make them so, and cannot be checked.
  std::set<crypto::Sha256> unchecked;
  std::set<crypto::Sha256> distrusted;  // what the list rejects, by signed_identity()
  std::string fingerprint;    // "sha256:…" of the list's octets; empty: no list was given
  std::string limit_reached;  // that kept a certificate of the list from being read; empty: none
  /// Of those anchors that have any.
  std::map<crypto::Sha256, std::vector<AnchorRestriction>> restrictions;

  /// Adds all that `other` holds, but not its fingerprint. What either distrusts is in neither.
  void add(const TrustAnchors& other);

  /// All of them, anchors first, made when first asked for: fill the lists before. May be asked by
  /// several threads.
  [[nodiscard]] const CertPool& pool() const;
  /// True if `certificate` is an anchor: the same DER, by SHA-256. A key or a name is not enough.
  [[nodiscard]] bool is_anchor(const Certificate& certificate) const;
  /// SHA-256 over all that a chain may depend on, in its order: not only the list's octets, since
  /// what is an anchor may have been chosen. As pool().
  [[nodiscard]] const crypto::Sha256& identity() const;

  /// What pool(), is_anchor() and identity() look things up in. A copy starts without.
  class Index {
   public:
    Index() = default;
    Index(const Index& /*unused*/) {}
    Index& operator=(const Index& /*unused*/) { return *this; }

   private:
    friend struct TrustAnchors;
    mutable std::once_flag once_;
    mutable CertPool pool_;
    mutable std::unordered_set<std::string> anchors_;
    mutable crypto::Sha256 identity_{};
  };
  Index index = {};

 private:
  const Index& filled() const;
};

/// What one chain is judged in. Two clients with equal environments share one chain.
struct Environment {
  std::shared_ptr<const TrustAnchors> trust;
  std::vector<Source> helpers;  // besides Trust: which other sources are looked at
  Moment at;
  PolicyInputs policies = {};
  /// For Source::Fetched; null: none.
  std::shared_ptr<const std::vector<CertificatePtr>> fetched = nullptr;
};

}  // namespace smime::pki
