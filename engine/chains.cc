#include "engine/chains.h"

#include <memory>
#include <set>
#include <string>

#include "base/text.h"
#include "engine/asn1/oids.h"
#include "engine/cryptoapi/chain_context.h"
#include "engine/cryptoapi/chain_policy.h"
#include "engine/cryptoapi/revocation_errors.h"
#include "engine/judge/environments.h"
#include "engine/pki/build_chain.h"
#include "engine/revocation/conclude.h"

namespace smime {
namespace {

/// The trust lists that were given, by the names clients call them.
std::set<std::string> given_lists(const Given& given) {
  std::set<std::string> lists;
  if (given.trust) lists.insert("trust");
  for (const auto& [client, list] : given.client_trust) lists.insert(client);
  if (!given.intermediates.empty()) lists.insert("intermediates");
  if (given.fetched && !given.fetched->empty()) lists.insert("fetched");
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
    const pki::Certificate& certificate = *element.candidate.certificate;
    facts.elements.push_back({hex(certificate.sha256), pki::describe_briefly(certificate).subject,
                              element.status.error, element.status.info});
  }
  facts.error_status = context.status.error;
  facts.info_status = context.status.info;
  facts.hresult = cryptoapi::verify_chain_policy(context).hresult;
  return facts;
}

/// The CRLs that each layer's CMS object carries. Filled before anything refers to them.
std::vector<revocation::Evidence> carried_evidence(std::vector<Layer>& layers,
                                                   const Limits& limits) {
  std::vector<revocation::Evidence> carried(layers.size());
  for (std::size_t l = 0; l < layers.size(); ++l) {
    if (!layers[l].cms || !layers[l].cms->signed_data) continue;
    for (const Bytes crl : layers[l].cms->signed_data->crls) {
      std::string why;
      const auto added = carried[l].add_crl(crl, EvidenceSource::Message, limits, &why);
      if (added == revocation::Added::Yes || added == revocation::Added::Known) continue;
      layers[l].facts.findings.add(
          {Code::RevocationDataUnusable, "part/" + layers[l].facts.part, {{"reason", why}}});
    }
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

}  // namespace

void build_chains(std::vector<Layer>& layers,
                  const std::vector<std::vector<pki::CertificatePtr>>& certificates, Time at,
                  const Given& given, const Limits& limits, Budget& signature_checks) {
  const std::set<std::string> lists = given_lists(given);
  const cryptoapi::RequestedUsage mail{{std::string(oid::kEmailProtection)}};
  const revocation::Asked asked = given.revocation.asked;
  const std::vector<revocation::Evidence> carried = carried_evidence(layers, limits);
  pki::SignatureChecks checks(limits, signature_checks);
  pki::ChainWork work(limits), windows_work(limits);
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const auto pools = pools_of(given, carried[l]);
    const bool look = !pools.empty() || asked == revocation::Asked::Required;
    for (std::size_t s = 0; s < certificates[l].size(); ++s) {
      if (!certificates[l][s]) continue;
      SignerFacts& signer = layers[l].facts.signers[s];
      const std::string where =
          "part/" + layers[l].facts.part + "/signer/" + std::to_string(signer.index) + "/chain/";
      for (judge::NeededEnvironment& needed :
           judge::needed_environments(given.clients, lists, {at, at, signer.signing_time})) {
        const pki::Environment environment{list_called(given, needed.anchors), needed.helpers,
                                           needed.at, given.policies, given.fetched};
        const auto id = static_cast<std::uint32_t>(signer.chains.size());
        const std::string place = where + std::to_string(id);
        revocation::Evaluator rfc({environment, layers[l].certificates, given.intermediates, pools,
                                   given.revocation.scope, environment.at, limits, checks, work});
        // Windows judges the age of data by its clock.
        revocation::Evaluator windows({environment, layers[l].certificates, given.intermediates,
                                       pools, given.revocation.scope, given.now, limits, checks,
                                       windows_work});
        pki::FurtherChecks rfc_checks;
        cryptoapi::RevocationErrors windows_checks;
        if (look) {
          rfc_checks = [&](const pki::Path& path, pki::CheckedPath& checked) {
            revocation::check_revocation(rfc, path, asked, place, checked);
          };
          windows_checks = [&](const pki::Path& path) {
            return cryptoapi::revocation_errors(windows, path, asked);
          };
        }
        ChainFacts chain =
            pki::build_chain(certificates[l][s], layers[l].certificates, given.intermediates,
                             environment, place, limits, checks, &work, rfc_checks);
        chain.windows = describe(cryptoapi::chain_context(
            certificates[l][s], layers[l].certificates, given.intermediates, environment, mail,
            limits, checks, windows_work, windows_checks));
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
