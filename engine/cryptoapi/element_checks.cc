#include "engine/cryptoapi/element_checks.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "engine/asn1/oids.h"
#include "engine/crypto/digest.h"
#include "engine/pki/name_constraints.h"
#include "engine/pki/policy.h"

namespace smime::cryptoapi {
namespace {

using Errors = std::vector<std::uint32_t>;

bool asks_for_mail(const RequestedUsage& usage) {
  return std::find(usage.oids.begin(), usage.oids.end(), oid::kEmailProtection) != usage.oids.end();
}

/// Whether the certificate's own key cannot tell here if it signed the certificate.
bool is_out_of_reach(const pki::Certificate& root) {
  using Key = crypto::KeyFacts::Kind;
  const bool unknown_key = root.key.kind == Key::Unsupported && root.key.flaw.empty();
  return root.exceeded_limit != nullptr || unknown_key ||
         root.signature_scheme.kind == crypto::SignatureScheme::Kind::Unsupported;
}

/// The child is flagged; the last element, where it is a root, by its own key. What could not be
/// checked here is not flagged: Windows may have found it good (ChainContext::limited).
void signatures(const Elements& elements, Errors& errors) {
  const pki::Path& path = elements.path;
  for (std::size_t i = 0; i < path.signatures.size(); ++i) {
    if (path.signatures[i] == pki::SignedBy::Bad) errors[i] |= kIsNotSignatureValid;
  }
  const std::size_t last = elements.size() - 1;
  if (elements.is_root(last) && !pki::self_signed(elements.at(last)) &&
      !is_out_of_reach(elements.at(last)))
    errors[last] |= kIsNotSignatureValid;
}

/// Both bounds are inside. An issuer that is not yet valid is not flagged, one that has expired is.
void times(const Elements& elements, Errors& errors) {
  const Moment& at = elements.environment.at;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const bool early = i == 0 && at.is_before(elements.at(i).not_before);
    if (early || at.is_after(elements.at(i).not_after)) errors[i] |= kIsNotTimeValid;
  }
}

/// A CA below the root needs the extension; a root only must not deny being a CA.
void basic_constraints(const Elements& elements, Errors& errors) {
  for (std::size_t i = 1; i < elements.size(); ++i) {
    const auto& constraints = elements.at(i).basic_constraints;
    if (constraints ? !constraints->ca : !elements.is_root(i))
      errors[i] |= kInvalidBasicConstraints;
  }
}

/// Flagged are the CA that sets the limit and the CA below it that is one too many.
void path_lengths(const Elements& elements, Errors& errors) {
  for (std::size_t i = 2; i < elements.size(); ++i) {
    const auto& constraints = elements.at(i).basic_constraints;
    if (!constraints || !constraints->path_length) continue;
    std::size_t below = 0;
    for (std::size_t j = i - 1; j > 0; --j) {
      if (elements.at(j).self_issued()) continue;
      if (++below <= *constraints->path_length) continue;
      errors[i] |= kInvalidBasicConstraints;
      errors[j] |= kInvalidBasicConstraints;
      break;
    }
  }
}

/// Also where nothing is asked for: a CA that may not sign certificates, and a signer that says it
/// may and is no CA.
void key_usages(const Elements& elements, Errors& errors) {
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const pki::Certificate& certificate = elements.at(i);
    if (!certificate.key_usage) continue;
    const bool may_sign = (*certificate.key_usage & pki::kKeyCertSign) != 0;
    const bool denies_ca = certificate.basic_constraints && !certificate.basic_constraints->ca;
    if (i == 0 ? may_sign && denies_ca : !may_sign) errors[i] |= kIsNotValidForUsage;
  }
}

/// Extensions of Windows' own and old ones, which it reads and RFC 5280 does not name; and those
/// that RFC 5280 wants non-critical, which it reads all the same.
bool known_to_windows(std::string_view extension) {
  return extension == oid::kAuthorityKeyIdentifier || extension == oid::kSubjectKeyIdentifier ||
         extension == oid::kAuthorityInfoAccess ||
         extension == "2.5.29.7" ||               // subjectAltName of 1993
         extension == "1.3.6.1.4.1.311.21.10" ||  // application policies
         extension == "1.3.6.1.4.1.311.21.11" ||  // their mappings
         extension == "1.3.6.1.4.1.311.21.12" ||  // their constraints
         extension == "1.3.6.1.4.1.311.20.2" ||   // enrolment: certificate type
         extension == "1.3.6.1.4.1.311.21.7";     // enrolment: certificate template
}

