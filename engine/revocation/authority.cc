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
constexpr std::uint32_t kPathCost = 100, kPathCandidates = 200;
/// How many certificates of an OCSP response are looked through for one of them.
constexpr std::size_t kRespondersPerStep = 16;

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

/// RFC 8550 4.3: what such a key signed, others could have signed.
bool is_broken(const crypto::KeyFacts& key) {
  using Kind = crypto::KeyFacts::Kind;
  const bool factoring = key.kind == Kind::Rsa || key.kind == Kind::RsaPss || key.kind == Kind::Dsa;
  // The size of a DSA key without parameters of its own is not known here.
  if (crypto::inherits_parameters(key)) return false;
  return !key.flaw.empty() || key.bits < (factoring ? 1'024U : 160U);
}

bool same_key(const pki::Certificate& a, const pki::Certificate& b) {
  return equal(a.public_key_info, b.public_key_info);
}

bool has_usage(const pki::Certificate& certificate, std::string_view usage) {
  if (!certificate.extended_key_usage) return false;
  const auto& usages = *certificate.extended_key_usage;
  return std::find(usages.begin(), usages.end(), usage) != usages.end();
}

bool may_issue(const pki::Certificate& certificate) {
  return certificate.basic_constraints && certificate.basic_constraints->ca &&
         (!certificate.key_usage || (*certificate.key_usage & pki::kKeyCertSign) != 0);
}

/// A CA that renewed its key may keep a CRL for each, as Windows does, and then lists a certificate
/// only in that of the key which signed it. `signer` has the name of `issuer`, and another key.
bool is_of_other_key(const Crl& crl, const pki::Certificate& signer,
                     const pki::Certificate& certificate, const pki::Certificate& issuer) {
  // A key that signs nothing but CRLs lists what others signed; and one that the CA certified
  // itself (RFC 5280 3.2, self-issued) is its word for all that it issued.
  if (!may_issue(signer) || signer.self_issued()) return false;
  const auto& named = certificate.authority_key_identifier;
  const auto& wanted =
      named && named->key_identifier ? named->key_identifier : issuer.key_identifier;
  const auto& found = crl.authority_key ? crl.authority_key : signer.key_identifier;
  return wanted && found && !equal(*wanted, *found);
}

}  // namespace

const char* Evaluator::signature_fault(const pki::SignedObject& data,
                                       const pki::Certificate& signer) {
  if (crypto::strength_of(crypto::weakest_digest(data.scheme)) == crypto::DigestStrength::Broken)
    return "the data is signed with a broken hash";
  if (is_broken(signer.key)) return "the data is signed with a broken key";
  switch (checks().check(data, signer)) {
    case pki::SignedBy::Good:
      return nullptr;
    case pki::SignedBy::Bad:
      return "the signature of the data does not verify: it is damaged, or not of this CA";
    case pki::SignedBy::Unsupported:
      return "the signature algorithm of the data is not supported";
    case pki::SignedBy::NotChecked:
      break;
  }
  reached("signature_checks");
  return "a limit kept the signature of the data from being checked";
}

/// Certificates with a name that do not stand in the path: what was given first.
const std::vector<Evaluator::Issuer>& Evaluator::issuers_called(const Octets& canonical_name) {
  const auto [at, is_new] = issuers_called_.try_emplace(std::string(as_text(canonical_name)));
  std::vector<Issuer>& found = at->second;
  if (!is_new) return found;
  std::set<crypto::Sha256> seen;
  const auto add = [&](const std::vector<pki::CertificatePtr>& certificates, bool from_message) {
    for (const pki::CertificatePtr& certificate : certificates) {
      if (certificate && certificate->canonical_subject == canonical_name &&
          seen.insert(certificate->sha256).second)
        found.push_back({certificate, from_message});
    }
  };
  const auto& helpers = context_.environment.helpers;
  const auto used = [&](Source source) {
    return std::find(helpers.begin(), helpers.end(), source) != helpers.end();
  };
  if (context_.environment.trust) {
    for (const auto& one : context_.environment.trust->pool().by_subject(canonical_name))
      add({one.certificate}, false);
  }
  if (used(Source::Intermediates)) add(context_.intermediates, false);
  if (used(Source::Fetched) && context_.environment.fetched)
    add(*context_.environment.fetched, false);
  if (used(Source::Message)) add(context_.message, true);
  return found;
}

