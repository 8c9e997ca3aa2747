#include "engine/fetch/collect.h"

#include <algorithm>

#include "engine/asn1/oids.h"
#include "engine/fetch/content.h"
#include "engine/fetch/url.h"
#include "engine/fetch/vouched.h"
#include "engine/layers.h"
#include "engine/signer/find_signer.h"
#include "engine/trust/detect.h"
#include "engine/trust/trust_list.h"

namespace smime::fetch {
namespace {

/// Issuers of the same name that are tried per certificate.
constexpr std::size_t kMostIssuers = 16;

bool given(const pki::Candidate& candidate) {
  return candidate.source == Source::Trust || candidate.source == Source::Intermediates;
}

/// The certificates in a file that is no message.
std::vector<pki::CertificatePtr> certificates_of_file(Bytes octets, const Limits& limits) {
  std::vector<pki::CertificatePtr> found;
  Findings unused;
  const auto list = trust::read_trust_list(octets, "", limits, unused);
  if (!list) return found;
  for (const trust::Element& element : list->elements)
    if (element.certificate) found.push_back(element.certificate);
  return found;
}

}  // namespace

Collector::Collector(std::shared_ptr<const pki::TrustAnchors> trust,
                     const std::vector<pki::CertificatePtr>& intermediates, const Limits& limits,
                     std::uint32_t checks)
    : trust_(std::move(trust)),
      limits_(limits),
      budget_(checks),  // kMostIssuers bounds the work for each certificate
      checks_(limits, budget_) {
  if (trust_) {
    for (const pki::Candidate& candidate : trust_->pool().all())
      pool_.add(candidate.certificate, Source::Trust);
  }
  for (const auto& certificate : intermediates) pool_.add(certificate, Source::Intermediates);
}

std::vector<pki::CertificatePtr> Collector::signers_of(const Layer& layer) {
  std::vector<pki::CertificatePtr> targets, candidates = layer.certificates;
  for (const pki::Candidate& other : pool_.all())
    if (given(other)) candidates.push_back(other.certificate);
  for (const cms::SignerInfo& signer : layer.cms->signed_data->signer_infos) {
    auto found = signer::find_signers(signer.identifier, candidates);
    found.resize(std::min<std::size_t>(found.size(), limits_.signer_candidates));
    targets.insert(targets.end(), found.begin(), found.end());
  }
  return targets;
}

std::size_t Collector::want(Bytes octets) {
  std::vector<pki::CertificatePtr> targets;
  const trust::Content content = trust::detect(octets);
  if (content != trust::Content::Certificate && content != trust::Content::Store) {
    Findings unused;
    const Layers found = find_layers(octets, std::nullopt, limits_, unused);
    std::size_t signers = 0;
    for (const Layer& layer : found.layers) {
      for (const auto& certificate : layer.certificates) pool_.add(certificate, Source::Message);
      if (!layer.cms || !layer.cms->signed_data) continue;
      signers += layer.cms->signed_data->signer_infos.size();
      if (signers > limits_.signatures) break;
      const bool whole_file = !found.has_header && &layer == &found.layers.front();
      const auto more = whole_file && layer.facts.type == LayerType::CertsOnly ? layer.certificates
                                                                               : signers_of(layer);
      targets.insert(targets.end(), more.begin(), more.end());
    }
  }
  if (targets.empty() && content != trust::Content::Message)
    targets = certificates_of_file(octets, limits_);
  for (const auto& certificate : targets) want(certificate, 1);
  return targets.size();
}

void Collector::want(const pki::CertificatePtr& certificate, std::uint32_t depth) {
  if (depth > limits_.chain_depth || !known_.insert(certificate->sha256).second) return;
  pool_.add(certificate, Source::Message);
  wanted_.push_back({certificate, depth});
}

std::vector<pki::Candidate> Collector::issuers_of(const pki::Certificate& certificate) {
  std::vector<pki::Candidate> candidates = pool_.by_subject(certificate.canonical_issuer);
  const auto& named = certificate.authority_key_identifier;
  if (named && named->key_identifier) {
    std::stable_partition(candidates.begin(), candidates.end(),
                          [&](const pki::Candidate& candidate) {
                            const auto& has = candidate.certificate->key_identifier;
                            return has && equal(*has, *named->key_identifier);
                          });
  }
  if (candidates.size() > kMostIssuers) candidates.resize(kMostIssuers);
  std::erase_if(candidates, [&](const pki::Candidate& candidate) {
    return checks_.check(certificate, *candidate.certificate) != pki::SignedBy::Good;
  });
  return candidates;
}

void Collector::add(Kind kind, const std::vector<std::string>& urls,
                    const pki::CertificatePtr& certificate, const pki::CertificatePtr& issuer,
                    std::vector<Need>& out) {
  struct Chosen {
    const std::string& url;
    bool may_ask;
  };
  // An OCSP responder is asked about each certificate, the others answer everybody the same.
  const std::string about =
      kind == Kind::Ocsp ? std::string(as_text(certificate->sha256)) : std::string();
  std::vector<Chosen> chosen;
  std::size_t possible = 0, others = 0;
  for (const std::string& url : urls) {
    // Beyond both limits an address is not even read.
    const bool full = possible + others == 2 * std::size_t{limits_.fetch_urls};
    const bool may_ask = full || read_url(url).outcome == Outcome::Fetched;
    std::size_t& count = may_ask ? possible : others;
    if (full || count == limits_.fetch_urls) {
      // One that nobody could ask is not missed.
      if (may_ask) beyond_limit_.insert({kind, url, about});
      continue;
    }
    ++count;
    chosen.push_back({url, may_ask});
  }
  for (const auto& [url, may_ask] : chosen) {
    if (!asked_.insert({kind, url, about}).second) continue;
    const bool has_other = possible > (may_ask ? 1U : 0U);
    out.push_back({kind, url, certificate, issuer, has_other});
  }
}

void Collector::look_at(const Wanted& wanted, std::vector<Need>& out) {
  const pki::CertificatePtr& certificate = wanted.certificate;
  if (pki::self_signed(*certificate) || (trust_ && trust_->is_anchor(*certificate))) return;
  add(Kind::Crl, certificate->crl_urls, certificate, nullptr, out);
  if (const auto* const freshest = certificate->extension(oid::kFreshestCrl))
    add(Kind::Crl, distribution_point_urls(freshest->value), certificate, nullptr, out);
  const std::vector<pki::Candidate> issuers = issuers_of(*certificate);
  // Whatever their number, issuers that verify have the same key, so one question is enough.
  if (!issuers.empty())
    add(Kind::Ocsp, certificate->ocsp_urls, certificate, issuers.front().certificate, out);
  if (std::none_of(issuers.begin(), issuers.end(), given))
    add(Kind::Issuers, certificate->issuer_urls, certificate, nullptr, out);
  for (const pki::Candidate& issuer : issuers) want(issuer.certificate, wanted.depth + 1);
}

std::vector<Need> Collector::next() {
  std::vector<Need> out;
  for (Need& delta : deltas_) add(delta.kind, {delta.url}, delta.certificate, nullptr, out);
  deltas_.clear();
  // look_at() adds issuers at the end, which are then looked at, too.
  for (std::size_t i = 0; i < wanted_.size(); ++i) look_at(Wanted(wanted_[i]), out);
  return out;
}

void Collector::take(const Item& item, const pki::CertificatePtr& certificate) {
  if (!item.octets) return;
  if (item.kind == Kind::Issuers) {
    for (auto& issuer : certificates_in(*item.octets, limits_))
      pool_.add(std::move(issuer), Source::Fetched);
  }
  if (item.kind != Kind::Crl) return;
  const std::vector<std::string> urls = examine(Kind::Crl, *item.octets).delta_urls;
  for (std::size_t i = 0; i < urls.size(); ++i) {
    if (i < limits_.fetch_urls)
      deltas_.push_back({Kind::Crl, urls[i], certificate, nullptr, false});
    else
      beyond_limit_.insert({Kind::Crl, urls[i], ""});
  }
}

bool Collector::knows_issuer(const Need& need) {
  return need.certificate && !issuers_of(*need.certificate).empty();
}

bool Collector::vouches_for(const Need& need, const Item& item, Time now) {
  std::vector<pki::CertificatePtr> issuers;
  if (need.issuer) issuers.push_back(need.issuer);
  if (need.certificate && need.kind == Kind::Crl) {
    for (const pki::Candidate& issuer : issuers_of(*need.certificate))
      issuers.push_back(issuer.certificate);
    for (const pki::Candidate& other : pool_.all())
      if (given(other)) issuers.push_back(other.certificate);
  }
  return vouched_for(item, need.certificate, issuers, now, limits_, checks_);
}

std::size_t Collector::left_out() const {
  // Another certificate may have named the same address within its limit.
  return static_cast<std::size_t>(
      std::count_if(beyond_limit_.begin(), beyond_limit_.end(),
                    [&](const Question& question) { return !asked_.contains(question); }));
}

std::vector<pki::CertificatePtr> Collector::without_issuer() const {
  std::vector<pki::CertificatePtr> out;
  for (const Wanted& wanted : wanted_) {
    const auto& certificate = wanted.certificate;
    if (certificate->ocsp_urls.empty() || pki::self_signed(*certificate)) continue;
    const std::string about(as_text(certificate->sha256));
    const bool asked = std::any_of(asked_.begin(), asked_.end(), [&](const auto& one) {
      return std::get<0>(one) == Kind::Ocsp && std::get<2>(one) == about;
    });
    const bool anchor = trust_ && trust_->is_anchor(*certificate);
    if (!asked && !anchor) out.push_back(certificate);
  }
  return out;
}

}  // namespace smime::fetch
