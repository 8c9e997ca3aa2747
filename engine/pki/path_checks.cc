#include "engine/pki/path_checks.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "base/text.h"
#include "engine/asn1/oids.h"
#include "engine/crypto/name.h"
#include "engine/pki/name_constraints.h"
#include "engine/pki/policy.h"

namespace smime::pki {
namespace {

using Details = std::vector<std::pair<std::string_view, Finding::Value>>;

std::string list_of(const std::set<std::string>& policies, std::string_view if_empty) {
  constexpr std::size_t kMost = 8;
  if (policies.empty()) return std::string(if_empty);
  std::string out;
  std::size_t count = 0;
  for (const std::string& policy : policies) {
    if (count++ == kMost) return out + " and " + std::to_string(policies.size() - kMost) + " more";
    out += (out.empty() ? "" : " ") + policy;
  }
  return out;
}

/// The rules, one function each. Index 0 is the signer; an issuer has an index above 0.
class Checker {
 public:
  Checker(const Path& path, const Environment& environment, std::string_view where,
          const Limits& limits, ChainWork& work)
      : path_(path), environment_(environment), where_(where), limits_(limits), work_(work) {
    checked_.certificates.resize(path.certificates.size());
  }

  CheckedPath check() {
    for (std::size_t i = 0; i < size(); ++i) {
      own_findings(i);
      distrusted(i);
      signature(i);
      hash(i);
      validity(i);
      unknown_critical(i);
      key_identifiers(i);
      revocation_information(i);
    }
    own_anchor();
    key_usage();
    extended_key_usage();
    signer_notes();
    for (std::size_t i = 1; i < size(); ++i) {
      basic_constraints(i);
      path_length(i);
      key_cert_sign(i);
      ca_extended_key_usage(i);
      ca_key(i);
    }
    name_constraints();
    policies();
    path_end();
    return std::move(checked_);
  }

 private:
  [[nodiscard]] std::size_t size() const { return path_.certificates.size(); }
  [[nodiscard]] const Certificate& at(std::size_t i) const {
    return *path_.certificates[i].certificate;
  }
  [[nodiscard]] std::string place(std::size_t i) const {
    return where_ + "/cert/" + std::to_string(i);
  }
  void add(std::size_t i, Code code, Details details = {}) {
    checked_.add(i, {code, place(i), std::move(details)});
  }

  void own_findings(std::size_t i) {
    for (const Finding& finding : at(i).findings) add(i, finding.code, finding.details);
    if (!at(i).signature_scheme.good_parameters) {
      add(i, Code::ChainCertificateMalformed,
          {{"reason", "parameters of the signature algorithm"}});
    }
  }

  // RFC 5280 6.1.3 (a) (1). Names chain by the way the path was built: 6.1.3 (a) (4).
  void signature(std::size_t i) {
    const bool root = i + 1 == size() && path_.end == PathEnd::UntrustedRoot;
    if (i >= path_.signatures.size() && !root) return;
    switch (root ? path_.self_signature : path_.signatures[i]) {
      case SignedBy::Good:
        return;
      case SignedBy::Bad:
        return add(i, Code::ChainSignature,
                   {{"subject", crypto::name_text(at(i).subject)},
                    {"issuer_key", at(root ? i : i + 1).key.name}});
      case SignedBy::Unsupported:
        return add(i, Code::ChainAlgorithmUnsupported,
                   {{"algorithm", std::string(oid::name(at(i).signature_oid))},
                    {"issuer_key", at(root ? i : i + 1).key.name}});
      case SignedBy::NotChecked:
        break;
    }
    if (root) return;  // nothing is trusted here anyway
    const char* const key = crypto::exceeded_limit(at(i + 1).key, limits_);
    add(i, Code::LimitReached, {{"limit", key != nullptr ? key : "signature_checks"}});
  }

