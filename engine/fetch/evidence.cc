#include "engine/fetch/evidence.h"

#include <algorithm>

#include "engine/fetch/content.h"

namespace smime::fetch {
namespace {

using revocation::Added;

void add_certificates(const Item& item, const Limits& limits,
                      std::vector<pki::CertificatePtr>& out) {
  for (pki::CertificatePtr& certificate : certificates_in(*item.octets, limits)) {
    const auto same = [&](const auto& one) { return one->sha256 == certificate->sha256; };
    if (std::none_of(out.begin(), out.end(), same)) out.push_back(std::move(certificate));
  }
}

/// The first that is not taken ends it.
Added add_crls(const Item& item, const Limits& limits, revocation::Evidence& evidence,
               std::string& why) {
  Added added = Added::Unusable;
  for (const Octets& crl : crls_in(*item.octets, limits)) {
    added = evidence.add_crl(crl, EvidenceSource::Bundle, limits, &why);
    if (added != Added::Yes && added != Added::Known) break;
  }
  return added;
}

}  // namespace

void add_fetched(std::span<const Item> items, const Limits& limits, revocation::Evidence& evidence,
                 Given& given, const Unusable& unusable) {
  std::vector<pki::CertificatePtr> issuers;
  if (given.fetched) issuers = *given.fetched;
  for (const Item& item : items) {
    if (item.kind != Kind::Issuers)
      evidence.note_attempt(item.url, item.certificate, item.octets ? "" : result_text(item));
    if (!item.octets) continue;
    std::string why;
    Added added = Added::Yes;
    switch (item.kind) {
      case Kind::Crl:
        added = add_crls(item, limits, evidence, why);
        break;
      case Kind::Ocsp:
        added = evidence.add_ocsp_response(*item.octets, EvidenceSource::Bundle, limits, &why);
        break;
      case Kind::Issuers:
        add_certificates(item, limits, issuers);
        break;
    }
    if (added != Added::Yes && added != Added::Known) unusable(item, why);
  }
  given.fetched = std::make_shared<const std::vector<pki::CertificatePtr>>(std::move(issuers));
}

}  // namespace smime::fetch
