#include "engine/chain_evaluation.h"

#include <string>
#include <type_traits>
#include <utility>

#include "base/text.h"
#include "engine/asn1/oids.h"
#include "engine/cryptoapi/chain_context.h"
#include "engine/cryptoapi/chain_policy.h"
#include "engine/cryptoapi/revocation_errors.h"
#include "engine/pki/build_chain.h"
#include "engine/pki/key_writer.h"
#include "engine/revocation/conclude.h"

namespace smime {
namespace {

WindowsChainFacts describe(const cryptoapi::ChainContext& context) {
  WindowsChainFacts facts;
  for (const cryptoapi::ChainElement& element : context.elements) {
    const pki::Certificate& certificate = *element.candidate.certificate;
    facts.elements.push_back({hex(certificate.sha256), pki::describe_briefly(certificate).subject,
                              element.status.error, element.status.info});
  }
  facts.error_status = context.status.error;
  facts.info_status = context.status.info;
  facts.limited = context.limited;
  facts.completed_key = context.completed_key;
  facts.hresult = cryptoapi::verify_chain_policy(context).hresult;
  return facts;
}

/// Without a cache: `environment` and `now` note the times at which the same would come out.
ChainFacts evaluate(const ChainQuestion& question, const pki::Environment& environment,
                    const Moment& now, ChainBudgets& budgets) {
  static const cryptoapi::RequestedUsage kMail{{std::string(oid::kEmailProtection)}};
  const auto evaluator = [&](const Moment& fresh_at, pki::ChainWork& work,
                             bool from_invalidity_date) {
    return revocation::Evaluator({environment, question.message, question.intermediates,
                                  question.pools, question.scope, fresh_at, question.limits, work,
                                  now, budgets.evidence, question.now_is_given,
                                  from_invalidity_date});
  };
  revocation::Evaluator rfc = evaluator(environment.at, budgets.work, true);
  // Windows judges the age of data by its clock, and revocation by its date.
  revocation::Evaluator windows = evaluator(now, budgets.windows_work, false);
  pki::FurtherChecks rfc_checks;
  cryptoapi::RevocationErrors windows_checks;
  if (!question.pools.empty() || question.asked == revocation::Asked::Required) {
    rfc_checks = [&](const pki::Path& path, pki::CheckedPath& checked) {
      revocation::check_revocation(rfc, path, question.asked, "", checked);
    };
    windows_checks = [&](const pki::Path& path) {
      return cryptoapi::revocation_errors(windows, path, question.asked);
    };
  }
  ChainFacts chain =
      pki::build_chain(question.signer, question.message, question.intermediates, environment, "",
                       question.limits, budgets.checks, &budgets.work, rfc_checks);
  chain.windows = describe(cryptoapi::chain_context(
      question.signer, question.message, question.intermediates, environment, kMail,
      question.limits, budgets.checks, budgets.windows_work, windows_checks));
  return chain;
}

crypto::Sha256 key_of(const ChainQuestion& question, const crypto::Sha256& layer_key) {
  const pki::Environment& environment = question.environment;
  pki::KeyWriter key;
  key.add(Bytes(layer_key));
  key.add(Bytes(question.signer->sha256));
  key.add(environment.trust ? Bytes(environment.trust->identity()) : Bytes());
  key.add(environment.helpers.size());
  for (const Source helper : environment.helpers) key.add(static_cast<std::uint64_t>(helper));
  key.add(std::uint64_t{question.now_is_given});
  const pki::PolicyInputs& policies = environment.policies;
  key.add(policies.initial_set.size());
  for (const std::string& policy : policies.initial_set) key.add(policy);
  for (const bool flag : {policies.explicit_policy, policies.inhibit_mapping, policies.inhibit_any})
    key.add(std::uint64_t{flag});
  return key.digest();
}

using Spent = pki::KeptChain::Spent;

Spent spent_between(const pki::ChainWork& before, const pki::ChainWork& after) {
  return {before.name_comparisons.left() - after.name_comparisons.left(),
          before.policy_nodes.left() - after.policy_nodes.left()};
}

/// Steps of revocation left: of what was given, and of what the message brought.
struct Steps {
  explicit Steps(const revocation::EvidenceWork& work)
      : given(work.given_steps.left()), message(work.message_steps.left()) {}
  std::uint32_t given, message;
};

bool suffices(const pki::ChainWork& work, const Spent& spent) {
  return spent.name_comparisons <= work.name_comparisons.left() &&
         spent.policy_nodes <= work.policy_nodes.left();
}

/// What evaluating `kept` would have taken. False: too little is left, and nothing was taken.
bool pay(const pki::KeptChain& kept, ChainBudgets& budgets) {
  revocation::EvidenceWork& evidence = budgets.evidence;
  if (!suffices(budgets.work, kept.rfc) || !suffices(budgets.windows_work, kept.windows) ||
      kept.given_steps > evidence.given_steps.left() ||
      kept.message_steps > evidence.message_steps.left() ||
      !evidence.given_checks.take_over(kept.given_signatures) ||
      !evidence.message_checks.take_over(kept.message_signatures) ||
      !budgets.checks.take_over(kept.signatures))
    return false;
  (void)evidence.given_steps.spend(kept.given_steps);
  (void)evidence.message_steps.spend(kept.message_steps);
  for (const auto& [work, spent] :
       {std::pair(&budgets.work, &kept.rfc), std::pair(&budgets.windows_work, &kept.windows)}) {
    (void)work->name_comparisons.spend(spent->name_comparisons);
    (void)work->policy_nodes.spend(spent->policy_nodes);
  }
  return true;
}

bool anything_refused(const ChainBudgets& budgets) {
  const auto refused = [](const pki::ChainWork& work) {
    return work.name_comparisons.refused() || work.policy_nodes.refused();
  };
  const revocation::EvidenceWork& evidence = budgets.evidence;
  return budgets.checks.budget().refused() || refused(budgets.work) ||
         refused(budgets.windows_work) || evidence.given_signatures.refused() ||
         evidence.message_signatures.refused() || evidence.given_steps.refused() ||
         evidence.message_steps.refused();
}

}  // namespace

crypto::Sha256 key_of_layer(const ChainQuestion& question) {
  static_assert(std::has_unique_object_representations_v<Limits>);
  pki::KeyWriter key;
  key.add(Bytes(reinterpret_cast<const std::uint8_t*>(&question.limits), sizeof question.limits));
  key.add(question.message);
  key.add(question.intermediates);
  key.add(std::uint64_t{question.environment.fetched != nullptr});
  if (question.environment.fetched) key.add(*question.environment.fetched);
  key.add(static_cast<std::uint64_t>(question.asked));
  key.add(static_cast<std::uint64_t>(question.scope));
  key.add(question.pools.size());
  for (const revocation::Evidence* const pool : question.pools) key.add(Bytes(pool->identity()));
  return key.digest();
}

ChainFacts evaluate_chain(const ChainQuestion& question, ChainBudgets& budgets,
                          pki::ChainCache* cache, const crypto::Sha256& layer_key) {
  const Time at = question.environment.at.unnoted();
  if (cache == nullptr) return evaluate(question, question.environment, question.now, budgets);
  const crypto::Sha256 key = key_of(question, layer_key);
  if (const auto known = cache->find(key, at, question.now); known && pay(*known, budgets)) {
    ChainFacts chain = known->chain;
    chain.at = at;
    return chain;
  }
  pki::KeptChain kept;
  pki::Environment environment = question.environment;
  environment.at = Moment(at, &kept.at);
  const pki::ChainWork work = budgets.work, windows_work = budgets.windows_work;
  const Steps before(budgets.evidence);
  budgets.checks.note_in(&kept.signatures);
  budgets.evidence.given_checks.note_in(&kept.given_signatures);
  budgets.evidence.message_checks.note_in(&kept.message_signatures);
  kept.chain = evaluate(question, environment, Moment(question.now, &kept.now), budgets);
  budgets.checks.note_in(nullptr);
  budgets.evidence.given_checks.note_in(nullptr);
  budgets.evidence.message_checks.note_in(nullptr);
  const Steps after(budgets.evidence);
  kept.given_steps = before.given - after.given;
  kept.message_steps = before.message - after.message;
  kept.rfc = spent_between(work, budgets.work);
  kept.windows = spent_between(windows_work, budgets.windows_work);
  ChainFacts chain = kept.chain;
  // Once a budget has refused something, a message with more left could have another answer.
  if (!anything_refused(budgets)) cache->keep(key, std::move(kept));
  return chain;
}

}  // namespace smime
