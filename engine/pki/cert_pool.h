#pragma once
#include <vector>

#include "engine/pki/certificate.h"

namespace smime::pki {

struct Candidate {
  CertificatePtr certificate;
  Source source = Source::Message;
};

/// Certificates to build paths from, trust-list ones first (design 5.4), each certificate once (by
/// SHA-256). An index by canonical subject keeps look-ups independent of the pool's size.
class CertPool {
 public:
  void add(CertificatePtr certificate, Source source);
  /// All whose subject equals `canonical_name`; trust-list ones first, then in the order added.
  [[nodiscard]] std::vector<Candidate> by_subject(const Octets& canonical_name) const;
  [[nodiscard]] const std::vector<Candidate>& all() const { return all_; }

 private:
  std::vector<Candidate> all_;
};

}  // namespace smime::pki
