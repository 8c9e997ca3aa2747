#include "tests/conformance/chain_case.h"

#include "engine/asn1/oids.h"
#include "engine/revocation/conclude.h"

namespace smime::test {
namespace {

std::string text_of(const Finding& finding) {
  std::string text = std::string(info(finding.code).wire) + " at " + finding.where;
  for (const auto& [key, value] : finding.details) {
    if (const auto* const words = std::get_if<std::string>(&value))
      text += " " + std::string(key) + "=" + *words;
  }
  return text + "; ";
}

}  // namespace

ChainAnswer ask(const ChainCase& input) {
  if (!input.signer) return {false, "the signer's certificate is unusable"};
  Budget budget(input.limits.signature_checks);
  pki::SignatureChecks checks(input.limits, budget);
  pki::ChainWork work(input.limits);
  revocation::EvidenceWork evidence_work(input.limits);
  const pki::Environment environment{input.trust, {Source::Message}, input.at, input.policies};
  pki::FurtherChecks revocation;
  std::optional<revocation::Evaluator> evaluator;
  const std::vector<pki::CertificatePtr> no_intermediates;
  if (input.evidence != nullptr) {
    evaluator.emplace(revocation::Context{environment,
                                          input.untrusted,
                                          no_intermediates,
                                          {input.evidence},
                                          revocation::Scope::ExcludeRoot,
                                          input.at,
                                          input.limits,
                                          work,
                                          input.at,
                                          evidence_work});
    revocation = [&](const pki::Path& path, pki::CheckedPath& checked) {
      revocation::check_revocation(*evaluator, path, revocation::Asked::Required, "chain", checked);
    };
  }
  const ChainFacts chain = pki::build_chain(input.signer, input.untrusted, {}, environment, "chain",
                                            input.limits, checks, &work, revocation);
  ChainAnswer answer{true, {}};
  for (const Finding& finding : chain.findings) {
    const bool error = info(finding.code).severity == Severity::Error;
    if (!input.also_refused.contains(finding.code) &&
        (!error || input.not_asked.contains(finding.code)))
      continue;
    answer.holds = false;
    answer.why += text_of(finding);
  }
  if (input.evidence == nullptr || chain.revocation == Revocation::Good) return answer;
  answer.holds = false;
  for (const ChainElementFacts& element : chain.elements)
    answer.why +=
        std::string(wire_name(element.revocation.state)) + " " + element.revocation.why + "; ";
  return answer;
}

Complaint compare(const ChainAnswer& answer, bool valid) {
  if (answer.holds == valid) return {};
  return valid ? "refused though valid: " + answer.why : "accepted though invalid";
}

std::shared_ptr<pki::TrustAnchors> anchors_among(
    const std::vector<pki::CertificatePtr>& certificates, bool all) {
  auto trust = std::make_shared<pki::TrustAnchors>();
  for (const auto& certificate : certificates)
    (all || pki::self_signed(*certificate) ? trust->anchors : trust->helpers)
        .push_back(certificate);
  return trust;
}

void ask_for_usage(const std::vector<pki::CertificatePtr>& certificates, std::string_view wanted) {
  for (const auto& certificate : certificates) {
    auto& usages = std::const_pointer_cast<pki::Certificate>(certificate)->extended_key_usage;
    if (!usages) continue;
    pki::Usages exchanged;
    for (const std::string& usage : *usages) {
      exchanged.add(usage == wanted                  ? std::string(oid::kEmailProtection)
                    : usage == oid::kEmailProtection ? std::string(wanted)
                                                     : usage);
    }
    usages = std::move(exchanged);
  }
}

const std::set<Code>& usage_codes() {
  static const std::set<Code> codes = {Code::ExtendedKeyUsageWrong, Code::ExtendedKeyUsageCa,
                                       Code::KeyUsageWrong};
  return codes;
}

}  // namespace smime::test
