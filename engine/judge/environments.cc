#include "engine/judge/environments.h"

#include <algorithm>

namespace smime::judge {
namespace {

Time time_of(EnvironmentRule::At rule, const Times& times) {
  switch (rule) {
    case EnvironmentRule::At::Given:
      return times.at;
    case EnvironmentRule::At::Now:
      return times.now;
    case EnvironmentRule::At::SigningTime:
      return times.signing_time.value_or(times.now);
  }
  return times.now;
}

/// Whose list serves `rule` of `client`, and whether that is an assumption.
std::pair<std::string, bool> list_for(const ClientPolicy& client, const EnvironmentRule& rule,
                                      const std::set<std::string>& lists) {
  if (rule.anchors != "trust" && lists.contains(rule.anchors)) return {rule.anchors, false};
  const std::string own = lists.contains(client.id) ? client.id : "trust";
  return {own, rule.anchors != "trust" && lists.contains(own)};
}

void add_once(std::vector<std::string>& list, const std::string& value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
}

}  // namespace

std::vector<NeededEnvironment> needed_environments(
    const std::vector<std::shared_ptr<const ClientPolicy>>& clients,
    const std::set<std::string>& lists, const Times& times) {
  std::vector<NeededEnvironment> needed;
  for (const auto& client : clients) {
    for (const EnvironmentRule& rule : client->environments) {
      const auto list = list_for(*client, rule, lists);
      const std::string& anchors = list.first;
      const bool assumed = list.second;
      std::vector<Source> helpers = rule.helpers;
      if (!lists.contains("intermediates")) std::erase(helpers, Source::Intermediates);
      if (!lists.contains("fetched")) std::erase(helpers, Source::Fetched);
      std::sort(helpers.begin(), helpers.end());
      const Time at = time_of(rule.at, times);
      const bool policies = client->id == "strict" && lists.contains("policies");
      auto same = std::find_if(needed.begin(), needed.end(), [&](const NeededEnvironment& other) {
        return other.anchors == anchors && other.helpers == helpers && other.at == at &&
               other.policies == policies;
      });
      if (same == needed.end()) {
        same = needed.insert(needed.end(), {anchors, helpers, at, policies, {}, {}, {}});
      }
      add_once(same->used_by, client->id);
      add_once(same->environments, client->id + "/" + rule.id);
      if (assumed) add_once(same->assumed_by, client->id);
    }
  }
  return needed;
}

}  // namespace smime::judge
