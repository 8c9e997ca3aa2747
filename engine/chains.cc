#include "engine/chains.h"

#include <memory>
#include <set>
#include <string>

#include "base/text.h"
#include "engine/asn1/oids.h"
#include "engine/cryptoapi/chain_context.h"
#include "engine/cryptoapi/chain_policy.h"
#include "engine/judge/environments.h"
#include "engine/pki/build_chain.h"

namespace smime {
namespace {

/// The trust lists that were given, by the names clients call them.
std::set<std::string> given_lists(const Given& given) {
  std::set<std::string> lists;
  if (given.trust) lists.insert("trust");
  for (const auto& [client, list] : given.client_trust) lists.insert(client);
  if (!given.intermediates.empty()) lists.insert("intermediates");
  return lists;
}

std::shared_ptr<const pki::TrustAnchors> list_called(const Given& given, const std::string& name) {
  static const auto kNone = std::make_shared<const pki::TrustAnchors>();
  const auto own = given.client_trust.find(name);
  if (own != given.client_trust.end()) return own->second;
  return name == "trust" && given.trust ? given.trust : kNone;
}

WindowsChainFacts describe(const cryptoapi::ChainContext& context) {
  WindowsChainFacts facts;
  for (const cryptoapi::ChainElement& element : context.elements) {
    facts.elements.push_back(
        {hex(element.candidate.certificate->sha256), element.status.error, element.status.info});
  }
  facts.error_status = context.status.error;
  facts.info_status = context.status.info;
  facts.hresult = cryptoapi::verify_chain_policy(context).hresult;
  return facts;
}

}  // namespace

void build_chains(std::vector<Layer>& layers,
                  const std::vector<std::vector<pki::CertificatePtr>>& certificates, Time at,
                  const Given& given, const Limits& limits, Budget& signature_checks) {
  const std::set<std::string> lists = given_lists(given);
  const cryptoapi::RequestedUsage mail{{std::string(oid::kEmailProtection)}};
  pki::SignatureChecks checks(limits, signature_checks);
  pki::ChainWork work(limits), windows_work(limits);
  for (std::size_t l = 0; l < layers.size(); ++l) {
    for (std::size_t s = 0; s < certificates[l].size(); ++s) {
      if (!certificates[l][s]) continue;
      SignerFacts& signer = layers[l].facts.signers[s];
      const std::string where =
          "part/" + layers[l].facts.part + "/signer/" + std::to_string(signer.index) + "/chain/";
      for (judge::NeededEnvironment& needed :
           judge::needed_environments(given.clients, lists, {at, at, signer.signing_time})) {
        const pki::Environment environment{list_called(given, needed.anchors), needed.helpers,
                                           needed.at, given.policies};
        const auto id = static_cast<std::uint32_t>(signer.chains.size());
        ChainFacts chain =
            pki::build_chain(certificates[l][s], layers[l].certificates, given.intermediates,
                             environment, where + std::to_string(id), limits, checks, &work);
        chain.windows = describe(cryptoapi::chain_context(
            certificates[l][s], layers[l].certificates, given.intermediates, environment, mail,
            limits, checks, windows_work));
        chain.id = id;
        chain.used_by = std::move(needed.used_by);
        chain.environments = std::move(needed.environments);
        chain.assumed_by = std::move(needed.assumed_by);
        signer.chains.push_back(std::move(chain));
      }
    }
  }
}

}  // namespace smime
