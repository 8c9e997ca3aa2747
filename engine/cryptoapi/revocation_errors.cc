#include "engine/cryptoapi/revocation_errors.h"

#include "engine/cryptoapi/trust_status.h"

namespace smime::cryptoapi {

std::vector<std::uint32_t> revocation_errors(revocation::Evaluator& evaluator,
                                             const pki::Path& path, revocation::Asked asked) {
  constexpr std::uint32_t kUnknown = kRevocationStatusUnknown | kIsOfflineRevocation;
  const std::vector<RevocationFacts> facts = evaluator.evaluate(path);
  std::vector<std::uint32_t> errors(facts.size(), 0);
  bool below_revoked = false;
  for (std::size_t i = facts.size(); i-- > 0;) {
    const pki::Certificate& certificate = *path.certificates[i].certificate;
    const bool root = i + 1 == facts.size() && certificate.self_issued();
    switch (facts[i].state) {
      case Revocation::Revoked:
        errors[i] = below_revoked ? kUnknown : std::uint32_t{kIsRevoked};
        break;
      case Revocation::Unavailable:
      case Revocation::Stale: {
        const bool nobody_to_ask = certificate.crl_urls.empty() && certificate.ocsp_urls.empty();
        const bool none = facts[i].state == Revocation::Unavailable && nobody_to_ask;
        errors[i] = root ? 0 : none ? std::uint32_t{kRevocationStatusUnknown} : kUnknown;
        break;
      }
      case Revocation::Good:
        errors[i] = below_revoked ? kUnknown : 0;
        break;
      case Revocation::NotChecked:
        break;
    }
    below_revoked = below_revoked || facts[i].state == Revocation::Revoked;
    // Where a limit hides what was given, that it is not known is the answer.
    if (asked == revocation::Asked::WhereKnown && evaluator.given_hidden_by().empty())
      errors[i] &= kIsRevoked;
  }
  return errors;
}

}  // namespace smime::cryptoapi