/// The time at which a signer of data is judged, which he did not choose: `at`, or the present
/// where his certificate is newer than that.
const Moment& Evaluator::moment_for(const pki::Certificate& signer, const Moment& at) const {
  return at.is_before(signer.not_before) ? context_.now : at;
}

Evaluator::Standing Evaluator::crl_standing(const Crl& crl, const Target& target) {
  if (const auto known = target.standings.find(crl.sha256); known != target.standings.end())
    return known->second;
  Standing best{"there is no certificate of the CRL's issuer"};
  // True: nothing can be better.
  const auto consider = [&](const pki::CertificatePtr& signer, bool above) {
    const Standing standing = crl_signer_standing(crl, signer, above, target);
    if (standing.fault == nullptr || best.fault != nullptr) best = standing;
    return standing.fault == nullptr && standing.not_good == nullptr;
  };
  const auto find = [&] {
    if (!crl.unknown_critical.empty()) {
      best.fault = "the CRL has an unknown critical extension";
      return;
    }
    const auto& path = target.path.certificates;
    for (std::size_t i = target.first_above(); i < path.size(); ++i) {
      if (path[i].certificate->canonical_subject == crl.canonical_issuer &&
          consider(path[i].certificate, true))
        return;
    }
    const auto named = [&](const pki::Certificate& certificate) {
      return crl.authority_key && certificate.key_identifier &&
             equal(*crl.authority_key, *certificate.key_identifier);
    };
    const bool on_message = expense_.on_message;
    bool done = false;
    for (const bool want_named : {true, false}) {
      for (const Issuer& issuer : issuers_called(crl.canonical_issuer)) {
        if (done || named(*issuer.certificate) != want_named) continue;
        if (target.stands_below(*issuer.certificate)) continue;
        expense_.on_message = on_message || issuer.from_message;
        if (!spend(1)) continue;
        done = consider(issuer.certificate, false);
      }
    }
    expense_.on_message = on_message;
  };
  find();
  target.standings.emplace(crl.sha256, best);
  return best;
}

Evaluator::Standing Evaluator::crl_signer_standing(const Crl& crl,
                                                   const pki::CertificatePtr& signer, bool above,
                                                   const Target& target) {
  Standing standing;
  standing.key = signer->public_key_info;
  standing.own = same_key(*signer, target.issuer);
  // RFC 5280 6.3.3 (f): "If a key usage extension is present in the CRL issuer's certificate,
  // verify that the cRLSign bit is set." Whoever is not above the target needs it.
  const bool may = signer->key_usage ? (*signer->key_usage & pki::kCrlSign) != 0 : above;
  // The path of another CRL issuer may have given the same keys other parameters. What a key lacks
  // that does not stand in this path, is not known before its own path is.
  checks().complete_keys(target.path);
  if (!above && crypto::inherits_parameters(signer->key)) {
    standing.fault = "the key of the CRL's issuer has its parameters elsewhere";
    return standing;
  }
  standing.fault =
      signature_fault({crl.sha256, crl.signature_scheme, crl.tbs, crl.signature}, *signer);
  if (standing.fault != nullptr) return standing;
  if (!may) {
    standing.fault = "the CRL's issuer may not sign CRLs";
    return standing;
  }
  const bool last = target.index + 1 == target.path.certificates.size();
  if (!last && same_key(*signer, target.certificate))
    standing.not_good = "the certificate itself signed the data";
  if (above) return standing;
  const bool direct = crl.canonical_issuer == target.certificate.canonical_issuer;
  if (direct && !standing.own && !speaks_for_issuer(*signer, target)) {
    standing.fault = "the CRL's issuer has the name of the CA alone";
    return standing;
  }
  if (direct && !standing.own && is_of_other_key(crl, *signer, target.certificate, target.issuer) &&
      !names_point(crl, *target.sources))
    standing.not_good = "the CRL is of another key of the CA, and may not list the certificate";
  if (asking_.contains(signer->sha256)) {
    standing.not_good = "the certificate itself signed the data";
    return standing;
  }
  // Whoever has the key of an expired certificate writes any time into thisUpdate.
  const char* const fault =
      crl_issuer_fault(signer, moment_for(*signer, context_.environment.at), target);
  // The key is that of the path's own issuer, whatever becomes of this certificate of it: what it
  // lists is revoked.
  (standing.own ? standing.not_good : standing.fault) = fault;
  return standing;
}

