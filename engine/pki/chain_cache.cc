#include "engine/pki/chain_cache.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

namespace smime::pki {
namespace {

std::size_t size_of(const std::string& text) { return text.capacity(); }

std::size_t size_of(const CertificateFacts& facts) {
  std::size_t sum = 0;
  for (const std::string* text :
       {&facts.subject, &facts.issuer, &facts.serial, &facts.sha256, &facts.thumbprint, &facts.key,
        &facts.signature_algorithm, &facts.key_identifier, &facts.authority_key_identifier})
    sum += size_of(*text);
  for (const auto* texts : {&facts.addresses, &facts.issuer_urls, &facts.revocation_urls}) {
    for (const std::string& text : *texts) sum += sizeof(std::string) + size_of(text);
  }
  return sum;
}

std::size_t size_of(const Finding& finding) {
  std::size_t sum = sizeof finding + size_of(finding.where);
  for (const auto& detail : finding.details) {
    sum += sizeof detail;
    if (const auto* text = std::get_if<std::string>(&detail.second)) sum += size_of(*text);
  }
  return sum;
}

/// A node of a map or of a hash table, beside what it holds.
constexpr std::size_t kNode = 64;

}  // namespace

std::size_t KeptChain::octets() const {
  std::size_t sum =
      sizeof *this + kNode + size_of(chain.completed_key) + size_of(chain.windows.completed_key);
  for (const ChainElementFacts& element : chain.elements) {
    const RevocationFacts& revocation = element.revocation;
    sum += sizeof element + size_of(element.certificate) + size_of(revocation.reason) +
           size_of(revocation.evidence) + size_of(revocation.sha256) + size_of(revocation.why);
  }
  for (const auto& element : chain.windows.elements)
    sum += sizeof element + size_of(element.sha256) + size_of(element.subject);
  for (const OtherPathFacts& other : chain.other_paths) {
    sum += sizeof other + other.faults.capacity() * sizeof(OtherPathFacts::Fault);
    for (const auto& one : other.certificates)
      sum += sizeof one + size_of(one.subject) + size_of(one.sha256);
  }
  for (const Finding& finding : chain.findings) sum += size_of(finding);
  return sum + (signatures.size() + given_signatures.size() + message_signatures.size()) *
                   (sizeof(SignatureChecks::Answers::value_type) + kNode);
}

ChainCache::Kept ChainCache::find_in(const Half& half, const crypto::Sha256& key, Time at,
                                     Time now) {
  const auto found = half.chains.find(key);
  if (found == half.chains.end()) return nullptr;
  const auto holds = std::find_if(
      found->second.begin(), found->second.end(),
      [&](const Kept& chain) { return chain->at.contains(at) && chain->now.contains(now); });
  return holds == found->second.end() ? nullptr : *holds;
}

std::shared_ptr<const KeptChain> ChainCache::find(const crypto::Sha256& key, Time at, Time now) {
  const std::lock_guard lock(mutex_);
  Kept chain = find_in(young_, key, at, now);
  if (!chain && (chain = find_in(old_, key, at, now))) put(key, chain, chain->octets());
  ++(chain ? counts_.found : counts_.missed);
  return chain;
}

void ChainCache::keep(const crypto::Sha256& key, KeptChain chain) {
  auto kept = std::make_shared<const KeptChain>(std::move(chain));
  const std::size_t octets = kept->octets();
  if (octets > most_ / 64) return;
  const std::lock_guard lock(mutex_);
  // Another thread may have been faster.
  if (find_in(young_, key, kept->at.from, kept->now.from)) return;
  put(key, std::move(kept), octets);
}

void ChainCache::put(const crypto::Sha256& key, Kept chain, std::size_t octets) {
  if (young_.octets + octets > most_ / 2) old_ = std::exchange(young_, {});
  auto& same_key = young_.chains[key];
  // What is evicted here stays counted: a key with so many spans only makes the half full earlier.
  if (same_key.size() == kSpans) same_key.erase(same_key.begin());
  same_key.push_back(std::move(chain));
  young_.octets += octets;
}

ChainCache::Counts ChainCache::counts() const {
  const std::lock_guard lock(mutex_);
  Counts counts = counts_;
  counts.octets = young_.octets + old_.octets;
  return counts;
}

}  // namespace smime::pki