std::string_view extension_of(const Finding& finding) {
  for (const auto& [name, value] : finding.details) {
    if (name == "extension") return std::get<std::string>(value);
  }
  return {};
}

void extensions(const Elements& elements, Errors& errors) {
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const auto& unknown = elements.at(i).unknown_critical;
    if (!std::all_of(unknown.begin(), unknown.end(), known_to_windows))
      errors[i] |= kHasNotSupportedCriticalExt | kInvalidExtension;
    for (const Finding& finding : elements.at(i).findings) {
      if (finding.code != Code::ChainExtensionMalformed) continue;
      const std::string_view extension = extension_of(finding);
      if (extension == oid::name(oid::kPolicyConstraints)) {
        errors[i] |= kInvalidPolicyConstraints;
        continue;
      }
      errors[i] |= kInvalidExtension;
      if (extension == oid::name(oid::kCertificatePolicies) ||
          extension == oid::name(oid::kPolicyMappings) ||
          extension == oid::name(oid::kExtendedKeyUsage))
        errors[i] |= kInvalidPolicyConstraints;
    }
  }
}

void issuance_policy(const Elements& elements, Budget& nodes, Errors& errors) {
  std::vector<const pki::Certificate*> certificates;
  for (const pki::Candidate& candidate : elements.candidates)
    certificates.push_back(candidate.certificate.get());
  if (elements.path.end != pki::PathEnd::Anchor) certificates.push_back(certificates.back());
  const pki::PolicyResult result = pki::evaluate_policies(certificates, {}, nodes);
  if (result.failed) errors[*result.failed] |= kNoIssuanceChainPolicy;
}

/// MD2, MD4 and keys below 1023 bits are refused where mail is asked for; MD5 and SHA-1 are not:
/// their rules name other usages.
void weak_signatures(const Elements& elements, const RequestedUsage& usage, Errors& errors) {
  if (!asks_for_mail(usage)) return;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const pki::Certificate& certificate = elements.at(i);
    const bool short_key =
        certificate.key.kind == crypto::KeyFacts::Kind::Rsa && certificate.key.bits < 1023;
    const bool old = i + 1 < elements.size() && (certificate.signature_scheme.digest == "md2" ||
                                                 certificate.signature_scheme.digest == "md4");
    if (short_key || old) errors[i] |= kIsNotSignatureValid | kHasWeakSignature;
  }
}

void root(const Elements& elements, Errors& errors) {
  const std::size_t last = elements.size() - 1;
  const pki::Certificate& root = elements.at(last);
  if (elements.path.end == pki::PathEnd::Cycle) errors[last] |= kIsCyclic;
  if (elements.path.end != pki::PathEnd::Anchor) {
    if (elements.is_root(last)) errors[last] |= kIsUntrustedRoot;
    return;
  }
  // What a serialized store's properties take away (docs/trust-lists.md).
  const auto found = elements.environment.trust->restrictions.find(root.sha256);
  if (found == elements.environment.trust->restrictions.end()) return;
  constexpr std::uint32_t kDisallowedFiletime = 104;  // CERT_DISALLOWED_FILETIME_PROP_ID
  for (const pki::AnchorRestriction& restriction : found->second) {
    const bool bites =
        restriction.bites(elements.environment.at, elements.at(0).not_before).value_or(false);
    if (bites && restriction.property == kDisallowedFiletime) errors[last] |= kIsExplicitDistrust;
  }
}

/// By issuer and serial number: of `issuer`, or without one whether such a match was looked for.
/// Where `comparisons` run out, it is none.
bool exact_match(const pki::AuthorityKeyIdentifier& named, const pki::Certificate* issuer,
                 Budget& comparisons) {
  if (!named.serial || (issuer != nullptr && !equal(*named.serial, issuer->serial))) return false;
  for (const pki::GeneralName& name : named.issuer) {
    if (name.tag != 4) continue;
    if (issuer == nullptr) return true;
    const auto canonical = pki::paid_canonical_name(name.value, comparisons);
    if (!canonical) return false;
    if (*canonical == issuer->canonical_issuer) return true;
  }
  return false;
}