/// Whether `signer`, which has the name of the target's issuer, was certified by the CA that
/// certified the issuer, or by a key of that name in the path. A name alone is no authority:
/// another CA under the same anchor may certify the same one.
bool Evaluator::speaks_for_issuer(const pki::Certificate& signer, const Target& target) {
  const auto& path = target.path.certificates;
  for (std::size_t i = target.first_above(); i < path.size(); ++i) {
    const pki::Certificate& ca = *path[i].certificate;
    const bool called = ca.canonical_subject == target.certificate.canonical_issuer;
    const bool certified_issuer =
        i > target.first_above() &&
        path[i - 1].certificate->canonical_subject == target.certificate.canonical_issuer;
    if (!called && !certified_issuer) break;
    if (signer.canonical_issuer != ca.canonical_subject) continue;
    switch (checks().check(signer, ca)) {
      case pki::SignedBy::Good:
        return true;
      case pki::SignedBy::NotChecked:
        reached("signature_checks");
        break;
      default:
        break;
    }
  }
  return false;
}

bool Evaluator::breaks_rules(const pki::Path& path, const pki::Environment& environment) {
  const pki::CheckedPath checked =
      pki::check_path(path, environment, "", context_.limits, context_.work);
  if (std::string limit = pki::limit_in(checked); !limit.empty()) reached(std::move(limit));
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
  if (target.depth >= kDepth) return "the CRL's issuer depends on too many other CRL issuers";
  const auto key =
      std::tuple(issuer->sha256, Target::key_of(target.path, target.first_above()), at.unnoted());
  if (const auto known = crl_issuers_.find(key); known != crl_issuers_.end()) return known->second;
  if (!spend(kPathCost)) return "a limit kept the path of the CRL's issuer from being looked for";
  pki::Environment environment = context_.environment;
  environment.at = at;
  environment.policies = {};  // those of the user are about the signer of the mail
  Limits limits = context_.limits;
  limits.chain_candidates = std::min(limits.chain_candidates, kPathCandidates);
  const char* fault = "the CRL's issuer has no path to the same anchor";
  // What was given does not depend on what else the message brought, but for the path itself.
  std::vector<pki::CertificatePtr> above;
  for (std::size_t i = target.first_above(); i < target.path.certificates.size(); ++i)
    above.push_back(target.path.certificates[i].certificate);
  pki::PathBuilder builder(environment, expense_.on_message ? context_.message : above,
                           context_.intermediates, limits, checks());
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
      const RevocationFacts facts = status(path, i, target.depth + 1);
      switch (facts.state) {
        case Revocation::Good:
          // Whoever held the key later chose the time that the CRL says.
          if (facts.revoked_at) fault = "the certificate of the CRL's issuer is revoked";
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
  if (builder.limit_reached() != nullptr && fault != nullptr) reached(builder.limit_reached());
  asking_.erase(issuer->sha256);
  // What was answered in the middle of a circle holds for that circle alone.
  if (asking_.empty()) crl_issuers_[key] = fault;
  return fault;
}

bool Evaluator::identifies(const OcspResponse& response, const pki::Certificate& certificate) {
  if (!response.responder_key) return response.canonical_responder == certificate.canonical_subject;
  const auto [at, is_new] = key_hashes_.try_emplace(certificate.sha256);
  if (is_new) at->second = copy(Bytes(crypto::sha1(public_key_bits(certificate))));
  return equal(*response.responder_key, at->second);
}

// RFC 6960 4.2.2.2: the response is signed by the issuer, or by whom the issuer certified for it.
Evaluator::Standing Evaluator::response_standing(const OcspResponse& response,
                                                 const Target& target) {
  if (const auto known = target.standings.find(response.sha256); known != target.standings.end())
    return known->second;
  const auto by = [&](const pki::Certificate& signer) {
    return signature_fault(
        {response.sha256, response.signature_scheme, response.tbs, response.signature}, signer);
  };
  Standing best{"the OCSP response does not carry its responder's certificate"};
  const auto find = [&] {
    if (!response.unknown_critical.empty()) {
      best.fault = "an OCSP response has an unknown critical extension";
      return;
    }
    checks().complete_keys(target.path);
    if (identifies(response, target.issuer)) {
      best = {by(target.issuer), nullptr, target.issuer.public_key_info, true};
      if (best.fault == nullptr) return;
    }
    if (!spend(response.certificates.size() / kRespondersPerStep)) {
      best.fault = "a limit kept the signature of the data from being checked";
      return;
    }
    for (const pki::CertificatePtr& responder : response.certificates) {
      if (!identifies(response, *responder)) continue;
      Standing standing = responder_standing(response, responder, target);
      if (standing.fault == nullptr) standing.fault = by(*responder);
      if (standing.fault == nullptr || best.fault != nullptr) best = standing;
      if (standing.fault == nullptr && standing.not_good == nullptr) return;
    }
  };
  find();
  target.standings.emplace(response.sha256, best);
  return best;
}

Evaluator::Standing Evaluator::responder_standing(const OcspResponse& response,
                                                  const pki::CertificatePtr& responder,
                                                  const Target& target) {
  Standing standing{nullptr, nullptr, responder->public_key_info,
                    same_key(*responder, target.issuer)};
  const auto refuse = [&](const char* why) {
    standing.fault = why;
    return standing;
  };
  if (!has_usage(*responder, oid::kOcspSigning))
    return refuse("the OCSP responder's certificate is not for signing responses");
  // RFC 5280 4.2.1.12: a certificate must be for its use by both of its extensions.
  constexpr auto kSigns = pki::kDigitalSignature | pki::kNonRepudiation;
  if (responder->key_usage && (*responder->key_usage & kSigns) == 0)
    return refuse("the OCSP responder's certificate is not for signing responses");
  // "MUST be issued directly by the CA that is identified in the request", with the same key.
  if (responder->canonical_issuer != target.issuer.canonical_subject)
    return refuse("the OCSP responder was certified by another issuer");
  switch (checks().check(*responder, target.issuer)) {
    case pki::SignedBy::Good:
      break;
    case pki::SignedBy::NotChecked:
      reached("signature_checks");
      [[fallthrough]];
    default:
      return refuse("the OCSP responder was certified by another issuer");
  }
  const bool broken = crypto::strength_of(crypto::weakest_digest(responder->signature_scheme)) ==
                      crypto::DigestStrength::Broken;
  if (broken || !responder->unknown_critical.empty() || responder->findings.any(Severity::Error))
    return refuse("the OCSP responder's certificate breaks a rule");
  if (response.produced_at < responder->not_before || response.produced_at > responder->not_after)
    return refuse("the OCSP responder's certificate was not valid when it answered");
  // Whoever has the key of an expired certificate writes any time into producedAt.
  const Moment& at = moment_for(*responder, context_.fresh_at);
  if (at.is_after(responder->not_after))
    standing.not_good = "the OCSP responder's certificate has expired";
  else if (at.is_before(responder->not_before))
    standing.not_good = "the OCSP responder's certificate was not yet valid";
  const bool last = target.index + 1 == target.path.certificates.size();
  if (!last && same_key(*responder, target.certificate))
    standing.not_good = "the certificate itself signed the data";
  if (responder->extension(oid::kOcspNoCheck) != nullptr || target.depth >= kDepth) return standing;
  // RFC 6960 4.2.2.2.1 leaves the check to local policy where the certificate does not say.
  if (!asking_.insert(responder->sha256).second) {
    standing.not_good = "the certificate itself signed the data";
    return standing;
  }
  pki::Path path{{{responder, Source::Fetched}}, {}, {}, target.path.end};
  const auto& above = target.path.certificates;
  path.certificates.insert(path.certificates.end(),
                           above.begin() + static_cast<std::ptrdiff_t>(target.first_above()),
                           above.end());
  const RevocationFacts facts = status(path, 0, target.depth + 1);
  asking_.erase(responder->sha256);
  if (facts.state == Revocation::Revoked || facts.revoked_at)
    return refuse("the OCSP responder's certificate is revoked");
  return standing;
}

}  // namespace smime::revocation
