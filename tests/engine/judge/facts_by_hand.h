#pragma once
#include <string>
#include <utility>
#include <vector>

#include "engine/judge/builtin_clients.h"
#include "engine/judge/judge.h"

/// Facts made by hand: a faultless message, and changes to it.
namespace smime::test {

inline ChainFacts good_chain(std::uint32_t id, std::string user, std::string environment) {
  ChainFacts chain;
  chain.id = id;
  chain.environments.push_back(user + "/" + environment);
  chain.used_by.push_back(std::move(user));
  chain.anchors = "sha256:00";
  chain.revocation = Revocation::Good;
  chain.reaches_anchor = true;
  return chain;
}

/// A signer without fault, with one chain for each environment of `client`, and one for strict.
inline SignerFacts good_signer(const judge::ClientPolicy& client) {
  SignerFacts signer;
  signer.certificate.emplace();
  signer.content_intact = true;
  signer.signature_valid = true;
  signer.address = AddressMatch::Matches;
  signer.chains.push_back(good_chain(0, "strict", "given"));
  for (const auto& rule : client.environments) {
    if (client.id == "strict") break;
    const auto id = static_cast<std::uint32_t>(signer.chains.size());
    signer.chains.push_back(good_chain(id, client.id, rule.id));
  }
  return signer;
}

inline LayerFacts good_layer(const judge::ClientPolicy& client) {
  LayerFacts layer;
  layer.part = "TEXT";
  layer.type = LayerType::Signed;
  layer.signers.push_back(good_signer(client));
  return layer;
}

inline MessageFacts good_message(const judge::ClientPolicy& client) {
  MessageFacts facts;
  facts.layers.push_back(good_layer(client));
  facts.deciding_layer = 0;
  return facts;
}

inline const judge::ClientPolicy& builtin(std::string_view id) {
  return *judge::builtin_clients().find(id)->second;
}

}  // namespace smime::test
