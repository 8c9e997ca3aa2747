#include "engine/revocation/evidence.h"

#include "engine/pki/key_writer.h"

namespace smime::revocation {

bool Evidence::take(Bytes octets, const Limits& limits, std::string* why) {
  const char* hit = nullptr;
  if (known_.size() >= limits.revocation_items) hit = "revocation_items";
  if (octets_ + octets.size() > limits.revocation_octets) hit = "revocation_octets";
  if (hit == nullptr) return true;
  if (why != nullptr) *why = std::string("beyond the limit ") + hit;
  return false;
}

void Evidence::took(const crypto::Sha256& item, std::size_t octets, EvidenceSource source) {
  known_.insert(item);
  octets_ += octets;
  pki::KeyWriter key;
  key.add(Bytes(identity_));
  key.add(Bytes(item));
  key.add(static_cast<std::uint64_t>(source));
  identity_ = key.digest();
}

void Evidence::note_attempt(const std::string& url, const std::optional<crypto::Sha256>& about,
                            const std::string& failure) {
  if (failure.empty()) {
    if (failures_.erase({url, about}) == 0) return;
  } else {
    failures_[{url, about}] = failure;
  }
  pki::KeyWriter key;
  key.add(Bytes(identity_));
  key.add(url);
  key.add(about ? Bytes(*about) : Bytes());
  key.add(failure);
  identity_ = key.digest();
}

const std::string* Evidence::failure_at(const std::string& url,
                                        const crypto::Sha256& certificate) const {
  for (const auto& about : {std::optional<crypto::Sha256>(), std::optional(certificate)}) {
    const auto found = failures_.find({url, about});
    if (found != failures_.end()) return &found->second;
  }
  return nullptr;
}

Added Evidence::add_crl(Bytes der, EvidenceSource source, const Limits& limits, std::string* why) {
  if (known_.contains(crypto::sha256(der))) return Added::Known;
  if (!take(der, limits, why)) return Added::LimitReached;
  CrlPtr crl = read_crl(der, limits, why);
  if (!crl) return Added::Unusable;
  took(crl->sha256, der.size(), source);
  by_issuer_[comparable_directory_name(crl->canonical_issuer)].push_back(crls_.size());
  crls_.push_back({std::move(crl), source});
  return Added::Yes;
}

Added Evidence::add_ocsp_response(Bytes der, EvidenceSource source, const Limits& limits,
                                  std::string* why) {
  if (known_.contains(crypto::sha256(der))) return Added::Known;
  if (!take(der, limits, why)) return Added::LimitReached;
  OcspResponsePtr response = read_ocsp_response(der, limits, why);
  if (!response) return Added::Unusable;
  took(response->sha256, der.size(), source);
  for (std::size_t i = 0; i < response->answers.size(); ++i) {
    by_serial_[std::string(as_text(response->answers[i].serial))].push_back({responses_.size(), i});
  }
  responses_.push_back({std::move(response), source});
  return Added::Yes;
}

const std::vector<std::size_t>& Evidence::crls_of(const std::string& issuer) const {
  static const std::vector<std::size_t> kNone;
  const auto found = by_issuer_.find(issuer);
  return found == by_issuer_.end() ? kNone : found->second;
}

const std::vector<Evidence::AnswerAt>& Evidence::answers_for(Bytes serial) const {
  static const std::vector<AnswerAt> kNone;
  const auto found = by_serial_.find(as_text(serial));
  return found == by_serial_.end() ? kNone : found->second;
}

}  // namespace smime::revocation