  // A signer that is its own anchor is vouched for by its own signature alone, unless its list says
  // that it is one.
  void own_anchor() {
    if (size() != 1 || path_.end != PathEnd::Anchor ||
        !environment_.trust->unchecked.contains(at(0).sha256))
      return;
    if (at(0).exceeded_limit != nullptr)
      return add(0, Code::LimitReached, {{"limit", std::string(at(0).exceeded_limit)}});
    add(0, Code::ChainAlgorithmUnsupported,
        {{"algorithm", std::string(oid::name(at(0).signature_oid))},
         {"issuer_key", at(0).key.name}});
  }

  void hash(std::size_t i) {
    if (i >= path_.signatures.size()) return;
    const std::string weakest = crypto::weakest_digest(at(i).signature_scheme);
    switch (crypto::strength_of(weakest)) {
      case crypto::DigestStrength::Broken:
        return add(i, Code::ChainHashBroken, {{"digest", weakest}});
      case crypto::DigestStrength::Weak:
        return add(i, Code::ChainHashWeak, {{"digest", weakest}});
      case crypto::DigestStrength::Sound:
        break;
    }
  }

  // RFC 5280 4.1.2.5: "from notBefore through notAfter, inclusive".
  void validity(std::size_t i) {
    const Details details = {{"not_before", to_rfc3339(at(i).not_before)},
                             {"not_after", to_rfc3339(at(i).not_after)}};
    if (environment_.at.is_before(at(i).not_before)) {
      add(i, i == 0 ? Code::SignerNotYetValid : Code::CaNotYetValid, details);
    }
    if (environment_.at.is_after(at(i).not_after)) {
      add(i, i == 0 ? Code::SignerExpired : Code::CaExpired, details);
    }
  }

  void unknown_critical(std::size_t i) {
    const auto& unknown = at(i).unknown_critical;
    const std::size_t named = std::min(unknown.size(), kNamedExtensions);
    for (std::size_t n = 0; n < named; ++n)
      add(i, Code::ChainUnknownCritical, {{"extension", unknown[n]}});
    if (unknown.size() > named)
      add(i, Code::ChainUnknownCritical,
          {{"further", static_cast<std::int64_t>(unknown.size() - named)}});
    if (const std::string& qualifier = at(i).unknown_qualifier; !qualifier.empty())
      add(i, Code::ChainUnknownCritical,
          {{"extension", std::string(oid::kCertificatePolicies)},
           {"qualifier", qualifier},
           {"reason", "a policy qualifier that is not known"}});
  }

  void key_identifiers(std::size_t i) {
    if (i + 1 >= size()) return;
    const auto& named = at(i).authority_key_identifier;
    const auto& held = at(i + 1).key_identifier;
    if (!named || !named->key_identifier || !held) return;
    if (equal(*named->key_identifier, *held)) return;
    add(i, Code::ChainKeyIdMismatch,
        {{"named", hex_upper(*named->key_identifier)}, {"held", hex_upper(*held)}});
  }

  void revocation_information(std::size_t i) {
    const bool last = i + 1 == size() && path_.end != PathEnd::IssuerMissing;
    if (last || !at(i).crl_urls.empty() || !at(i).ocsp_urls.empty()) return;
    add(i, Code::RevocationNoInformation);
  }

  // RFC 8550 4.4.2: without the extension, or with one of the two bits, it may verify signatures.
  void key_usage() {
    if (!at(0).key_usage) return;
    const std::uint16_t usage = *at(0).key_usage;
    if ((usage & kDigitalSignature) != 0) return;
    add(0, (usage & kNonRepudiation) != 0 ? Code::KeyUsageNonRepudiationOnly : Code::KeyUsageWrong);
  }

  /// Whether the extension, if present, allows mail: emailProtection or anyExtendedKeyUsage.
  [[nodiscard]] static bool allows_mail(const Certificate& certificate) {
    const auto& usages = certificate.extended_key_usage;
    return !usages || usages->contains(oid::kEmailProtection) ||
           usages->contains(oid::kAnyExtendedKeyUsage);
  }
  [[nodiscard]] static Details usages_of(const Certificate& certificate) {
    constexpr std::size_t kShown = 16;
    std::size_t count = 0;
    std::string text;
    for (const std::string& usage : *certificate.extended_key_usage) {
      if (count++ == kShown) return {{"usages", text + ", …"}};
      if (!text.empty()) text += ", ";
      text += oid::name(usage);
    }
    return {{"usages", text}};
  }

