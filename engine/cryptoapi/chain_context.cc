#include "engine/cryptoapi/chain_context.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <tuple>

#include "engine/cryptoapi/element_checks.h"

namespace smime::cryptoapi {
namespace {

struct Cut {
  pki::Path path;
  bool known = true;  // false: whether a certificate signed itself was not found out
};

/// Windows goes no further than to the first self-signed certificate. With `ask_end` the end is
/// asked, too, unless it is the user's: whoever sent the message chose how many ends there are.
Cut cut_at_root(const pki::Path& path, pki::SignatureChecks& checks, bool ask_end) {
  Cut cut{path};
  for (std::size_t i = 0; i < path.certificates.size(); ++i) {
    const pki::Certificate& certificate = *path.certificates[i].certificate;
    const bool last = i + 1 == path.certificates.size();
    if (last && (!ask_end || path.end == pki::PathEnd::Anchor)) continue;
    if (!certificate.self_issued()) continue;
    const pki::SignedBy by_itself = checks.check(certificate, certificate);
    if (by_itself == pki::SignedBy::NotChecked) cut.known = false;
    if (last || by_itself != pki::SignedBy::Good) continue;
    cut.path.certificates.resize(i + 1);
    cut.path.signatures.resize(i);
    cut.path.end = pki::PathEnd::UntrustedRoot;  // an anchor would have ended the path
    break;
  }
  return cut;
}

/// The path's candidates, and at the end of a cycle the one that comes again.
std::vector<pki::Candidate> candidates_of(const pki::Path& path) {
  std::vector<pki::Candidate> candidates = path.certificates;
  if (path.end != pki::PathEnd::Cycle) return candidates;
  const Octets& wanted = candidates.back().certificate->canonical_issuer;
  for (const pki::Candidate& candidate : path.certificates) {
    if (candidate.certificate->canonical_subject != wanted) continue;
    candidates.push_back(candidate);
    break;
  }
  return candidates;
}

ChainContext context_of(const pki::Path& path, const pki::Environment& environment,
                        const RequestedUsage& usage, pki::ChainWork& work,
                        const RevocationErrors& revocation) {
  const Elements elements =
      elements_of(path, candidates_of(path), environment, work.name_comparisons);
  std::vector<std::uint32_t> errors = element_errors(elements, usage, work);
  const auto revoked = revocation ? revocation(path) : std::vector<std::uint32_t>();
  for (std::size_t i = 0; i < revoked.size(); ++i) errors[i] |= revoked[i];
  ChainContext context;
  context.completed_key = path.completed_signer_key();
  const bool complete = path.end == pki::PathEnd::Anchor || elements.is_root(elements.size() - 1);
  if (!complete) context.status.error |= kIsPartialChain;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const TrustStatus status{errors[i],
                             element_info(elements, i, errors[i], work.name_comparisons)};
    context.elements.push_back({elements.candidates[i], status});
    context.status.error |= status.error;
    context.status.info |= status.info & ~kOfElementsOnly;
  }
  context.limited =
      has_unchecked_signature(elements) || work.name_comparisons.refused() ||
      work.policy_nodes.refused() ||
      std::any_of(context.elements.begin(), context.elements.end(),
                  [](const ChainElement& element) {
                    return element.candidate.certificate->findings.has(Code::LimitReached);
                  });
  return context;
}

/// The order of preference that the header promises; of two equal ones the earlier stays.
bool better(const ChainContext& a, const ChainContext& b) {
  const auto key = [](const ChainContext& context) {
    const std::uint32_t error = context.status.error;
    return std::tuple((error & kIsNotSignatureValid) != 0, (error & kIsPartialChain) != 0,
                      (error & kIsUntrustedRoot) != 0, std::popcount(error), context.limited,
                      context.elements.size());
  };
  return key(a) < key(b);
}

}  // namespace

ChainContext chain_context(const pki::CertificatePtr& signer,
                           const std::vector<pki::CertificatePtr>& message,
                           const std::vector<pki::CertificatePtr>& intermediates,
                           const pki::Environment& environment, const RequestedUsage& usage,
                           const Limits& limits, pki::SignatureChecks& checks, pki::ChainWork& work,
                           const RevocationErrors& revocation) {
  pki::PathBuilder builder(environment, message, intermediates, limits, checks);
  std::uint32_t paths = 0;
  std::optional<ChainContext> best;
  bool all_known = true;
  builder.walk(signer, [&](const pki::Path& path) {
    // The first is always looked at: there is no chain without a path, and it has one end.
    const Cut cut = cut_at_root(path, checks, best.has_value());
    all_known = all_known && cut.known;
    if (!best || cut.known) {
      ChainContext context = context_of(cut.path, environment, usage, work, revocation);
      if (!best || better(context, *best)) best = std::move(context);
    }
    return (best->status.error != 0 || best->limited) && ++paths < limits.chain_paths;
  });
  best->limited = best->limited || !all_known;
  return std::move(*best);
}

}  // namespace smime::cryptoapi
