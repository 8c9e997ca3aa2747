#include "engine/fetch/collect.h"

#include <algorithm>

#include "engine/asn1/oids.h"
#include "engine/fetch/content.h"
#include "engine/fetch/url.h"
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
                     const std::vector<pki::CertificatePtr>& intermediates, const Limits& limits)
    : trust_(std::move(trust)),
      limits_(limits),
      budget_(UINT32_MAX),  // kMostIssuers bounds the work for each certificate
      checks_(limits, budget_) {
  if (trust_) {
    for (const pki::Candidate& candidate : trust_->pool().all())
      pool_.add(candidate.certificate, Source::Trust);
  }
  for (const auto& certificate : intermediates) pool_.add(certificate, Source::Intermediates);
}

std::size_t Collector::want(Bytes octets) {
  std::vector<pki::CertificatePtr> targets;
  const trust::Content content = trust::detect(octets);
  if (content != trust::Content::Certificate && content != trust::Content::Store) {
    Findings unused;
    for (const Layer& layer : find_layers(octets, std::nullopt, limits_, unused).layers) {
      for (const auto& certificate : layer.certificates) pool_.add(certificate, Source::Message);
      if (!layer.cms || !layer.cms->signed_data) continue;
      if (layer.facts.type == LayerType::CertsOnly)
        targets.insert(targets.end(), layer.certificates.begin(), layer.certificates.end());
      std::vector<pki::CertificatePtr> candidates = layer.certificates;
      for (const pki::Candidate& other : pool_.all())
        if (given(other)) candidates.push_back(other.certificate);
      for (const cms::SignerInfo& signer : layer.cms->signed_data->signer_infos) {
        const auto found = signer::find_signers(signer.identifier, candidates);
        targets.insert(targets.end(), found.begin(), found.end());
      }
    }
  }
  if (targets.empty()) targets = certificates_of_file(octets, limits_);
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
  const std::size_t count = std::min<std::size_t>(urls.size(), limits_.fetch_urls);
  const auto may_ask = [&](const std::string& url) {
    return read_url(url).outcome == Outcome::Fetched;
  };
  const auto possible =
      std::count_if(urls.begin(), urls.begin() + static_cast<std::ptrdiff_t>(count), may_ask);
  for (std::size_t i = 0; i < count; ++i) {
    const std::string& url = urls[i];
    // An OCSP responder is asked about each certificate, the others answer everybody the same.
    const std::string about =
        kind == Kind::Ocsp ? std::string(as_text(certificate->sha256)) : std::string();
    if (!asked_.insert({kind, url, about}).second) continue;
    const bool has_other = possible > (may_ask(url) ? 1 : 0);
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

void Collector::take(const Item& item) {
  if (!item.octets) return;
  if (item.kind == Kind::Issuers) {
    for (auto& certificate : certificates_in(*item.octets, limits_))
      pool_.add(std::move(certificate), Source::Fetched);
  }
  if (item.kind != Kind::Crl) return;
  const std::vector<std::string> urls = examine(Kind::Crl, *item.octets).delta_urls;
  for (std::size_t i = 0; i < std::min<std::size_t>(urls.size(), limits_.fetch_urls); ++i)
    deltas_.push_back({Kind::Crl, urls[i], nullptr, nullptr, false});
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
