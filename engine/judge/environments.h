#pragma once
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/time.h"
#include "engine/facts.h"
#include "engine/judge/client_policy.h"

namespace smime::judge {

/// The times that a signature may be judged at.
struct Times {
  Time at = 0;                       // what --at says, for this message
  Time now = 0;                      // the time of the check
  std::optional<Time> signing_time;  // claimed by this signer
};

/// One environment that some clients share, with times and trust lists resolved.
struct NeededEnvironment {
  std::string anchors;          // "trust", or the client whose own list holds the anchors
  std::vector<Source> helpers;  // in the order of Source
  Time at = 0;
  bool policies = false;  // the user's policy inputs are asked for
  // As in ChainFacts, which they are copied to.
  std::vector<std::string> used_by, environments, assumed_by;
};

/// The distinct environments that the clients need for one signature, in the order of the clients;
/// equal ones occur once. `lists` names the trust lists that were given: "trust" for the one
/// without prefix, and client ids. A client whose own list was not given is judged with the
/// unprefixed one and stands in assumed_by; if there is none either, `anchors` is "trust" and
/// nothing is assumed.
/// `lists` holds "intermediates" if certificates were given that help every client that takes them,
/// and "fetched" if issuers were fetched; without them that source is left out. It holds "policies"
/// if the user asks for certificate policies: "strict" alone is asked then, since no client knows
/// of it.
[[nodiscard]] std::vector<NeededEnvironment> needed_environments(
    const std::vector<std::shared_ptr<const ClientPolicy>>& clients,
    const std::set<std::string>& lists, const Times& times);

}  // namespace smime::judge
