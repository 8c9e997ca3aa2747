#include <algorithm>

#include "engine/judge/judge.h"

namespace smime::judge {
namespace {

const ChainFacts* strict_chain(const SignerFacts& signer) {
  for (const ChainFacts& chain : signer.chains) {
    const auto& users = chain.used_by;
    if (std::find(users.begin(), users.end(), "strict") != users.end()) return &chain;
  }
  return nullptr;
}

/// The signature alone: attributes, digest, arithmetic, algorithms, sender. Where the flags say
/// less than the findings do, the flags count.
Word signature_word(const SignerFacts& signer) {
  Word word = signer.findings.word();
  if (signer.signature_valid == false || signer.content_intact == false) {
    word = std::min(word, Word::Invalid);
  }
  // What kept the arithmetic from being done has been found: unknown, or broken already.
  const bool done = signer.certificate && signer.signature_valid && signer.content_intact;
  return done || word <= Word::Invalid ? word : Word::Unknown;
}

/// "Several SignerInfos: all must verify, else `invalid`; then the word of the one that matches
/// From, the others a warning."
/// Where there is no address to match, anybody may have added a signer: the worst one counts.
struct Decision {
  Word word = Word::NotSigned;
  std::uint32_t signer = 0;  // whose word it is
};
Decision decide_signer(const std::vector<SignerFacts>& signers) {
  if (signers.empty()) return {};
  if (signers.size() == 1) return {signer_word(signers.front()), 0};
  Decision broken{Word::Valid, 0};
  std::optional<Decision> matching, other;
  for (std::uint32_t i = 0; i < signers.size(); ++i) {
    const SignerFacts& signer = signers[i];
    const Word arithmetic = signature_word(signer), word = signer_word(signer);
    if (arithmetic < broken.word) broken = {arithmetic, i};
    const bool matches = signer.address == AddressMatch::Matches;
    std::optional<Decision>& slot = matches ? matching : other;
    const bool replaces = slot && (matches ? word > slot->word : word < slot->word);
    if (!slot || replaces) slot = Decision{word, i};
  }
  if (broken.word <= Word::Invalid) return broken;
  Decision decision = matching ? *matching : *other;
  decision.word = std::min(decision.word, Word::ValidWithNotes);
  return decision;
}

/// What the layer's own findings say, apart from its place in the message.
Word findings_word(const LayerFacts& layer) {
  Word worst = Word::Valid;
  for (const Finding& finding : layer.findings) {
    const Word word = info(finding.code).word;
    if (word != Word::Partial) worst = std::min(worst, word);
  }
  return worst;
}

Word layer_word(const LayerFacts& layer) {
  const Word own = findings_word(layer);
  switch (layer.type) {
    case LayerType::Signed:
      break;
    case LayerType::Encrypted:
      return std::min(own, Word::Encrypted);
    case LayerType::CertsOnly:
    case LayerType::Compressed:
    case LayerType::Other:
      return std::min(own, Word::NotSigned);
    // A claim that led to nothing: broken, unless it was given up for another reason.
    case LayerType::Unreadable:
      return std::min(own, Word::Invalid);
  }
  // A broken layer stays so, whatever its signers say: an `unknown` among them stands before it,
  // and "no signer" behind it.
  return std::min(own, decide_signer(layer.signers).word);
}

enum class Place : std::uint8_t { Root, Below, Attached };

/// Compressed data that could be opened is only a wrapping: what is inside is the message.
bool is_wrapping(const LayerFacts& layer) { return layer.type == LayerType::Compressed; }

/// Only layers of the message's own tree: what stands inside another layer is that layer's content.
std::optional<Place> place_of(const std::vector<LayerFacts>& layers, const LayerFacts& layer) {
  for (std::uint32_t up = layer.parent; up != kNoLayer; up = layers[up].parent) {
    if (!is_wrapping(layers[up])) return std::nullopt;
  }
  if (layer.inside_message || layer.coverage == Coverage::AttachedMessage) return Place::Attached;
  return layer.coverage == Coverage::Whole ? Place::Root : Place::Below;
}

/// The layer that is the whole message, or the innermost one where wrappings are the whole message.
std::optional<std::uint32_t> root_layer(const std::vector<LayerFacts>& layers) {
  std::optional<std::uint32_t> root;
  for (std::uint32_t i = 0; i < layers.size(); ++i) {
    if (place_of(layers, layers[i]) != Place::Root) continue;
    if (!root || is_wrapping(layers[*root])) root = i;
  }
  return root;
}

/// What is wrong with the wrappings around a layer is wrong with the message: it is there that
/// readers differ on what they unpack.
Word wrapping_word(const std::vector<LayerFacts>& layers, std::uint32_t id) {
  Word word = Word::Valid;
  for (std::uint32_t up = layers[id].parent; up != kNoLayer; up = layers[up].parent)
    word = std::min(word, findings_word(layers[up]));
  return word;
}

/// Of the signed layers at `place` the first with the worst word; those without any signer are
/// passed over.
std::optional<std::uint32_t> worst_layer(const std::vector<LayerFacts>& layers, Place place) {
  std::optional<std::uint32_t> worst;
  for (std::uint32_t i = 0; i < layers.size(); ++i) {
    const LayerFacts& layer = layers[i];
    const bool claims = layer.type == LayerType::Signed || layer.type == LayerType::Unreadable;
    if (place_of(layers, layer) != place || !claims || layer.word == Word::NotSigned) continue;
    if (!worst || layer.word < layers[*worst].word) worst = i;
  }
  return worst;
}

/// A broken signature inside an attached message never makes this message invalid; it counts only
/// where there is no better one.
std::optional<std::uint32_t> attached_layer(const std::vector<LayerFacts>& layers) {
  std::optional<std::uint32_t> broken;
  std::optional<std::uint32_t> worst;
  for (std::uint32_t i = 0; i < layers.size(); ++i) {
    const LayerFacts& layer = layers[i];
    const bool claims = layer.type == LayerType::Signed || layer.type == LayerType::Unreadable;
    if (place_of(layers, layer) != Place::Attached || !claims || layer.word == Word::NotSigned)
      continue;
    auto& slot = layer.word == Word::Invalid ? broken : worst;
    if (!slot || layer.word < layers[*slot].word) slot = i;
  }
  return worst ? worst : broken;
}

/// A limit outside the layers. The verdict of a signature over the whole body does not depend on
/// how deep its content is nested or how many parts it has, so those limits cannot change it.
bool limit_matters(const Finding& finding, bool root) {
  if (finding.code != Code::LimitReached) return false;
  if (!root) return true;
  const auto concerns_content = [](const auto& detail) {
    const auto* name = std::get_if<std::string>(&detail.second);
    return detail.first == "limit" && name != nullptr &&
           (*name == "mime_depth" || *name == "entities");
  };
  return std::none_of(finding.details.begin(), finding.details.end(), concerns_content);
}

}  // namespace

Word signer_word(const SignerFacts& signer) {
  const ChainFacts* chain = strict_chain(signer);
  Word word = signature_word(signer);
  // Without a chain nothing is known but arithmetic, and that can only be bad.
  if (chain == nullptr) return word == Word::Invalid ? word : Word::Unknown;
  word = std::min(word, chain->findings.word());
  if (!chain->reaches_anchor) word = std::min(word, Word::Untrusted);
  return word;
}

std::optional<bool> trusted(const SignerFacts& signer) {
  const ChainFacts* chain = strict_chain(signer);
  if (chain == nullptr || !signer.certificate) return std::nullopt;
  bool evaluated = true;
  for (const Finding& finding : chain->findings) {
    const CodeInfo& code = info(finding.code);
    if (code.severity != Severity::Error && code.severity != Severity::Fatal) continue;
    const bool algorithm = code.code == Code::ChainHashBroken ||
                           code.code == Code::ChainKeyBroken || code.code == Code::KeyBroken ||
                           code.code == Code::DigestBroken;
    if (algorithm) continue;
    if (code.word != Word::Unknown) return false;
    evaluated = false;
  }
  if (!evaluated) return std::nullopt;
  return chain->reaches_anchor;
}

namespace {

/// True if a limit kept a layer of the message unread: it might have been signed.
bool limit_hides_layer(const std::vector<LayerFacts>& layers) {
  return std::any_of(layers.begin(), layers.end(), [&](const LayerFacts& layer) {
    return layer.findings.has(Code::LimitReached) && place_of(layers, layer) != Place::Attached;
  });
}

}  // namespace

void decide_words(MessageFacts& facts) {
  for (LayerFacts& layer : facts.layers) layer.word = layer_word(layer);

  auto root = root_layer(facts.layers);
  // A wrapping without a signature over all that it holds may hold one over a part.
  if (root && is_wrapping(facts.layers[*root]) && facts.layers[*root].word == Word::NotSigned)
    root.reset();
  facts.word = Word::NotSigned;
  if ((facts.deciding_layer = root)) {
    facts.word = facts.layers[*root].word;
  } else if ((facts.deciding_layer = worst_layer(facts.layers, Place::Below))) {
    facts.word = std::min(facts.layers[*facts.deciding_layer].word, Word::Partial);
  } else if ((facts.deciding_layer = attached_layer(facts.layers))) {
    const Word inner = facts.layers[*facts.deciding_layer].word;
    facts.word = inner == Word::Invalid ? Word::NotSigned : std::min(inner, Word::Partial);
  }
  if (facts.deciding_layer)
    facts.deciding_signer = decide_signer(facts.layers[*facts.deciding_layer].signers).signer;
  if (!root && limit_hides_layer(facts.layers)) facts.word = Word::Unknown;
  if (facts.deciding_layer)
    facts.word = std::min(facts.word, wrapping_word(facts.layers, *facts.deciding_layer));
  for (const Finding& finding : facts.findings) {
    if (limit_matters(finding, root.has_value()) || info(finding.code).severity == Severity::Fatal)
      facts.word = Word::Unknown;
  }
}

}  // namespace smime::judge
