#include "engine/fetch/vouched.h"

#include <algorithm>

#include "engine/asn1/oids.h"
#include "engine/fetch/content.h"
#include "engine/revocation/crl.h"
#include "engine/revocation/evaluate.h"
#include "engine/revocation/ocsp.h"
#include "engine/revocation/target.h"

namespace smime::fetch {
namespace {

using Issuers = std::span<const pki::CertificatePtr>;

bool is_later(Time time, Time now) { return time - revocation::kClockSkew > now; }

bool signed_by(const pki::SignedObject& object, const pki::Certificate& issuer,
               pki::SignatureChecks& checks) {
  return crypto::strength_of(crypto::weakest_digest(object.scheme)) !=
             crypto::DigestStrength::Broken &&
         checks.check(object, issuer) == pki::SignedBy::Good;
}

bool vouched_for_crl(const revocation::Crl& crl, Issuers issuers, Time now,
                     pki::SignatureChecks& checks) {
  if (is_later(crl.this_update, now)) return false;
  const pki::SignedObject object{crl.sha256, crl.signature_scheme, crl.tbs, crl.signature};
  return std::any_of(issuers.begin(), issuers.end(), [&](const pki::CertificatePtr& issuer) {
    return issuer->canonical_subject == crl.canonical_issuer && signed_by(object, *issuer, checks);
  });
}

bool vouched_for_crls(const Item& item, const pki::Certificate& certificate, Issuers issuers,
                      Time now, const Limits& limits, pki::SignatureChecks& checks) {
  // A complete CRL where a delta CRL should be, or the other way round, keeps the true one away.
  const auto& urls = certificate.crl_urls;
  const bool complete_wanted = std::find(urls.begin(), urls.end(), item.url) != urls.end();
  const auto points = revocation::crl_sources(certificate, limits).points;
  bool answers = false;
  for (const Octets& der : crls_in(*item.octets, limits)) {
    const revocation::CrlPtr crl = revocation::read_crl(der, limits);
    if (!crl || !vouched_for_crl(*crl, issuers, now, checks)) return false;
    answers = answers || (crl->base_number.has_value() != complete_wanted &&
                          revocation::reasons_covered(*crl, certificate, points) != 0);
  }
  return answers;
}

bool signs_responses(const pki::Certificate& certificate) {
  const auto& usages = certificate.extended_key_usage;
  return usages && std::find(usages->begin(), usages->end(), oid::kOcspSigning) != usages->end();
}

bool vouched_for_response(Bytes der, const pki::Certificate& certificate,
                          const pki::Certificate& issuer, Time now, const Limits& limits,
                          pki::SignatureChecks& checks) {
  const revocation::OcspResponsePtr response = revocation::read_ocsp_response(der, limits);
  if (!response || is_later(response->produced_at, now)) return false;
  const auto& answers = response->answers;
  if (std::any_of(answers.begin(), answers.end(),
                  [&](const auto& answer) { return is_later(answer.this_update, now); }))
    return false;
  if (std::none_of(answers.begin(), answers.end(), [&](const revocation::OcspAnswer& answer) {
        return equal(answer.serial, certificate.serial) &&
               revocation::names_issuer(answer, certificate, issuer);
      }))
    return false;
  const pki::SignedObject object{response->sha256, response->signature_scheme, response->tbs,
                                 response->signature};
  if (signed_by(object, issuer, checks)) return true;
  return std::any_of(response->certificates.begin(), response->certificates.end(),
                     [&](const pki::CertificatePtr& responder) {
                       return signs_responses(*responder) &&
                              responder->canonical_issuer == issuer.canonical_subject &&
                              checks.check(*responder, issuer) == pki::SignedBy::Good &&
                              signed_by(object, *responder, checks);
                     });
}

}  // namespace

bool vouched_for(const Item& item, const pki::CertificatePtr& certificate, Issuers issuers,
                 Time now, const Limits& limits, pki::SignatureChecks& checks) {
  if (!item.octets || !certificate) return false;
  switch (item.kind) {
    case Kind::Crl:
      return vouched_for_crls(item, *certificate, issuers, now, limits, checks);
    case Kind::Ocsp:
      return std::any_of(issuers.begin(), issuers.end(), [&](const auto& issuer) {
        return vouched_for_response(*item.octets, *certificate, *issuer, now, limits, checks);
      });
    case Kind::Issuers: {
      const auto found = certificates_in(*item.octets, limits);
      return std::any_of(found.begin(), found.end(), [&](const pki::CertificatePtr& issuer) {
        return issuer->canonical_subject == certificate->canonical_issuer &&
               checks.check(*certificate, *issuer) == pki::SignedBy::Good;
      });
    }
  }
  return false;
}

}  // namespace smime::fetch
