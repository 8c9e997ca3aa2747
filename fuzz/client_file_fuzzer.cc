// A client file of a user, and what the client that it describes says.
#include <string>

#include "engine/judge/builtin_clients.h"
#include "engine/judge/environments.h"
#include "engine/judge/judge.h"
#include "engine/report/explain.h"
#include "fuzz/support/demand.h"
#include "fuzz/support/output.h"
#include "fuzz/support/setting.h"

namespace {

using namespace smime;

/// Facts of a good message and of one with a fault, read once.
const std::vector<MessageFacts>& samples() {
  static const std::vector<MessageFacts> kSamples = [] {
    std::vector<MessageFacts> all;
    for (const char* name :
         {"messages/alice.detached.sha256.eml", "messages/alice.detached.untrusted-root.eml",
          "messages/plain.unsigned.eml"})
      all.push_back(
          verify_message(fuzz::corpus_file(name), name, fuzz::sample_given(), Limits{}).facts);
    return all;
  }();
  return kSamples;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view json(reinterpret_cast<const char*>(data), size);
  const auto file = judge::read_client(json, "client.json", judge::builtin_clients());
  // There is a policy, or one line that says why not.
  fuzz::demand((file.policy == nullptr) != file.error.empty());
  fuzz::demand_plain_text(file.error);
  fuzz::demand(file.error.find('\n') == std::string::npos);
  if (!file.policy) return 0;
  const judge::ClientPolicy& policy = *file.policy;
  fuzz::demand(!policy.id.empty());
  for (const auto& [wire, rules] : policy.findings) {
    fuzz::demand(code_from(wire).has_value());
    // A file without environments is a base for others, which bring the conditions.
    for (const judge::FindingRule& rule : rules)
      fuzz::demand(policy.environments.empty() || rule.condition.empty() ||
                   policy.conditions.contains(rule.condition));
  }
  const judge::Times times{fuzz::kNow, fuzz::kNow, std::nullopt};
  for (const auto& environment : judge::needed_environments({file.policy}, {"trust"}, times))
    fuzz::demand(!environment.used_by.empty());
  for (const MessageFacts& facts : samples()) {
    const judge::Verdict verdict = judge::judge(facts, policy);
    fuzz::demand(verdict.client == policy.id);
    fuzz::demand(verdict.reason.empty() || code_from(verdict.reason).has_value());
  }
  judge::Clients clients{{policy.id, file.policy}};
  fuzz::demand_plain_text(report::explain(policy.id, clients, {}).text);
  return 0;
}
