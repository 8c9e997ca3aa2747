#include "engine/revocation/target.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "engine/crypto/digest.h"
#include "engine/crypto/name.h"

namespace smime::revocation {
namespace {

/// As many steps as the smaller set has names.
bool meet(const std::set<std::string>& a, const std::set<std::string>& b) {
  if (a.size() > b.size()) return meet(b, a);
  return std::any_of(a.begin(), a.end(), [&](const auto& name) { return b.contains(name); });
}

// RFC 5280 6.3.3 (b) (1) and (2) (i)
bool matches(const Crl& crl, const std::string& crl_issuer, bool own,
             const DistributionPoint& point) {
  const auto& issuing = crl.distribution_point;
  if (!point.crl_issuers.empty()) {
    if (!point.crl_issuers.contains(crl_issuer) || !issuing || !issuing->indirect) return false;
  } else if (!own) {
    return false;
  }
  if (!issuing || issuing->names.empty()) return true;
  return meet(issuing->names, point.names.empty() ? point.crl_issuers : point.names);
}

}  // namespace

bool Evaluator::Target::stands_below(const pki::Certificate& other) const {
  return std::any_of(path.certificates.begin() + static_cast<std::ptrdiff_t>(first_above()),
                     path.certificates.end(), [&](const pki::Candidate& one) {
                       return one.certificate->sha256 == other.sha256;
                     });
}

std::string Evaluator::Target::without_data(const std::vector<const Evidence*>& pools) const {
  std::string failures;
  std::vector<std::string> urls = certificate.crl_urls;
  urls.insert(urls.end(), certificate.ocsp_urls.begin(), certificate.ocsp_urls.end());
  bool delta = false, other = false;
  const std::string own_issuer = comparable_directory_name(certificate.canonical_issuer);
  for (const Evidence* const pool : pools) {
    for (const std::string& url : urls) {
      const std::string* const failure = pool->failure_at(url, certificate.sha256);
      if (failure != nullptr)
        failures += (failures.empty() ? "" : ", ") + *failure + " (" + visible(url) + ")";
    }
    // A complete one would have been data.
    delta = delta || !pool->crls_of(own_issuer).empty();
    other = other || !pool->crls().empty();
  }
  if (delta) return "the delta CRL has no base: a complete CRL is missing";
  if (!failures.empty()) return "it could not be fetched: " + failures;
  if (other) return "no CRL at hand is of its issuer, " + crypto::name_text(certificate.issuer);
  return "there is neither a CRL nor an OCSP response for it";
}

std::string Evaluator::Target::key_of(const pki::Path& path, std::size_t first) {
  std::string key(1, static_cast<char>(path.end));
  for (std::size_t i = first; i < path.certificates.size(); ++i)
    key.append(as_text(Bytes(path.certificates[i].certificate->sha256)));
  return key;
}

Reasons reasons_covered(const Crl& crl, const pki::Certificate& certificate,
                        const std::vector<DistributionPoint>& points) {
  const auto& issuing = crl.distribution_point;
  const bool ca = certificate.basic_constraints && certificate.basic_constraints->ca;
  if (issuing &&
      (issuing->only_attribute || (issuing->only_user && ca) || (issuing->only_ca && !ca)))
    return 0;
  const std::string crl_issuer = comparable_directory_name(crl.canonical_issuer);
  const bool own = crl.canonical_issuer == certificate.canonical_issuer;
  Reasons reasons = 0;
  for (const DistributionPoint& point : points) {
    if (matches(crl, crl_issuer, own, point))
      reasons = static_cast<Reasons>(reasons | point.reasons);
  }
  return issuing ? static_cast<Reasons>(reasons & issuing->reasons) : reasons;
}

bool names_point(const Crl& crl, const CrlSources& sources) {
  const auto& issuing = crl.distribution_point;
  // The last point is not the certificate's: it is assumed (distribution_point.h).
  return issuing &&
         std::any_of(sources.points.begin(), std::prev(sources.points.end()),
                     [&](const auto& point) { return meet(issuing->names, point.names); });
}

bool fits(const Crl& delta, const Crl& complete) {
  if (!delta.base_number || complete.base_number || !delta.number || !complete.number) return false;
  if (delta.canonical_issuer != complete.canonical_issuer) return false;
  const auto same = [](const std::optional<Bytes>& a, const std::optional<Bytes>& b) {
    return a.has_value() == b.has_value() && (!a || equal(*a, *b));
  };
  const auto point = [](const Crl& crl) {
    return crl.distribution_point ? std::optional(crl.distribution_point->whole) : std::nullopt;
  };
  if (!same(point(delta), point(complete))) return false;
  if (!same(delta.authority_key, complete.authority_key)) return false;
  // 5.2.4: "The CRL number of the complete CRL is equal to or greater than the BaseCRLNumber
  // specified in the delta CRL", and "less than the CRL number of the delta CRL".
  return compare_numbers(*complete.number, *delta.base_number) >= 0 &&
         compare_numbers(*complete.number, *delta.number) < 0;
}

bool names_issuer(const OcspAnswer& answer, const pki::Certificate& certificate,
                  const pki::Certificate& issuer) {
  const auto is = [&](Bytes hash, Bytes octets) {
    const auto computed = crypto::digest(answer.digest, octets);
    return computed && equal(*computed, hash);
  };
  // The two names are equal, but may be encoded differently.
  return is(answer.key_hash, public_key_bits(issuer)) &&
         (is(answer.name_hash, certificate.issuer) || is(answer.name_hash, issuer.subject));
}

}  // namespace smime::revocation
