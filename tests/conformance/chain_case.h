#pragma once
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/pki/build_chain.h"
#include "engine/revocation/evidence.h"
#include "tests/conformance/suite.h"

/// One chain of a public suite, and what the engine says of it.
namespace smime::test {

struct ChainCase {
  pki::CertificatePtr signer;  // null: unusable, which is a refusal
  std::shared_ptr<const pki::TrustAnchors> trust;
  std::vector<pki::CertificatePtr> untrusted;
  Time at = 1'780'000'000;  // 2026-05-28
  pki::PolicyInputs policies = {};
  const revocation::Evidence* evidence = nullptr;  // given: nothing may be unknown or revoked
  Limits limits = {};
  std::set<Code> not_asked = {};     // errors about what the row does not ask
  std::set<Code> also_refused = {};  // warnings which the row's own rules refuse
};

struct ChainAnswer {
  bool holds = false;
  std::string why;  // every error, with its place and its details
};
[[nodiscard]] ChainAnswer ask(const ChainCase& input);

/// Nothing if the answer is the one that the suite expects.
[[nodiscard]] Complaint compare(const ChainAnswer& answer, bool valid);

/// Anchors are the self-signed ones, or all.
[[nodiscard]] std::shared_ptr<pki::TrustAnchors> anchors_among(
    const std::vector<pki::CertificatePtr>& certificates, bool all);

/// Suites ask for usages of other protocols. The engine asks for e-mail protection alone, so the
/// usage `wanted` (dotted) and that one change places in what was read of the certificates: every
/// rule on usages is the engine's own.
void ask_for_usage(const std::vector<pki::CertificatePtr>& certificates, std::string_view wanted);

/// What is left out where a row asks for no usage at all.
[[nodiscard]] const std::set<Code>& usage_codes();

}  // namespace smime::test
