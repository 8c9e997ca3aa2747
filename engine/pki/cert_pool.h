#pragma once
#include <cstddef>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "engine/pki/certificate.h"

namespace smime::pki {

struct Candidate {
  CertificatePtr certificate;
  Source source = Source::Message;
};

/// Certificates to build paths from, each once: by the SHA-256 of its DER, with the source it was
/// first added from, so add trust-list certificates first (design 5.4). An index by canonical
/// subject keeps them independent of the pool's size.
class CertPool {
 public:
  void add(CertificatePtr certificate, Source source);
  [[nodiscard]] bool contains(const Certificate& certificate) const;
  /// All whose subject equals `canonical_name`: trust-list ones first, then in the order added.
  [[nodiscard]] std::vector<Candidate> by_subject(const Octets& canonical_name) const;
  [[nodiscard]] const std::vector<Candidate>& all() const { return all_; }

 private:
  std::vector<Candidate> all_;
  // The keys borrow from the certificates in all_.
  std::unordered_set<std::string_view> known_;                                 // SHA-256
  std::unordered_map<std::string_view, std::vector<std::size_t>> by_subject_;  // indices into all_
};

}  // namespace smime::pki
