#include "engine/pki/path_builder.h"

#include <algorithm>

#include "base/text.h"

namespace smime::pki {
namespace {

bool uses(const Environment& environment, Source source) {
  return std::find(environment.helpers.begin(), environment.helpers.end(), source) !=
         environment.helpers.end();
}

/// How well `issuer` fits the authority key identifier of `child`: smaller is tried earlier.
int rank(const Certificate& child, const Candidate& issuer) {
  const int untrusted = issuer.source == Source::Trust ? 0 : 10;
  const auto& named = child.authority_key_identifier;
  if (!named || !named->key_identifier || !issuer.certificate->key_identifier) {
    return untrusted + 1;
  }
  return untrusted + (equal(*named->key_identifier, *issuer.certificate->key_identifier) ? 0 : 2);
}

bool same_entity(const Certificate& a, const Certificate& b) {
  return a.sha256 == b.sha256 || (a.canonical_subject == b.canonical_subject &&
                                  equal(a.public_key_info, b.public_key_info));
}

/// RFC 5280 4.2.1.1: the authority key identifier says by which key a certificate was signed.
bool says_other_key(const Certificate& self_issued) {
  const auto& named = self_issued.authority_key_identifier;
  return named && named->key_identifier && self_issued.key_identifier &&
         !equal(*named->key_identifier, *self_issued.key_identifier);
}

}  // namespace

std::string Path::completed_signer_key() const {
  const auto found = completed_keys.find(0);
  return found == completed_keys.end() ? std::string() : hex(crypto::sha256(found->second));
}

SignedBy SignatureChecks::check(const Certificate& child, const Certificate& issuer) {
  return check({child.sha256, child.signature_scheme, child.tbs, child.signature}, issuer);
}

void SignatureChecks::complete_keys(const Path& path) {
  for (std::size_t i = 0; i < path.certificates.size(); ++i) {
    const Certificate& certificate = *path.certificates[i].certificate;
    if (!crypto::inherits_parameters(certificate.key)) continue;
    const auto found = path.completed_keys.find(i);
    if (found == path.completed_keys.end())
      completed_.erase(&certificate);
    else
      completed_[&certificate] = {found->second, crypto::sha256(found->second)};
  }
}

SignedBy SignatureChecks::check(const SignedObject& signed_object, const Certificate& issuer) {
  if (signed_object.scheme.kind == crypto::SignatureScheme::Kind::Unsupported)
    return SignedBy::Unsupported;
  if (crypto::exceeded_limit(issuer.key, limits_) != nullptr) return SignedBy::NotChecked;
  // What a flawed key of an unknown kind signed (a curve given in full), is not signed.
  if (issuer.key.kind == crypto::KeyFacts::Kind::Unsupported)
    return issuer.key.flaw.empty() ? SignedBy::Unsupported : SignedBy::Bad;
  Bytes key = issuer.public_key_info;
  auto pair = std::pair(signed_object.object, issuer.sha256);
  if (crypto::inherits_parameters(issuer.key)) {
    const auto completed = completed_.find(&issuer);
    if (completed == completed_.end()) return SignedBy::Unsupported;
    key = completed->second.info;
    pair.second = completed->second.sha256;
    if (crypto::exceeded_limit(crypto::describe_key(key), limits_) != nullptr)
      return SignedBy::NotChecked;
  }
  auto known = known_.find(pair);
  if (known == known_.end()) {
    if (!budget_.spend()) return SignedBy::NotChecked;
    known = known_.emplace(pair, verify(signed_object, key)).first;
  }
  if (noted_ != nullptr) noted_->insert(*known);
  return known->second;
}

bool SignatureChecks::take_over(const Answers& answers) {
  std::uint32_t cost = 0;
  for (const auto& [pair, answer] : answers) {
    if (!known_.contains(pair)) ++cost;
  }
  if (cost > budget_.left() || !budget_.spend(cost)) return false;
  known_.insert(answers.begin(), answers.end());
  return true;
}

SignedBy SignatureChecks::verify(const SignedObject& signed_object, Bytes public_key_info) {
  const crypto::SignatureScheme& scheme = signed_object.scheme;
  switch (crypto::verify(public_key_info, scheme, scheme.digest, signed_object.tbs,
                         signed_object.signature)) {
    case crypto::Check::Good:
      return SignedBy::Good;
    case crypto::Check::Bad:
      return SignedBy::Bad;
    case crypto::Check::Unsupported:
      break;
  }
  return SignedBy::Unsupported;
}

PathBuilder::PathBuilder(const Environment& environment, const std::vector<CertificatePtr>& message,
                         const std::vector<CertificatePtr>& intermediates, const Limits& limits,
                         SignatureChecks& checks)
    : environment_(environment), limits_(limits), checks_(checks), steps_(limits.chain_candidates) {
  const auto take = [&](const std::vector<CertificatePtr>& certificates, Source source) {
    CertPool& pool = uses(environment, source) ? others_ : unused_;
    for (const CertificatePtr& certificate : certificates) {
      if (!certificate) continue;
      if (environment.trust && environment.trust->pool().contains(*certificate)) continue;
      pool.add(certificate, source);
    }
  };
  take(message, Source::Message);
  take(intermediates, Source::Intermediates);
  if (environment.fetched) take(*environment.fetched, Source::Fetched);
}

void PathBuilder::walk(const CertificatePtr& signer,
                       const std::function<bool(const Path&)>& visit) {
  path_ = {};
  path_.certificates.push_back({signer, Source::Message});
  (void)extend(visit);
}

std::optional<Candidate> PathBuilder::unused_issuer_of(const Certificate& child) const {
  for (const Candidate& candidate : unused_.by_subject(child.canonical_issuer)) {
    const auto& named = child.authority_key_identifier;
    const auto& own = candidate.certificate->key_identifier;
    const bool other_key =
        named && named->key_identifier && own && !equal(*named->key_identifier, *own);
    if (!other_key && candidate.certificate->sha256 != child.sha256) return candidate;
  }
  return std::nullopt;
}

std::vector<Candidate> PathBuilder::issuers_of(const Certificate& child, bool& cycle) const {
  std::vector<Candidate> found;
  const auto take = [&](const CertPool& pool) {
    for (Candidate& candidate : pool.by_subject(child.canonical_issuer)) {
      const auto same = [&](const Candidate& other) {
        return same_entity(*other.certificate, *candidate.certificate);
      };
      if (std::any_of(path_.certificates.begin(), path_.certificates.end(), same)) {
        cycle = cycle || candidate.certificate->sha256 != child.sha256;
        continue;
      }
      found.push_back(std::move(candidate));
    }
  };
  if (environment_.trust) take(environment_.trust->pool());
  take(others_);
  std::stable_sort(found.begin(), found.end(), [&](const Candidate& a, const Candidate& b) {
    return rank(child, a) < rank(child, b);
  });
  return found;
}

// RFC 5280 6.1.4 (d) to (f), from the anchor down. RFC 3279 2.3.2: only where the issuer "signed
// the subject certificate using DSA".
void PathBuilder::inherit_parameters() {
  path_.completed_keys.clear();
  const auto& certificates = path_.certificates;
  const auto inherits = [&](std::size_t i) {
    return crypto::inherits_parameters(certificates[i].certificate->key);
  };
  bool any = false;
  for (std::size_t i = certificates.size() - 1; i-- > 0;) {
    if (!inherits(i)) continue;
    any = true;
    if (certificates[i].certificate->signature_scheme.kind != crypto::SignatureScheme::Kind::Dsa)
      continue;
    const auto above = path_.completed_keys.find(i + 1);
    const Bytes source = above != path_.completed_keys.end()
                             ? Bytes(above->second)
                             : certificates[i + 1].certificate->public_key_info;
    Octets key = crypto::with_parameters_of(certificates[i].certificate->public_key_info, source);
    if (!key.empty()) path_.completed_keys.emplace(i, std::move(key));
  }
  if (!any) return;
  checks_.complete_keys(path_);
  for (std::size_t i = 0; i < path_.signatures.size(); ++i) {
    if (inherits(i + 1))
      path_.signatures[i] =
          checks_.check(*certificates[i].certificate, *certificates[i + 1].certificate);
  }
}

bool PathBuilder::end(const std::function<bool(const Path&)>& visit, PathEnd how) {
  path_.end = how;
  inherit_parameters();
  path_.unused_issuer.reset();
  if (how == PathEnd::IssuerMissing)
    path_.unused_issuer = unused_issuer_of(*path_.certificates.back().certificate);
  if (how == PathEnd::UntrustedRoot) {
    const Certificate& root = *path_.certificates.back().certificate;
    path_.self_signature = checks_.check(root, root);
  }
  return visit(path_);
}

bool PathBuilder::step_to(const Candidate& issuer, SignedBy signature,
                          const std::function<bool(const Path&)>& visit) {
  path_.certificates.push_back(issuer);
  path_.signatures.push_back(signature);
  const bool go_on = extend(visit);
  path_.certificates.pop_back();
  path_.signatures.pop_back();
  return go_on;
}

// Recursion is as deep as the path is long: Limits::chain_depth.
bool PathBuilder::extend(const std::function<bool(const Path&)>& visit) {
  const CertificatePtr child = path_.certificates.back().certificate;
  if (environment_.trust && environment_.trust->is_anchor(*child)) {
    return end(visit, PathEnd::Anchor);
  }
  bool cycle = false;
  const std::vector<Candidate> issuers = issuers_of(*child, cycle);
  if (!issuers.empty() && path_.certificates.size() >= limits_.chain_depth) {
    limit_reached_ = "chain_depth";
    return end(visit, PathEnd::TooLong);
  }
  const Candidate* unverified = nullptr;
  bool extended = false;
  for (const Candidate& issuer : issuers) {
    if (!steps_.spend()) {
      limit_reached_ = "chain_candidates";
      break;
    }
    // What a key lacks is known when the path has ended: inherit_parameters().
    const SignedBy signature = crypto::inherits_parameters(issuer.certificate->key)
                                   ? SignedBy::Unsupported
                                   : checks_.check(*child, *issuer.certificate);
    if (signature == SignedBy::NotChecked) {
      const char* const key = crypto::exceeded_limit(issuer.certificate->key, limits_);
      limit_reached_ = key != nullptr ? key : "signature_checks";
    }
    if (signature == SignedBy::Bad || signature == SignedBy::NotChecked) {
      if (unverified == nullptr) unverified = &issuer;
      continue;
    }
    extended = true;
    if (!step_to(issuer, signature, visit)) return false;
  }
  if (extended) return true;
  // A key that its owner certified with another one (RFC 5280 3.2) is no root.
  const bool may_be_issued = unverified != nullptr || says_other_key(*child);
  if (child->self_issued() && (!may_be_issued || checks_.check(*child, *child) == SignedBy::Good)) {
    return end(visit, PathEnd::UntrustedRoot);
  }
  if (unverified != nullptr) {
    return step_to(*unverified, checks_.check(*child, *unverified->certificate), visit);
  }
  return end(visit, cycle ? PathEnd::Cycle : PathEnd::IssuerMissing);
}

}  // namespace smime::pki
