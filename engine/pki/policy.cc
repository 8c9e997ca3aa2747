#include "engine/pki/policy.h"

#include <algorithm>
#include <map>
#include <string_view>

namespace smime::pki {
namespace {

constexpr std::string_view kAnyPolicy = "2.5.29.32.0";

/// Policies of the anchor's domain: the valid_policy_node_set members a node descends from.
using Roots = std::set<std::string_view>;

/// The state variables of RFC 5280 6.1.2, the tree reduced to its lowest level.
struct State {
  std::uint32_t explicit_policy, policy_mapping, inhibit_any;  // certificates to go
  bool any = true;                                             // the level holds a node anyPolicy
  std::map<std::string_view, Roots> expected = {};  // the other nodes, by what they expect

  /// valid_policy_tree is NULL.
  [[nodiscard]] bool empty() const { return !any && expected.empty(); }
  void clear() {
    any = false;
    expected.clear();
  }
  [[nodiscard]] std::size_t pairs() const {
    std::size_t count = 0;
    for (const auto& [policy, roots] : expected) count += roots.size();
    return count;
  }
};

/// 6.1.3 (d) and (e): the next level has a node for each policy that both sides know.
void take_policies(State& state, const Certificate& certificate, bool last) {
  if (!certificate.policies.asserted) return state.clear();
  std::map<std::string_view, Roots> level;
  bool asserts_any = false;
  for (const std::string& policy : *certificate.policies.asserted) {
    if (policy == kAnyPolicy) {
      asserts_any = true;
    } else if (const auto parent = state.expected.find(policy); parent != state.expected.end()) {
      level[policy] = parent->second;
    } else if (state.any) {
      level[policy] = {policy};
    }
  }
  const bool may_any = state.inhibit_any > 0 || (!last && certificate.self_issued());
  if (asserts_any && may_any) {
    level.insert(state.expected.begin(), state.expected.end());
  } else {
    state.any = false;
  }
  state.expected = std::move(level);
}

/// How many pairs the mappings can make.
std::uint64_t most_mapped(const State& state, const Policies& said) {
  std::uint64_t most = 0;
  for (const auto& [issuer_domain, subject_domain] : said.mappings) {
    const auto node = state.expected.find(issuer_domain);
    most += node == state.expected.end() ? 1 : node->second.size();
  }
  return most;
}

/// 6.1.4 (a) and (b). False: anyPolicy is mapped, which is forbidden.
bool map_policies(State& state, const Certificate& certificate) {
  const auto& mappings = certificate.policies.mappings;
  std::map<std::string_view, Roots> mapped;
  for (const auto& [issuer_domain, subject_domain] : mappings) {
    if (issuer_domain == kAnyPolicy || subject_domain == kAnyPolicy) return false;
    if (state.policy_mapping == 0) continue;
    const auto node = state.expected.find(issuer_domain);
    if (node != state.expected.end()) {
      mapped[subject_domain].insert(node->second.begin(), node->second.end());
    } else if (state.any) {
      mapped[subject_domain].insert(issuer_domain);
    }
  }
  for (const auto& [issuer_domain, subject_domain] : mappings) state.expected.erase(issuer_domain);
  for (const auto& [policy, roots] : mapped)
    state.expected[policy].insert(roots.begin(), roots.end());
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

/// 6.1.5 (g): what is left of the user's set.
PolicyResult intersect(const State& state, const PolicyInputs& inputs) {
  PolicyResult result;
  const bool user_any =
      inputs.initial_set.empty() || inputs.initial_set.contains(std::string(kAnyPolicy));
  result.any = user_any && state.any;
  if (state.any && !user_any) result.policies = inputs.initial_set;
  if (state.any) result.found.emplace(kAnyPolicy);
  for (const auto& [policy, roots] : state.expected) {
    for (const std::string_view root : roots) {
      const std::string name(root);
      result.found.insert(name);
      if (user_any || inputs.initial_set.contains(name)) result.policies.insert(name);
    }
  }
  return result;
}

}  // namespace

PolicyResult evaluate_policies(const std::vector<const Certificate*>& path,
                               const PolicyInputs& inputs, Budget& nodes) {
  const auto n = static_cast<std::uint32_t>(path.size() - 1);
  State state{inputs.explicit_policy ? 0 : n + 1, inputs.inhibit_mapping ? 0 : n + 1,
              inputs.inhibit_any ? 0 : n + 1};
  if (path.size() < 2) return intersect(state, inputs);  // the signer is the anchor
  const auto failed_at = [](std::size_t index, bool limit = false) {
    return PolicyResult{index, limit, false, {}, {}};
  };
  for (std::size_t index = path.size() - 1; index-- > 0;) {
    const Certificate& certificate = *path[index];
    const Policies& said = certificate.policies;
    const bool last = index == 0;
    if (!nodes.spend(state.pairs() + (said.asserted ? said.asserted->size() : 0)))
      return failed_at(index, true);
    take_policies(state, certificate, last);
    if (state.explicit_policy == 0 && state.empty()) return failed_at(index);  // 6.1.3 (f)
    if (last) break;
    if (!nodes.spend(most_mapped(state, said))) return failed_at(index, true);
    if (!map_policies(state, certificate)) return failed_at(index);
    count_down(state, certificate);
  }
  // 6.1.5 (a), (b) and (g)
  if (state.explicit_policy > 0) --state.explicit_policy;
  if (path[0]->policies.require_explicit == 0U) state.explicit_policy = 0;
  PolicyResult result = intersect(state, inputs);
  if (state.explicit_policy == 0 && !result.any && result.policies.empty()) result.failed = 0;
  return result;
}

}  // namespace smime::pki
