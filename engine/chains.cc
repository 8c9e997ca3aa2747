#include "engine/chains.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "engine/chain_evaluation.h"
#include "engine/cryptoapi/trust_status.h"
#include "engine/judge/environments.h"

namespace smime {
namespace {

/// The trust lists that were given, by the names clients call them.
std::set<std::string> given_lists(const Given& given) {
  std::set<std::string> lists;
  if (given.trust) lists.insert("trust");
  for (const auto& [client, list] : given.client_trust) lists.insert(client);
  if (!given.intermediates.empty()) lists.insert("intermediates");
  if (given.fetched && !given.fetched->empty()) lists.insert("fetched");
  if (given.policies.any_given()) lists.insert("policies");
  return lists;
}

std::shared_ptr<const pki::TrustAnchors> list_called(const Given& given, const std::string& name) {
  static const auto kNone = std::make_shared<const pki::TrustAnchors>();
  const auto own = given.client_trust.find(name);
  if (own != given.client_trust.end()) return own->second;
  return name == "trust" && given.trust ? given.trust : kNone;
}

/// The CRLs and OCSP responses that each layer's CMS object carries. Filled before anything refers
/// to them.
std::vector<revocation::Evidence> carried_evidence(std::vector<Layer>& layers,
                                                   const Limits& limits) {
  std::vector<revocation::Evidence> carried(layers.size());
  for (std::size_t l = 0; l < layers.size(); ++l) {
    if (!layers[l].cms || !layers[l].cms->signed_data) continue;
    std::string why;
    const auto note = [&](revocation::Added added) {
      if (added == revocation::Added::Yes || added == revocation::Added::Known) return;
      layers[l].facts.findings.add(
          {Code::RevocationDataUnusable, "part/" + layers[l].facts.part, {{"reason", why}}});
    };
    const cms::SignedData& object = *layers[l].cms->signed_data;
    for (const Bytes crl : object.crls)
      note(carried[l].add_crl(crl, EvidenceSource::Message, limits, &why));
    for (const Bytes response : object.ocsp_responses)
      note(carried[l].add_ocsp_response(response, EvidenceSource::Message, limits, &why));
  }
  return carried;
}

/// The pools that hold anything: what was given first.
std::vector<const revocation::Evidence*> pools_of(const Given& given,
                                                  const revocation::Evidence& carried) {
  std::vector<const revocation::Evidence*> pools;
  if (given.revocation.evidence && !given.revocation.evidence->empty())
    pools.push_back(given.revocation.evidence.get());
  if (!carried.empty()) pools.push_back(&carried);
  return pools;
}

/// RFC 5280 6.1.4 (d) to (f): the parameters of a key are those that the checked path gives it.
/// Under others, which anybody may choose, anybody can sign for the key.
bool other_parameters(const SignerFacts& signer, const ChainFacts& chain) {
  constexpr std::uint32_t kNoAnchor = cryptoapi::kIsPartialChain | cryptoapi::kIsUntrustedRoot;
  // A path that comes to no end is not trusted, and what it cannot tell is no contradiction.
  const auto differs = [&](const std::string& given, bool anchored) {
    return given.empty() ? anchored : given != signer.completed_key;
  };
  return !signer.completed_key.empty() &&
         (differs(chain.completed_key, chain.reaches_anchor) ||
          differs(chain.windows.completed_key, (chain.windows.error_status & kNoAnchor) == 0));
}

/// A signature that verified with other parameters than those of a chain is not the signer's.
void compare_parameters(SignerFacts& signer, const std::string& where) {
  const bool differ =
      std::any_of(signer.chains.begin(), signer.chains.end(),
                  [&](const ChainFacts& chain) { return other_parameters(signer, chain); });
  if (!differ || signer.signature_valid != true) return;
  signer.signature_valid = false;
  if (signer.attributes.empty()) signer.content_intact = false;  // said of the same signature
  signer.findings.add(
      {Code::SignatureMismatch,
       where,
       {{"reason", std::string("it verifies with DSA parameters that the chain does "
                               "not give the signer's key")}}});
}

}  // namespace

void build_chains(std::vector<Layer>& layers,
                  const std::vector<std::vector<pki::CertificatePtr>>& certificates,
                  const Given& given, const Limits& limits, Budget& signature_checks) {
  const std::set<std::string> lists = given_lists(given);
  const std::vector<revocation::Evidence> carried = carried_evidence(layers, limits);
  ChainBudgets budgets(limits, signature_checks);
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const auto pools = pools_of(given, carried[l]);
    std::optional<crypto::Sha256> layer_key;
    for (std::size_t s = 0; s < certificates[l].size(); ++s) {
      if (!certificates[l][s]) continue;
      SignerFacts& signer = layers[l].facts.signers[s];
      const std::string where =
          "part/" + layers[l].facts.part + "/signer/" + std::to_string(signer.index);
      for (judge::NeededEnvironment& needed : judge::needed_environments(
               given.clients, lists, {signer.at, signer.at, signer.signing_time})) {
        const ChainQuestion question{
            certificates[l][s],
            layers[l].certificates,
            given.intermediates,
            pools,
            given.revocation.asked,
            given.revocation.scope,
            {list_called(given, needed.anchors), needed.helpers, needed.at,
             needed.policies ? given.policies : pki::PolicyInputs{}, given.fetched},
            given.now,
            given.time_rule == TimeRule::Given,
            limits};
        if (given.chain_cache && !layer_key) layer_key = key_of_layer(question);
        ChainFacts chain = evaluate_chain(question, budgets, given.chain_cache.get(),
                                          layer_key.value_or(crypto::Sha256{}));
        chain.id = static_cast<std::uint32_t>(signer.chains.size());
        chain.revocation_asked = given.revocation.asked == revocation::Asked::Required;
        chain.findings.put_below(where + "/chain/" + std::to_string(chain.id));
        chain.used_by = std::move(needed.used_by);
        chain.environments = std::move(needed.environments);
        chain.assumed_by = std::move(needed.assumed_by);
        signer.chains.push_back(std::move(chain));
      }
      compare_parameters(signer, where);
    }
  }
}

}  // namespace smime
