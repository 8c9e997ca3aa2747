#include "engine/pki/cert_pool.h"

#include <algorithm>
#include <utility>

namespace smime::pki {
void CertPool::add(CertificatePtr certificate, Source source) {
  if (!certificate || !known_.insert(as_text(certificate->sha256)).second) return;
  by_subject_[as_text(certificate->canonical_subject)].push_back(all_.size());
  all_.push_back({std::move(certificate), source});
}

bool CertPool::contains(const Certificate& certificate) const {
  return known_.contains(as_text(certificate.sha256));
}

std::vector<Candidate> CertPool::by_subject(const Octets& canonical_name) const {
  std::vector<Candidate> found;
  const auto entry = by_subject_.find(as_text(canonical_name));
  if (entry == by_subject_.end()) return found;
  for (const std::size_t index : entry->second) found.push_back(all_[index]);
  std::stable_partition(found.begin(), found.end(), [](const Candidate& candidate) {
    return candidate.source == Source::Trust;
  });
  return found;
}

}  // namespace smime::pki
