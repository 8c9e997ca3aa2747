#include "engine/verify.h"

#include "base/text.h"
#include "engine/chains.h"
#include "engine/crypto/digest.h"
#include "engine/layers.h"
#include "engine/signers.h"

namespace smime {
namespace {

/// The time this message is judged at, and a finding for every signer where only the sender claims
/// it.
void choose_time(MessageFacts& facts, Layers& layers, const Given& given) {
  facts.at = given.now;
  facts.at_source = given.time_rule == TimeRule::Now ? "now" : "given";
  if (given.time_rule == TimeRule::Now || given.time_rule == TimeRule::Given) return;
  const bool by_signing_time = given.time_rule == TimeRule::SigningTime;
  std::optional<Time> claimed;
  if (by_signing_time) {
    for (const Layer& layer : layers.layers) {
      if (!claimed && !layer.facts.signers.empty())
        claimed = layer.facts.signers.front().signing_time;
    }
  } else {
    claimed = facts.date;
  }
  if (claimed) {
    facts.at = *claimed;
    facts.at_source = by_signing_time ? "signing-time" : "date";
  } else {
    facts.at_source = "now";
  }
  for (Layer& layer : layers.layers) {
    for (SignerFacts& signer : layer.facts.signers)
      signer.findings.add({claimed ? Code::TimeClaimed : Code::TimeUnavailable,
                           "part/" + layer.facts.part + "/signer/" + std::to_string(signer.index),
                           {{"at", to_rfc3339(facts.at)}}});
  }
}

void describe_message(MessageFacts& facts, const Layers& layers) {
  facts.has_header = layers.has_header;
  if (layers.headers.empty()) return;
  for (const mime::Mailbox& mailbox : layers.headers.front().from.mailboxes)
    facts.from.push_back(mailbox.address);
  facts.date = layers.headers.front().date;
}

}  // namespace

Report verify_message(Bytes message, std::string_view location, const Given& given,
                      const Limits& limits) {
  Report report;
  MessageFacts& facts = report.facts;
  Budget signature_checks(limits.signature_checks);
  facts.location = location;
  facts.sha256 = hex(crypto::sha256(message));
  facts.size = message.size();

  // Split the message into entities, find every S/MIME layer and read its CMS object.
  Layers layers = find_layers(message, given.content, limits, facts.findings);
  describe_message(facts, layers);

  // Check digest, signature value and sender of every signer.
  const auto certificates = verify_signers(layers, given, limits, signature_checks);

  // Build and check a chain for every signer in every environment that a client judges in.
  choose_time(facts, layers, given);
  build_chains(layers.layers, certificates, facts.at, given, limits, signature_checks);

  // From here on there are only facts.
  for (Layer& layer : layers.layers) facts.layers.push_back(std::move(layer.facts));
  judge::decide_words(facts);

  // Ask every client what it would say about those facts.
  for (const auto& client : given.clients) {
    if (client->id != "strict") report.verdicts.push_back(judge::judge(facts, *client));
  }
  return report;
}

}  // namespace smime
