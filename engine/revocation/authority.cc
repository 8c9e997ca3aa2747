// Whose signature under a CRL or an OCSP response counts.
#include <algorithm>
#include <array>

#include "engine/asn1/oids.h"
#include "engine/crypto/digest.h"
#include "engine/pki/path_checks.h"
#include "engine/revocation/target.h"

namespace smime::revocation {
namespace {

/// CRL issuers that only CRLs of other CRL issuers say something about: how far that is followed.
constexpr unsigned kDepth = 3;
/// What finding the path of one CRL issuer costs of Limits::revocation_steps, and may cost.
constexpr std::uint32_t kPathCost = 50, kPathCandidates = 200;

/// Rules for signers of mail, which a signer of CRLs need not keep.
bool is_about_mail(Code code) {
  constexpr std::array kMail = {Code::KeyUsageWrong, Code::KeyUsageNonRepudiationOnly,
                                Code::ExtendedKeyUsageWrong, Code::ExtendedKeyUsageCa};
  return std::find(kMail.begin(), kMail.end(), code) != kMail.end();
}

/// The ends that are no anchor: such a path is looked at as if its end were one.
bool is_about_trust(Code code) {
  constexpr std::array kTrust = {Code::ChainUntrustedRoot, Code::ChainSelfSigned,
                                 Code::ChainNoAnchors};
  return std::find(kTrust.begin(), kTrust.end(), code) != kTrust.end();
}

bool identifies(const OcspResponse& response, const pki::Certificate& certificate) {
  if (!response.responder_key) return response.canonical_responder == certificate.canonical_subject;
  return equal(*response.responder_key, crypto::sha1(public_key_bits(certificate)));
}

bool has_usage(const pki::Certificate& certificate, std::string_view usage) {
  if (!certificate.extended_key_usage) return false;
  const auto& usages = *certificate.extended_key_usage;
  return std::find(usages.begin(), usages.end(), usage) != usages.end();
}

}  // namespace

const char* Evaluator::signature_fault(const pki::SignedObject& data,
                                       const pki::Certificate& signer) {
  if (crypto::strength_of(crypto::weakest_digest(data.scheme)) == crypto::DigestStrength::Broken)
    return "the data is signed with a broken hash";
  switch (context_.checks.check(data, signer)) {
    case pki::SignedBy::Good:
      return nullptr;
    case pki::SignedBy::Bad:
      return "the signature of the data does not verify: it is damaged, or not of this CA";
    case pki::SignedBy::Unsupported:
      return "the signature algorithm of the data is not supported";
    case pki::SignedBy::NotChecked:
      break;
  }
  limit_reached_ = "signature_checks";
  return "a limit kept the signature of the data from being checked";
}

/// Certificates with the name of the CRL's issuer: those above the target first, then those whose
/// key identifier the CRL names.
std::vector<pki::CertificatePtr> Evaluator::crl_issuers(const Crl& crl,
                                                        const Target& target) const {
  std::vector<pki::CertificatePtr> found;
  const auto add = [&](const pki::CertificatePtr& certificate) {
    if (!certificate || certificate->canonical_subject != crl.canonical_issuer) return;
    const auto same = [&](const auto& one) { return one->sha256 == certificate->sha256; };
    if (std::none_of(found.begin(), found.end(), same)) found.push_back(certificate);
  };
  const auto& path = target.path.certificates;
  for (std::size_t i = target.first_above(); i < path.size(); ++i) add(path[i].certificate);
  const auto above = static_cast<std::ptrdiff_t>(found.size());
  const auto& helpers = context_.environment.helpers;
  const auto used = [&](Source source) {
    return std::find(helpers.begin(), helpers.end(), source) != helpers.end();
  };
  if (context_.environment.trust) {
    for (const auto& one : context_.environment.trust->pool().by_subject(crl.canonical_issuer))
      add(one.certificate);
  }
  if (used(Source::Message)) std::for_each(context_.message.begin(), context_.message.end(), add);
  if (used(Source::Intermediates))
    std::for_each(context_.intermediates.begin(), context_.intermediates.end(), add);
  if (used(Source::Fetched) && context_.environment.fetched)
    std::for_each(context_.environment.fetched->begin(), context_.environment.fetched->end(), add);
  const auto named = [&](const pki::CertificatePtr& certificate) {
    return crl.authority_key && certificate->key_identifier &&
           equal(*crl.authority_key, *certificate->key_identifier);
  };
  std::stable_partition(found.begin(), found.begin() + above, named);
  std::stable_partition(found.begin() + above, found.end(), named);
  return found;
}

const char* Evaluator::crl_fault(const Crl& crl, const Target& target) {
  if (!crl.unknown_critical.empty()) return "the CRL has an unknown critical extension";
  const char* fault = "there is no certificate of the CRL's issuer";
  for (const pki::CertificatePtr& issuer : crl_issuers(crl, target)) {
    // The path of another CRL issuer may have given the same keys other parameters.
    context_.checks.complete_keys(target.path);
    const char* wrong =
        signature_fault({crl.sha256, crl.signature_scheme, crl.tbs, crl.signature}, *issuer);
    // RFC 5280 6.3.3 (f): "If a key usage extension is present in the CRL issuer's certificate,
    // verify that the cRLSign bit is set."
    if (wrong == nullptr && issuer->key_usage && (*issuer->key_usage & pki::kCrlSign) == 0)
      wrong = "the CRL's issuer may not sign CRLs";
    if (wrong == nullptr && !target.stands_below(*issuer))
      wrong = crl_issuer_fault(issuer, context_.environment.at.or_later(crl.this_update), target);
    if (wrong == nullptr) return nullptr;
    fault = wrong;
  }
  return fault;
}

bool Evaluator::breaks_rules(const pki::Path& path, const pki::Environment& environment) {
  const pki::CheckedPath checked =
      pki::check_path(path, environment, "", context_.limits, context_.work);
  if (std::string limit = pki::limit_in(checked); !limit.empty()) limit_reached_ = std::move(limit);
  for (const Findings& findings : checked.certificates) {
    for (const Finding& finding : findings) {
      const Severity severity = info(finding.code).severity;
      if (severity != Severity::Error && severity != Severity::Fatal) continue;
      if (!is_about_mail(finding.code) && !is_about_trust(finding.code)) return true;
    }
  }
  return false;
}

// RFC 5280 6.3.3 (f): "The trust anchor for the certification path MUST be the same as the trust
// anchor used to validate the target certificate."
const char* Evaluator::crl_issuer_fault(const pki::CertificatePtr& issuer, const Moment& at,
                                        const Target& target) {
  // A CRL that answers for its own signer: RFC 5280 does not forbid it, and nobody else can.
  if (asking_.contains(issuer->sha256)) return nullptr;
  if (target.depth >= kDepth) return "the CRL's issuer depends on too many other CRL issuers";
  const auto key = std::tuple(issuer->sha256, target.end().sha256, at.unnoted());
  if (const auto known = crl_issuers_.find(key); known != crl_issuers_.end()) return known->second;
  if (!steps_.spend(kPathCost)) {
    limit_reached_ = "revocation_steps";
    return "a limit kept the path of the CRL's issuer from being looked for";
  }
  pki::Environment environment = context_.environment;
  environment.at = at;
  environment.policies = {};  // those of the user are about the signer of the mail
  Limits limits = context_.limits;
  limits.chain_candidates = std::min(limits.chain_candidates, kPathCandidates);
  const char* fault = "the CRL's issuer has no path to the same anchor";
  pki::PathBuilder builder(environment, context_.message, context_.intermediates, limits,
                           context_.checks);
  asking_.insert(issuer->sha256);
  builder.walk(issuer, [&](const pki::Path& path) {
    const pki::Certificate& end = *path.certificates.back().certificate;
    if (path.end != target.path.end || end.sha256 != target.end().sha256) return true;
    if (breaks_rules(path, environment)) {
      fault = "the path of the CRL's issuer breaks a rule";
      return true;
    }
    fault = nullptr;
    for (std::size_t i = 0; i + 1 < path.certificates.size() && fault == nullptr; ++i) {
      if (target.stands_below(*path.certificates[i].certificate)) continue;
      switch (status(path, i, target.depth + 1).state) {
        case Revocation::Good:
          break;
        case Revocation::Revoked:
          fault = "the certificate of the CRL's issuer is revoked";
          break;
        default:
          fault = "it is not known whether the certificate of the CRL's issuer is revoked";
      }
    }
    return fault != nullptr;
  });
  if (builder.limit_reached() != nullptr && fault != nullptr)
    limit_reached_ = builder.limit_reached();
  asking_.erase(issuer->sha256);
  // What was answered in the middle of a circle holds for that circle alone.
  if (asking_.empty()) crl_issuers_[key] = fault;
  return fault;
}

// RFC 6960 4.2.2.2: the response is signed by the issuer, or by whom the issuer certified for it.
const char* Evaluator::response_fault(const OcspResponse& response, const Target& target) {
  if (!response.unknown_critical.empty())
    return "an OCSP response has an unknown critical extension";
  const auto by = [&](const pki::Certificate& signer) {
    return signature_fault(
        {response.sha256, response.signature_scheme, response.tbs, response.signature}, signer);
  };
  context_.checks.complete_keys(target.path);
  const char* fault = "the OCSP response does not carry its responder's certificate";
  if (identifies(response, target.issuer)) {
    fault = by(target.issuer);
    if (fault == nullptr) return nullptr;
  }
  for (const pki::CertificatePtr& responder : response.certificates) {
    if (!identifies(response, *responder)) continue;
    fault = responder_fault(response, responder, target);
    if (fault == nullptr) fault = by(*responder);
    if (fault == nullptr) return nullptr;
  }
  return fault;
}

const char* Evaluator::responder_fault(const OcspResponse& response,
                                       const pki::CertificatePtr& responder, const Target& target) {
  if (!has_usage(*responder, oid::kOcspSigning))
    return "the OCSP responder's certificate is not for signing responses";
  // "MUST be issued directly by the CA that is identified in the request", with the same key.
  if (responder->canonical_issuer != target.issuer.canonical_subject)
    return "the OCSP responder was certified by another issuer";
  switch (context_.checks.check(*responder, target.issuer)) {
    case pki::SignedBy::Good:
      break;
    case pki::SignedBy::NotChecked:
      limit_reached_ = "signature_checks";
      [[fallthrough]];
    default:
      return "the OCSP responder was certified by another issuer";
  }
  const bool broken = crypto::strength_of(crypto::weakest_digest(responder->signature_scheme)) ==
                      crypto::DigestStrength::Broken;
  if (broken || !responder->unknown_critical.empty() || responder->findings.any(Severity::Error))
    return "the OCSP responder's certificate breaks a rule";
  if (response.produced_at < responder->not_before || response.produced_at > responder->not_after)
    return "the OCSP responder's certificate was not valid when it answered";
  if (responder->extension(oid::kOcspNoCheck) != nullptr || target.depth >= kDepth) return nullptr;
  // RFC 6960 4.2.2.2.1 leaves the check to local policy where the certificate does not say.
  pki::Path path{{{responder, Source::Fetched}}, {}, {}, target.path.end};
  const auto& above = target.path.certificates;
  path.certificates.insert(path.certificates.end(),
                           above.begin() + static_cast<std::ptrdiff_t>(target.first_above()),
                           above.end());
  if (!asking_.insert(responder->sha256).second) return nullptr;
  const Revocation state = status(path, 0, target.depth + 1).state;
  asking_.erase(responder->sha256);
  return state == Revocation::Revoked ? "the OCSP responder's certificate is revoked" : nullptr;
}

}  // namespace smime::revocation