/// The property KEY_IDENTIFIER: the extension, else SHA-1 of the whole key info.
bool key_match(const pki::AuthorityKeyIdentifier& named, const pki::Certificate* issuer) {
  if (!named.key_identifier || issuer == nullptr) return named.key_identifier.has_value();
  if (issuer->key_identifier) return equal(*named.key_identifier, *issuer->key_identifier);
  const crypto::Sha1 computed = crypto::sha1(issuer->public_key_info);
  return equal(*named.key_identifier, Bytes(computed));
}

/// Without an issuer: the kind of match that was looked for.
std::uint32_t match_bits(const pki::Certificate& child, const pki::Certificate* issuer,
                         Budget& comparisons) {
  const auto& named = child.authority_key_identifier;
  if (!named) return kHasNameMatchIssuer;
  std::uint32_t bits = 0;
  if (exact_match(*named, issuer, comparisons)) bits |= kHasExactMatchIssuer;
  if (key_match(*named, issuer)) bits |= kHasKeyMatchIssuer;
  return bits != 0 ? bits : std::uint32_t{kHasNameMatchIssuer};
}

/// By its names, and by its authority key identifier where that says anything.
bool issued_itself(const pki::Certificate& certificate, Budget& comparisons) {
  if (!certificate.self_issued()) return false;
  const std::uint32_t looked_for = match_bits(certificate, nullptr, comparisons);
  return looked_for == kHasNameMatchIssuer ||
         match_bits(certificate, &certificate, comparisons) != kHasNameMatchIssuer;
}

}  // namespace

Elements elements_of(const pki::Path& path, std::vector<pki::Candidate> candidates,
                     const pki::Environment& environment, Budget& comparisons) {
  const bool root =
      path.end != pki::PathEnd::Cycle && issued_itself(*candidates.back().certificate, comparisons);
  return {path, std::move(candidates), environment, root};
}

bool has_unchecked_signature(const Elements& elements) {
  const auto& signatures = elements.path.signatures;
  const auto unchecked = [](pki::SignedBy by) {
    return by == pki::SignedBy::NotChecked || by == pki::SignedBy::Unsupported;
  };
  const std::size_t last = elements.size() - 1;
  return std::any_of(signatures.begin(), signatures.end(), unchecked) ||
         (elements.is_root(last) && is_out_of_reach(elements.at(last)));
}

std::vector<std::uint32_t> element_errors(const Elements& elements, const RequestedUsage& usage,
                                          pki::ChainWork& work) {
  Errors errors = usage_errors(elements, usage);
  signatures(elements, errors);
  times(elements, errors);
  basic_constraints(elements, errors);
  path_lengths(elements, errors);
  key_usages(elements, errors);
  extensions(elements, errors);
  issuance_policy(elements, work.policy_nodes, errors);
  weak_signatures(elements, usage, errors);
  root(elements, errors);
  for (std::size_t i = 1; i < elements.size(); ++i)
    errors[i] |= name_constraint_errors(elements, i, work.name_comparisons);
  return errors;
}

std::uint32_t element_info(const Elements& elements, std::size_t i, std::uint32_t errors,
                           Budget& comparisons) {
  constexpr std::uint32_t kOfNames = kInvalidNameConstraints | kHasNotSupportedNameConstraint |
                                     kHasNotPermittedNameConstraint | kHasExcludedNameConstraint;
  std::uint32_t bits = 0;
  if (i != 0 && elements.at(i).name_constraints && (errors & kOfNames) == 0)
    bits |= kHasValidNameConstraints;
  if (elements.is_root(i))
    return bits | kIsSelfSigned | match_bits(elements.at(i), &elements.at(i), comparisons);
  const bool last = i + 1 == elements.size();
  if (last && elements.path.end == pki::PathEnd::Anchor) bits |= kIsCaTrusted;
  return bits | match_bits(elements.at(i), last ? nullptr : &elements.at(i + 1), comparisons);
}

}  // namespace smime::cryptoapi
