#include "engine/pki/policy.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

namespace smime::pki {
namespace {

constexpr std::string_view kAnyPolicy = "2.5.29.32.0";

/// The state variables of RFC 5280 6.1.2, the tree reduced to its lowest level.
struct State {
  std::uint32_t explicit_policy, policy_mapping, inhibit_any;  // certificates to go
  bool empty = false;                                          // valid_policy_tree is NULL
  bool any = true;                                             // the level holds a node anyPolicy
  std::set<std::string_view> expected = {};                    // what the other nodes expect

  void clear() {
    empty = true;
    any = false;
    expected.clear();
  }
  [[nodiscard]] bool accepts(std::string_view policy) const {
    return any || expected.contains(policy);
  }
  void settle() {
    if (!any && expected.empty()) clear();
  }
};

/// 6.1.3 (d) and (e): the next level has a node for each policy that both sides know.
void take_policies(State& state, const Certificate& certificate, bool last) {
  if (!certificate.policies.asserted) return state.clear();
  if (state.empty) return;
  std::set<std::string_view> level;
  bool has_any = false;
  for (const std::string& policy : *certificate.policies.asserted) {
    if (policy == kAnyPolicy) {
      has_any = true;
    } else if (state.accepts(policy)) {
      level.insert(policy);
    }
  }
  if (has_any && (state.inhibit_any > 0 || (!last && certificate.self_issued()))) {
    level.insert(state.expected.begin(), state.expected.end());
  } else {
    state.any = false;
  }
  state.expected = std::move(level);
  state.settle();
}

/// 6.1.4 (a) and (b). False: anyPolicy is mapped, which is forbidden.
bool map_policies(State& state, const Certificate& certificate) {
  const auto& mappings = certificate.policies.mappings;
  for (const auto& [issuer_domain, subject_domain] : mappings) {
    if (issuer_domain == kAnyPolicy || subject_domain == kAnyPolicy) return false;
  }
  std::set<std::string_view> mapped;
  for (const auto& [issuer_domain, subject_domain] : mappings) {
    if (state.policy_mapping > 0 && state.accepts(issuer_domain)) mapped.insert(subject_domain);
  }
  for (const auto& [issuer_domain, subject_domain] : mappings) state.expected.erase(issuer_domain);
  state.expected.merge(mapped);
  if (!state.empty) state.settle();
  return true;
}

void lower(std::uint32_t& count, const std::optional<std::uint32_t>& to) {
  if (to) count = std::min(count, *to);
}

/// 6.1.4 (h) to (j).
void count_down(State& state, const Certificate& certificate) {
  if (!certificate.self_issued()) {
    for (std::uint32_t* count :
         {&state.explicit_policy, &state.policy_mapping, &state.inhibit_any}) {
      if (*count > 0) --*count;
    }
  }
  lower(state.explicit_policy, certificate.policies.require_explicit);
  lower(state.policy_mapping, certificate.policies.inhibit_mapping);
  lower(state.inhibit_any, certificate.policies.inhibit_any);
}

}  // namespace

std::optional<PolicyFailure> policy_failure(const std::vector<const Certificate*>& path,
                                            Budget& nodes) {
  if (path.size() < 2) return std::nullopt;  // the signer is the anchor
  const auto n = static_cast<std::uint32_t>(path.size() - 1);
  State state{n + 1, n + 1, n + 1};
  for (std::size_t index = path.size() - 1; index-- > 0;) {
    const Certificate& certificate = *path[index];
    const Policies& said = certificate.policies;
    if (!nodes.spend(state.expected.size() + said.mappings.size() +
                     (said.asserted ? said.asserted->size() : 0)))
      return PolicyFailure{index, true};
    const bool last = index == 0;
    take_policies(state, certificate, last);
    if (state.explicit_policy == 0 && state.empty) return PolicyFailure{index};  // 6.1.3 (f)
    if (last) {
      // 6.1.5 (a), (b) and (g)
      if (state.explicit_policy > 0) --state.explicit_policy;
      if (said.require_explicit == 0U) state.explicit_policy = 0;
      if (state.explicit_policy == 0 && state.empty) return PolicyFailure{index};
      return std::nullopt;
    }
    if (!map_policies(state, certificate)) return PolicyFailure{index};
    count_down(state, certificate);
  }
  return std::nullopt;
}

}  // namespace smime::pki
