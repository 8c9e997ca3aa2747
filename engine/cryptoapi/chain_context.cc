#include "engine/cryptoapi/chain_context.h"

#include <bit>
#include <optional>
#include <tuple>

#include "engine/cryptoapi/element_checks.h"

namespace smime::cryptoapi {
namespace {

/// Windows goes no further than to the first self-signed certificate.
pki::Path cut_at_root(pki::Path path) {
  for (std::size_t i = 0; i + 1 < path.certificates.size(); ++i) {
    if (!pki::self_signed(*path.certificates[i].certificate)) continue;
    path.certificates.resize(i + 1);
    path.signatures.resize(i);
    path.end = pki::PathEnd::UntrustedRoot;  // an anchor would have ended the path
  }
  return path;
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
  context.limited = has_unchecked_signature(elements) || work.name_comparisons.refused() ||
                    work.policy_nodes.refused();
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
  builder.walk(signer, [&](const pki::Path& path) {
    ChainContext context = context_of(cut_at_root(path), environment, usage, work, revocation);
    if (!best || better(context, *best)) best = std::move(context);
    return (best->status.error != 0 || best->limited) && ++paths < limits.chain_paths;
  });
  return std::move(*best);
}

}  // namespace smime::cryptoapi