  // RFC 8550 4.4.4
  void extended_key_usage() {
    if (!at(0).extended_key_usage) return add(0, Code::ExtendedKeyUsageAbsent);
    if (!allows_mail(at(0))) return add(0, Code::ExtendedKeyUsageWrong, usages_of(at(0)));
    if (!at(0).extended_key_usage->contains(oid::kEmailProtection))
      add(0, Code::ExtendedKeyUsageAny);
  }

  void ca_extended_key_usage(std::size_t i) {
    if (!allows_mail(at(i))) add(i, Code::ExtendedKeyUsageCa, usages_of(at(i)));
  }

  /// The list of anchors may name certificates that it rejects, whoever brings them.
  void distrusted(std::size_t i) {
    if (environment_.trust && environment_.trust->distrusted.contains(at(i).signed_sha256)) {
      add(i, Code::ChainDistrusted,
          {{"subject", crypto::name_text(at(i).subject)}, {"sha256", hex(at(i).sha256)}});
    }
  }

  // RFC 5280 4.2.1.9: without cA, "the keyCertSign bit in the key usage extension MUST NOT be
  // asserted". An issuer without cA is reported as such; a self-issued signer signed itself with
  // it.
  void signer_notes() {
    const bool ca = at(0).basic_constraints && at(0).basic_constraints->ca;
    if (!ca && !at(0).self_issued() && (at(0).key_usage.value_or(0) & kKeyCertSign) != 0) {
      add(0, Code::ChainCertificateMalformed, {{"reason", "keyCertSign without cA"}});
    }
    if (ca) add(0, Code::SignerIsCa);
    // RFC 5280 4.2.1.10: name constraints "MUST be used only in a CA certificate".
    if (!ca && at(0).name_constraints)
      add(0, Code::ChainCertificateMalformed, {{"reason", "name constraints without cA"}});
    constexpr Time kDay = 86'400;
    constexpr Time kApril2022 = 1'648'771'200;
    const Time validity = at(0).not_after - at(0).not_before;
    if (at(0).not_before >= kApril2022 && validity > 1'185 * kDay) {
      add(0, Code::ValidityLong, {{"days", validity / kDay}});
    }
  }

  // RFC 5280 6.1.4 (k)
  void basic_constraints(std::size_t i) {
    const Certificate& issuer = at(i);
    const bool anchor = i + 1 == size() && path_.end == PathEnd::Anchor;
    if (issuer.basic_constraints ? issuer.basic_constraints->ca : anchor && issuer.version < 3) {
      return;
    }
    add(i, Code::ChainBasicConstraints,
        {{"reason", issuer.basic_constraints ? "cA is false" : "absent"},
         {"subject", crypto::name_text(issuer.subject)}});
  }

  // RFC 5280 4.2.1.9: "the maximum number of non-self-issued intermediate certificates that may
  // follow this certificate in a valid certification path".
  void path_length(std::size_t i) {
    const auto& constraints = at(i).basic_constraints;
    if (!constraints || !constraints->path_length) return;
    std::uint32_t follow = 0;
    for (std::size_t below = 1; below < i; ++below) {
      if (!at(below).self_issued()) ++follow;
    }
    if (follow <= *constraints->path_length) return;
    add(i, Code::ChainPathLength,
        {{"limit", static_cast<std::int64_t>(*constraints->path_length)},
         {"found", static_cast<std::int64_t>(follow)}});
  }

  // RFC 5280 6.1.4 (n)
  void key_cert_sign(std::size_t i) {
    if (at(i).key_usage && (*at(i).key_usage & kKeyCertSign) == 0) add(i, Code::ChainKeyCertSign);
  }

