#pragma once
#include <memory>
#include <optional>
#include <vector>

#include "engine/revocation/conclude.h"
#include "engine/revocation/evaluate.h"

namespace smime::test {

/// One question about revocation, with everything it depends on.
struct Ask {
  std::vector<pki::CertificatePtr> anchors, message;  // message: signer first
  revocation::Evidence evidence;
  revocation::Evidence carried;  // by the message
  revocation::Scope scope = revocation::Scope::ExcludeRoot;
  revocation::Asked asked = revocation::Asked::Required;
  Time at = 1'750'000'000;  // 2025-06-15
  std::optional<Time> fresh_at;
  Time now = 1'780'000'000;  // 2026-05-28
  bool now_is_given = false;
  bool from_invalidity_date = true;
  Limits limits;
  std::uint32_t signature_checks = 100;

  struct Answer {
    pki::Path path;
    std::vector<RevocationFacts> certificates;
    pki::CheckedPath checked;  // with nothing but what revocation adds
    std::string limit;
    std::uint32_t signature_checks_left = 0, given_signature_checks_left = 0;
  };
  /// About the first path that ends in an anchor, or else the first.
  [[nodiscard]] Answer answer() const {
    auto trust = std::make_shared<pki::TrustAnchors>();
    trust->anchors = anchors;
    const pki::Environment environment{trust, {Source::Message}, at};
    Budget budget(signature_checks);
    pki::SignatureChecks checks(limits, budget);
    pki::ChainWork work(limits);
    revocation::EvidenceWork evidence_work(limits);
    Answer out;
    pki::PathBuilder builder(environment, message, {}, limits, checks);
    builder.walk(message.at(0), [&](const pki::Path& path) {
      if (out.path.certificates.empty() || path.end == pki::PathEnd::Anchor) out.path = path;
      return path.end != pki::PathEnd::Anchor;
    });
    const std::vector<pki::CertificatePtr> no_intermediates;
    revocation::Evaluator evaluator({environment,
                                     message,
                                     no_intermediates,
                                     {&evidence, &carried},
                                     scope,
                                     fresh_at.value_or(at),
                                     limits,
                                     work,
                                     now,
                                     evidence_work,
                                     now_is_given,
                                     from_invalidity_date});
    out.checked.certificates.resize(out.path.certificates.size());
    revocation::check_revocation(evaluator, out.path, asked, "chain", out.checked);
    out.certificates = out.checked.revocation;
    out.limit = evaluator.limit_reached();
    out.signature_checks_left = budget.left();
    out.given_signature_checks_left = evidence_work.given_signatures.left();
    return out;
  }
};

}  // namespace smime::test
