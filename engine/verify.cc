#include "engine/verify.h"

#include "base/text.h"
#include "engine/chains.h"
#include "engine/crypto/digest.h"
#include "engine/layers.h"
#include "engine/signers.h"

namespace smime {
namespace {

/// The time that each signer is judged at, and a finding for it where only the sender claims it.
/// Each signer claims one for himself alone.
void choose_times(const MessageFacts& facts, Layers& layers, const Given& given) {
  for (Layer& layer : layers.layers) {
    for (SignerFacts& signer : layer.facts.signers) {
      signer.at = given.now;
      if (given.time_rule == TimeRule::Now || given.time_rule == TimeRule::Given) continue;
      const auto& claimed =
          given.time_rule == TimeRule::SigningTime ? signer.signing_time : facts.date;
      signer.at = claimed.value_or(given.now);
      signer.findings.add({claimed ? Code::TimeClaimed : Code::TimeUnavailable,
                           "part/" + layer.facts.part + "/signer/" + std::to_string(signer.index),
                           {{"at", to_rfc3339(signer.at)}}});
    }
  }
}

/// The time of the message is that of the signer who decides.
void tell_time(MessageFacts& facts, const Given& given) {
  facts.at = given.now;
  facts.at_source = given.time_rule == TimeRule::Given ? "given" : "now";
  if (given.time_rule == TimeRule::Date && facts.date) {
    facts.at = *facts.date;
    facts.at_source = "date";
  }
  if (given.time_rule != TimeRule::SigningTime || !facts.deciding_layer) return;
  const auto& signers = facts.layers[*facts.deciding_layer].signers;
  if (facts.deciding_signer >= signers.size() || !signers[facts.deciding_signer].signing_time)
    return;
  facts.at = signers[facts.deciding_signer].at;
  facts.at_source = "signing-time";
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
  choose_times(facts, layers, given);
  build_chains(layers.layers, certificates, given, limits, signature_checks);

  // From here on there are only facts.
  for (Layer& layer : layers.layers) facts.layers.push_back(std::move(layer.facts));
  judge::decide_words(facts);
  tell_time(facts, given);

  // Ask every client what it would say about those facts.
  for (const auto& client : given.clients) {
    if (client->id != "strict") report.verdicts.push_back(judge::judge(facts, *client));
  }
  return report;
}

}  // namespace smime