  // RFC 8550 4.3, by the strength that a key of another kind has.
  void ca_key(std::size_t i) {
    using Kind = crypto::KeyFacts::Kind;
    crypto::KeyFacts key = at(i).key;
    const auto completed = path_.completed_keys.find(i);
    if (completed != path_.completed_keys.end()) key = crypto::describe_key(completed->second);
    // Nothing is known of its strength, and what it signed could not be verified.
    if (crypto::inherits_parameters(key)) return;
    // A point with which a signature verified lies on its curve.
    if (key.kind == Kind::Ec && path_.signatures[i - 1] != SignedBy::Good)
      key = crypto::describe_key(at(i).public_key_info);
    // What such a key signed does not verify, or could not be verified, and that has been said.
    if (key.kind == Kind::Unsupported) return;
    const bool factoring =
        key.kind == Kind::Rsa || key.kind == Kind::RsaPss || key.kind == Kind::Dsa;
    const std::uint32_t broken = factoring ? 1'024 : 160;
    const std::uint32_t weak = factoring ? 2'048 : 224;
    if (!key.flaw.empty() || key.bits < broken) {
      Details details = {{"key", key.name}};
      if (!key.flaw.empty()) details.emplace_back("flaw", std::string(key.flaw));
      add(i, Code::ChainKeyBroken, std::move(details));
    } else if (key.bits < weak) {
      add(i, Code::ChainKeyWeak, {{"key", key.name}});
    }
  }

  // RFC 5280 6.1.3 (b) and (c): not for self-issued certificates but the last of the path.
  void name_constraints() {
    const auto constrains = [](const Candidate& c) {
      return c.certificate->name_constraints.has_value();
    };
    if (std::none_of(path_.certificates.begin(), path_.certificates.end(), constrains)) return;
    for (std::size_t below = 0; below + 1 < size(); ++below) {
      if (below != 0 && at(below).self_issued()) continue;
      const auto names = constrained_names(at(below), work_.name_comparisons);
      if (!names) return add(below, Code::LimitReached, {{"limit", "name_comparisons"}});
      for (std::size_t ca = below + 1; ca < size(); ++ca) {
        if (at(ca).name_constraints && !judge_names(ca, below, *names)) return;
      }
    }
  }

  /// The first name outside is reported. False: the limit was reached.
  bool judge_names(std::size_t ca, std::size_t below, const std::vector<ConstrainedName>& names) {
    for (const ConstrainedName& name : names) {
      const NameVerdict verdict =
          judge_name(*at(ca).name_constraints, name, work_.name_comparisons);
      if (verdict == NameVerdict::Inside) continue;
      if (verdict == NameVerdict::LimitReached) {
        add(ca, Code::LimitReached, {{"limit", "name_comparisons"}});
        return false;
      }
      const char* const reason = verdict == NameVerdict::NotPermitted   ? "not permitted"
                                 : verdict == NameVerdict::Excluded     ? "excluded"
                                 : verdict == NameVerdict::NotSupported ? "form not supported"
                                                                        : "malformed";
      add(ca, Code::ChainNameConstraints,
          {{"reason", reason},
           {"name", text_of(name)},
           {"certificate", static_cast<std::int64_t>(below)}});
      return true;
    }
    return true;
  }

  void policies() {
    std::vector<const Certificate*> certificates;
    for (const Candidate& candidate : path_.certificates) {
      certificates.push_back(candidate.certificate.get());
    }
    // A path without anchor has its last certificate under none: all of them count.
    if (path_.end != PathEnd::Anchor) certificates.push_back(certificates.back());
    const PolicyResult result =
        evaluate_policies(certificates, environment_.policies, work_.policy_nodes);
    if (!result.failed) return;
    if (result.limit) return add(*result.failed, Code::LimitReached, {{"limit", "policy_nodes"}});
    Details details = {{"wanted", list_of(environment_.policies.initial_set, "any policy")},
                       {"found", list_of(result.found, "none")}};
    if (const auto& own = at(*result.failed).policies.asserted; result.found.empty() && own) {
      details.emplace_back("certificate_has",
                           list_of(std::set<std::string>(own->begin(), own->end()), "none"));
    }
    add(*result.failed, Code::ChainPolicy, std::move(details));
  }

