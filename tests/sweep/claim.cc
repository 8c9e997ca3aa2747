#include "tests/sweep/claim.h"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

#include "base/text.h"
#include "engine/judge/judge.h"
#include "engine/layers.h"
#include "engine/verify.h"
#include "mime/canonical.h"
#include "tests/support/clients.h"
#include "tests/support/inputs.h"

namespace smime::test {

Given given_for_corpus() {
  Given given;
  given.time_rule = TimeRule::Given;
  given.now = 1768435200;  // 2026-01-15, as in the cases
  given.trust = read_anchors({corpus() / "trust/sample.sst"});
  given.clients = {client("strict")};
  return given;
}

bool full_sweep() {
  const char* const sweep = std::getenv("SMIMECHECK_SWEEP");
  return sweep != nullptr && std::string_view(sweep) == "full";
}

std::optional<Claim> claim_of(Bytes message, const Given& given) {
  const MessageFacts facts = verify_message(message, "swept", given, Limits{}).facts;
  if (!is_accepted(facts.word)) return std::nullopt;
  if (!facts.deciding_layer) throw std::runtime_error("accepted without a layer");
  Claim claim;
  for (const std::string& address : facts.from) claim.from.push_back(ascii_lower(address));
  for (const SignerFacts& signer : facts.layers.at(*facts.deciding_layer).signers) {
    if (!signer.certificate) throw std::runtime_error("accepted without a certificate");
    // Of several signers those count that are the sender, and whoever is called good himself.
    if (is_accepted(judge::signer_word(signer))) claim.signers.insert(signer.certificate->sha256);
  }
  Findings unused;
  const Layers layers = find_layers(message, given.content, Limits{}, unused);
  const Layer& layer = layers.layers.at(*facts.deciding_layer);
  if (!layer.content) throw std::runtime_error("accepted without content");
  Octets storage;
  claim.content =
      as_text(layer.facts.kind == LayerKind::Clear ? mime::canonical(*layer.content, storage)
                                                   : *layer.content);
  return claim;
}

std::string difference(const Claim& original, const Claim& now) {
  if (now.from != original.from) return "the address of From differs";
  if (now.content != original.content) return "the content differs";
  if (now.signers.empty()) return "nobody signed";
  if (!std::includes(original.signers.begin(), original.signers.end(), now.signers.begin(),
                     now.signers.end()))
    return "another signer";
  return {};
}

}  // namespace smime::test
