#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/limits.h"
#include "engine/pki/certificate.h"

namespace smime::pki {

/// What the user asks of certificate policies (RFC 5280 6.1.1 c, e, f, g).
struct PolicyInputs {
  std::set<std::string> initial_set;  // user-initial-policy-set; empty: any-policy
  bool explicit_policy = false;       // initial-explicit-policy
  bool inhibit_mapping = false;       // initial-policy-mapping-inhibit
  bool inhibit_any = false;           // initial-any-policy-inhibit

  [[nodiscard]] bool any_given() const {
    return !initial_set.empty() || explicit_policy || inhibit_mapping || inhibit_any;
  }
};

struct PolicyResult {
  std::optional<std::size_t> failed;  // index of the certificate at which the path fails
  bool limit = false;                 // because of `nodes`
  bool any = false;                   // the user-constrained-policy-set is any-policy
  std::set<std::string> policies;     // else its members, as the anchor's domain names them
  /// What the path is valid for before the user's set counts, named likewise, any-policy included;
  /// empty where it failed earlier.
  std::set<std::string> found = {};
};

/// Certificate policies of a path (RFC 5280 6.1.2 to 6.1.5). `path` is signer first, anchor last;
/// the anchor's own extensions count for nothing (6.1.1 d).
///
/// There is no tree, which hostile certificates could make grow exponentially (RFC 9618): of each
/// level only the policies that the next certificate may assert are kept, each with the policies of
/// the anchor's domain that led to it. Each such pair, and each policy or mapping looked at, takes
/// 1 from `nodes`; where they run out, the path fails, too. Qualifiers are not looked at.
[[nodiscard]] PolicyResult evaluate_policies(const std::vector<const Certificate*>& path,
                                             const PolicyInputs& inputs, Budget& nodes);

}  // namespace smime::pki
