#pragma once
#include <vector>

#include "base/limits.h"
#include "engine/facts.h"
#include "engine/pki/chain_cache.h"
#include "engine/pki/environment.h"
#include "engine/pki/path_checks.h"
#include "engine/revocation/evaluate.h"

namespace smime {

/// Everything that one chain depends on, the budgets of its message apart. Borrowed. Certificates
/// and revocation data are to have been read under these limits.
struct ChainQuestion {
  const pki::CertificatePtr& signer;
  const std::vector<pki::CertificatePtr>&message, &intermediates;
  const std::vector<const revocation::Evidence*>& pools;
  revocation::Asked asked;
  revocation::Scope scope;
  pki::Environment environment;
  Time now;                   // by which Windows judges the age of revocation data
  bool now_is_given = false;  // revocation::Context
  const Limits& limits;
};

/// What all chains of one message may cost together.
struct ChainBudgets {
  ChainBudgets(const Limits& limits, Budget& signature_checks)
      : checks(limits, signature_checks), work(limits), windows_work(limits), evidence(limits) {}
  pki::SignatureChecks checks;
  pki::ChainWork work, windows_work;
  revocation::EvidenceWork evidence;
};

/// SHA-256 over what all chains of one layer depend on: certificates, revocation data, limits.
/// `question`: any of them.
[[nodiscard]] crypto::Sha256 key_of_layer(const ChainQuestion& question);

/// Builds and checks the chain, after RFC 5280 and as Windows does. Its findings stand at "" and
/// below: "/cert/0". Not filled: id and who uses it.
///
/// With a cache, what was evaluated for the same question before is taken from there, at any time
/// of the span in which it holds. The answer, and what it takes from the budgets, is the same as
/// without one: a chain for which what is left does not suffice is evaluated again, and one for
/// which it did not suffice is not kept.
[[nodiscard]] ChainFacts evaluate_chain(const ChainQuestion& question, ChainBudgets& budgets,
                                        pki::ChainCache* cache, const crypto::Sha256& layer_key);

}  // namespace smime
