#pragma once
#include <set>
#include <string>
#include <vector>

#include "cli/compare/engine.h"
#include "engine/facts.h"
#include "engine/layers.h"

namespace smime::cli::compare {

/// What is said of one signed layer here, in the terms in which the engines answer.
struct Ours {
  /// Good: every signer's digest and signature verify and nothing forbids to accept them. The
  /// parts are judged without what stands around them; the mail with it.
  Said parts = Said::Bad, mail = Said::Bad;
  Said chain = Said::NotAsked;
  bool arithmetic = false;  // RFC 5652 5.4, 5.6 alone, for every signer
  /// Wire names of the findings for which it is not Good, in the order found; "unverified" where
  /// no finding says it.
  std::vector<std::string> parts_refused, mail_refused, chain_refused;
  /// Every finding of layer, signers and chains, and what rules may rest on beside findings:
  /// "algorithm:ecdsa", "digest:md5", "key:RSA_512", "kind:opaque", "signers:0",
  /// "identifier:key" (a signer named by key identifier), "critical:2.5.29.36" (in a certificate of
  /// the message), "subject:empty", "names:spelled_differently" (issuer and subject of a link).
  std::set<std::string> facts;
};

/// `layer` is one of facts.layers, with its chains for `strict`, `cut` the same with its octets;
/// chains count where `anchors` were given. Address and sender are left out: no engine is asked
/// about them.
[[nodiscard]] Ours ours(const MessageFacts& facts, const LayerFacts& layer, const Layer& cut,
                        bool anchors);

/// The same for a message in which no signed layer stands at the root.
[[nodiscard]] Ours ours_without_root(const MessageFacts& facts);

}  // namespace smime::cli::compare
