#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/limits.h"
#include "engine/facts.h"
#include "engine/revocation/crl.h"
#include "engine/revocation/ocsp.h"

namespace smime::revocation {

struct HeldCrl {
  CrlPtr crl;
  EvidenceSource source = EvidenceSource::Given;
};

struct HeldResponse {
  OcspResponsePtr response;
  EvidenceSource source = EvidenceSource::Given;
};

/// What became of octets that were offered to a pool.
enum class Added : std::uint8_t { Yes, Known, Unusable, LimitReached };

/// A pool of CRLs and OCSP responses, each once, with where it was first found. Nothing in it is
/// trusted: signatures are checked where it is used (evaluate.h). Filled once, then shared: reading
/// is safe from several threads. Indexes keep look-ups independent of the pool's size.
class Evidence {
 public:
  /// Reads and keeps one CRL, one OCSP response, within Limits::revocation_items and
  /// revocation_octets for the whole pool. `why` says what was wrong or which limit hit.
  Added add_crl(Bytes der, EvidenceSource source, const Limits& limits, std::string* why = nullptr);
  Added add_ocsp_response(Bytes der, EvidenceSource source, const Limits& limits,
                          std::string* why = nullptr);

  [[nodiscard]] bool empty() const { return crls_.empty() && responses_.empty(); }
  [[nodiscard]] const std::vector<HeldCrl>& crls() const { return crls_; }
  [[nodiscard]] const std::vector<HeldResponse>& responses() const { return responses_; }

  /// Positions in crls() of those with this issuer, by comparable_directory_name().
  [[nodiscard]] const std::vector<std::size_t>& crls_of(const std::string& issuer) const;

  /// An address was asked, OCSP responders `about` one certificate: `failure` says how that failed
  /// ("unreachable"), or is empty if it did not; the last attempt counts.
  void note_attempt(const std::string& url, const std::optional<crypto::Sha256>& about,
                    const std::string& failure);
  /// How the last attempt at this address failed; null: it did not, or there was none.
  [[nodiscard]] const std::string* failure_at(const std::string& url,
                                              const crypto::Sha256& certificate) const;

  /// SHA-256 over everything in the pool and every change of failures, in order and with sources.
  [[nodiscard]] const crypto::Sha256& identity() const { return identity_; }

  struct AnswerAt {
    std::size_t response = 0, answer = 0;  // into responses(), OcspResponse::answers
  };
  /// What is said of certificates with this serial number, whoever issued them.
  [[nodiscard]] const std::vector<AnswerAt>& answers_for(Bytes serial) const;

 private:
  bool take(Bytes octets, const Limits& limits, std::string* why);
  void took(const crypto::Sha256& item, std::size_t octets, EvidenceSource source);

  std::vector<HeldCrl> crls_;
  std::vector<HeldResponse> responses_;
  std::set<crypto::Sha256> known_;
  std::map<std::string, std::vector<std::size_t>> by_issuer_;
  std::map<std::string, std::vector<AnswerAt>, std::less<>> by_serial_;
  std::uint64_t octets_ = 0;
  std::map<std::pair<std::string, std::optional<crypto::Sha256>>, std::string> failures_;
  crypto::Sha256 identity_{};
};

}  // namespace smime::revocation
