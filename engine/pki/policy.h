#pragma once
#include <cstddef>
#include <optional>
#include <vector>

#include "base/limits.h"
#include "engine/pki/certificate.h"

namespace smime::pki {

/// Certificate policies of a path (RFC 5280 6.1) with the default inputs: initial-policy-set
/// any-policy, no explicit policy, mapping and anyPolicy not inhibited. Decides whether the path
/// ends with a valid policy wherever one of its certificates demands that; requireExplicitPolicy,
/// policy mappings, inhibitPolicyMapping and inhibitAnyPolicy are honoured. With the initial set
/// any-policy that needs no tree: the set of policies that the next certificate may assert says
/// all (the depth of RFC 9618's graph reached so far), so it cannot grow exponentially.
/// NOT here: another initial-policy-set, the other inputs, and the outputs (valid policies of the
/// user, qualifiers).
///
/// `path` is signer first, anchor last; the anchor's own extensions count for nothing (6.1.1 d).
/// Each policy or mapping looked at takes 1 from `nodes`; where they run out, the path fails, too.
struct PolicyFailure {
  std::size_t certificate = 0;  // index of the one at which the path fails
  bool limit = false;           // because of `nodes`
};
/// Nothing: the path holds.
[[nodiscard]] std::optional<PolicyFailure> policy_failure(
    const std::vector<const Certificate*>& path, Budget& nodes);

}  // namespace smime::pki