  void path_end() {
    const std::size_t last = size() - 1;
    const bool no_anchors = !environment_.trust || environment_.trust->anchors.empty();
    // The certificate of the list that was not read might have been this path's anchor.
    if (path_.end != PathEnd::Anchor && environment_.trust &&
        !environment_.trust->limit_reached.empty())
      add(last, Code::LimitReached,
          {{"limit", environment_.trust->limit_reached}, {"of", "the trust list"}});
    if (path_.end != PathEnd::Anchor && no_anchors) {
      Details details;
      if (environment_.trust) details.emplace_back("trust_list", "was given, but gives no anchor");
      add(last, Code::ChainNoAnchors, std::move(details));
    }
    switch (path_.end) {
      case PathEnd::Anchor:
        return anchor_restrictions(last);
      case PathEnd::UntrustedRoot:
        if (no_anchors) return;
        return add(
            last, last == 0 ? Code::ChainSelfSigned : Code::ChainUntrustedRoot,
            {{"subject", crypto::name_text(at(last).subject)}, {"sha256", hex(at(last).sha256)}});
      case PathEnd::TooLong:
        return add(last, Code::LimitReached, {{"limit", "chain_depth"}});
      case PathEnd::IssuerMissing:
      case PathEnd::Cycle:
        break;
    }
    Details details = {{"issuer", crypto::name_text(at(last).issuer)}};
    const auto& named = at(last).authority_key_identifier;
    if (named && named->key_identifier) {
      details.emplace_back("key_identifier", hex_upper(*named->key_identifier));
    }
    if (!at(last).issuer_urls.empty()) details.emplace_back("url", at(last).issuer_urls.front());
    if (path_.end == PathEnd::Cycle)
      details.emplace_back("reason", "certificates issue each other");
    if (!path_.unused_issuer) return add(last, Code::ChainIssuerMissing, std::move(details));
    details.emplace_back("found_in", std::string(wire_name(path_.unused_issuer->source)));
    details.emplace_back("sha256", hex(path_.unused_issuer->certificate->sha256));
    add(last, Code::ChainIssuerNotUsed, std::move(details));
  }

  /// What the properties of the list take from this anchor. Whether that counts, clients differ in.
  void anchor_restrictions(std::size_t i) {
    const auto found = environment_.trust->restrictions.find(at(i).sha256);
    if (found == environment_.trust->restrictions.end()) return;
    for (const AnchorRestriction& restriction : found->second) {
      Details details = {{"property", std::int64_t{restriction.property}},
                         {"restricts", restriction.text}};
      if (const auto bites = restriction.bites(environment_.at, at(0).not_before))
        details.emplace_back("bites", std::int64_t{*bites});
      add(i, Code::TrustRestricted, std::move(details));
    }
  }

  const Path& path_;
  const Environment& environment_;
  std::string where_;
  const Limits& limits_;
  ChainWork& work_;
  CheckedPath checked_;
};

}  // namespace

void CheckedPath::add(std::size_t i, Finding finding) {
  const CodeInfo& code = info(finding.code);
  word = std::min(word, code.word);
  if (code.severity != Severity::Notice) ++faults;
  certificates[i].add(std::move(finding));
}

std::string limit_in(const CheckedPath& checked) {
  for (const Findings& findings : checked.certificates) {
    for (const Finding& finding : findings) {
      if (finding.code != Code::LimitReached) continue;
      for (const auto& [key, value] : finding.details) {
        const auto* name = std::get_if<std::string>(&value);
        if (key == "limit" && name != nullptr) return *name;
      }
    }
  }
  return {};
}

CheckedPath check_path(const Path& path, const Environment& environment, std::string_view where,
                       const Limits& limits, ChainWork& work) {
  return Checker(path, environment, where, limits, work).check();
}

}  // namespace smime::pki
