#include "engine/judge/judge.h"

#include <algorithm>
#include <tuple>

namespace smime::judge {
namespace {

/// One reason for a verdict: a finding that this client's table gives a condition.
struct Hit {
  ClientWord word = ClientWord::Unknown;
  std::optional<Code> code;  // nothing: no finding says it, but something was not established
  std::string condition;
  std::uint32_t signer = 0;  // position in LayerFacts.signers

  /// A notice that the client does not mind: it explains nothing.
  [[nodiscard]] bool idle() const {
    return word == ClientWord::Valid && code && info(*code).severity == Severity::Notice;
  }
  [[nodiscard]] auto rank() const {
    return std::tuple(word, idle(), code ? static_cast<int>(*code) : INT32_MAX, signer);
  }
};

bool holds(const std::vector<std::string>& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

/// Collects what counts for one client in one layer.
class Collector {
 public:
  Collector(const ClientPolicy& client, const LayerFacts* layer) : client_(client), layer_(layer) {}

  /// A finding counts with the first line of the table that holds; an error that the table does not
  /// name counts as unknown behaviour.
  void add(const Finding& finding, const SignerFacts* signer = nullptr,
           const EnvironmentRule* environment = nullptr,
           Revocation revocation = Revocation::NotChecked) {
    const CodeInfo& code = info(finding.code);
    const auto lines = client_.findings.find(std::string(code.wire));
    if (lines == client_.findings.end()) {
      if (code.severity == Severity::Fatal || code.severity == Severity::Error) {
        add("unknown", finding.code);
      }
      return;
    }
    for (const FindingRule& line : lines->second) {
      if (line.revocation_tried && revocation == Revocation::NotChecked) continue;
      if (!applies(line, finding, signer, environment)) continue;
      if (!line.condition.empty()) add(line.condition, finding.code);
      return;
    }
  }

  void add(const std::string& condition, std::optional<Code> code) {
    const auto found = client_.conditions.find(condition);
    const ClientWord word =
        found == client_.conditions.end() ? ClientWord::Unknown : found->second.word;
    hits.push_back({word, code, condition, signer_index});
  }

  std::vector<Hit> hits;
  std::uint32_t signer_index = 0;

 private:
  [[nodiscard]] bool applies(const FindingRule& line, const Finding& finding,
                             const SignerFacts* signer, const EnvironmentRule* environment) const {
    if (line.at && (environment == nullptr || environment->at != *line.at)) return false;
    if (line.kind && (layer_ == nullptr || layer_->kind != *line.kind)) return false;
    if (line.detail) {
      const auto same = [&](const auto& detail) {
        const auto* number = std::get_if<std::int64_t>(&detail.second);
        return detail.first == line.detail->first && number != nullptr &&
               *number == line.detail->second;
      };
      if (std::none_of(finding.details.begin(), finding.details.end(), same)) return false;
    }
    if (line.with.empty()) return true;
    const auto with = code_from(line.with);
    return with && ((layer_ != nullptr && layer_->findings.has(*with)) ||
                    (signer != nullptr && signer->findings.has(*with)));
  }

  const ClientPolicy& client_;
  const LayerFacts* layer_;
};

/// The environment of `client` that `chain` was evaluated in.
const EnvironmentRule* environment_of(const ClientPolicy& client, const ChainFacts& chain) {
  for (const EnvironmentRule& rule : client.environments) {
    if (holds(chain.environments, client.id + "/" + rule.id)) return &rule;
  }
  return nullptr;
}

/// How a path ended where no anchor was found.
bool is_path_end(Code code) {
  return code == Code::ChainNoAnchors || code == Code::ChainUntrustedRoot ||
         code == Code::ChainSelfSigned || code == Code::ChainIssuerMissing ||
         code == Code::ChainIssuerNotUsed;
}

/// Everything about one signer that this client would notice.
void collect_signer(const SignerFacts& signer, const ClientPolicy& client, Collector& out) {
  const std::size_t before = out.hits.size();
  for (const Finding& finding : signer.findings) out.add(finding, &signer);
  bool judged = false;
  for (const ChainFacts& chain : signer.chains) {
    if (!holds(chain.used_by, client.id)) continue;
    judged = true;
    // A limit of this program is none of the client's, which might have found another end.
    const bool cut_short = chain.findings.has(Code::LimitReached);
    for (const Finding& finding : chain.findings) {
      if (cut_short && is_path_end(finding.code)) continue;
      out.add(finding, &signer, environment_of(client, chain), chain.revocation);
    }
  }
  const bool verified = judged && signer.signature_valid == true && signer.content_intact == true;
  // Fails closed: no reason was found, and yet the signature was not shown to be good.
  if (!verified && out.hits.size() == before) out.add("unknown", std::nullopt);
}

bool good(ClientWord word) { return word == ClientWord::Valid; }

/// Several signers of which some are good and some are not: that is a condition of its own, unless
/// the client judges each signer's certificate alone.
void mark_mixed(std::size_t signers, const ClientPolicy& client, std::vector<Hit>& hits) {
  const auto mixed = client.conditions.find("multiple_signers_mixed");
  if (mixed == client.conditions.end() || mixed->second.word == ClientWord::NotApplicable) return;
  std::vector<bool> bad(signers, false);
  for (const Hit& hit : hits) bad[hit.signer] = bad[hit.signer] || !good(hit.word);
  if (std::find(bad.begin(), bad.end(), false) == bad.end()) return;
  for (Hit& hit : hits) {
    if (good(hit.word)) continue;
    hit.word = mixed->second.word;
    hit.condition = "multiple_signers_mixed";
  }
}

/// The condition of a layer without any fault.
std::string faultless(const MessageFacts& facts, const LayerFacts& layer) {
  const LayerFacts* at = &layer;
  // Parents come first, so the walk ends.
  while (at->parent < facts.layers.size() && &facts.layers[at->parent] < at) {
    at = &facts.layers[at->parent];
    if (at->type == LayerType::Encrypted) return "encrypted_and_signed";
  }
  return layer.kind == LayerKind::Opaque ? "opaque_signed" : "valid";
}

/// A client must unpack what is wrapped around the layer, so what was found there counts, too.
void collect_wrappings(const MessageFacts& facts, const LayerFacts& layer, Collector& out) {
  for (std::uint32_t up = layer.parent;
       up < facts.layers.size() && facts.layers[up].type == LayerType::Compressed;
       up = facts.layers[up].parent) {
    for (const Finding& finding : facts.layers[up].findings) out.add(finding);
  }
}

/// Findings outside every layer change nothing, but for those that stopped the work.
void collect_message(const MessageFacts& facts, Collector& out) {
  for (const Finding& finding : facts.findings) {
    const bool stopped = info(finding.code).severity == Severity::Fatal;
    if (stopped || (finding.code == Code::LimitReached && facts.word == Word::Unknown)) {
      out.add(finding);
    }
  }
}

void collect_layer(const LayerFacts& layer, const ClientPolicy& client, Collector& out) {
  std::size_t signers = layer.signers.size();
  if (client.looks_at_first_signer_only) signers = std::min<std::size_t>(signers, 1);
  for (std::size_t i = 0; i < signers; ++i) {
    out.signer_index = static_cast<std::uint32_t>(i);
    collect_signer(layer.signers[i], client, out);
  }
  if (signers > 1) mark_mixed(signers, client, out.hits);
  out.signer_index = 0;
  for (const Finding& finding : layer.findings) out.add(finding);
  // The place of the layer, also where no finding says it.
  if (layer.coverage == Coverage::Partial && !layer.findings.has(Code::NestedSignature)) {
    out.add({Code::NestedSignature, layer.part, {}});
  }
  if (layer.coverage == Coverage::AttachedMessage &&
      !layer.findings.has(Code::InsideAttachedMessage)) {
    out.add({Code::InsideAttachedMessage, layer.part, {}});
  }
  if (layer.type == LayerType::Encrypted && !layer.findings.has(Code::EncryptedContent)) {
    out.add({Code::EncryptedContent, layer.part, {}});
  }
  if (layer.type == LayerType::Unreadable && out.hits.empty()) out.add("unknown", std::nullopt);
}

/// The hit that decides: the severest; of equals the first in the list of findings. "Not
/// applicable" says nothing beside other answers.
Hit decide(std::vector<Hit>& hits, const Hit& otherwise) {
  std::sort(hits.begin(), hits.end(),
            [](const Hit& a, const Hit& b) { return a.rank() < b.rank(); });
  if (hits.empty()) return otherwise;
  if (hits.front().word == ClientWord::NotApplicable) return hits.front();
  return otherwise.word < hits.front().word ? otherwise : hits.front();
}

void add_once(std::vector<std::string>& list, std::string_view value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) list.emplace_back(value);
}

/// The client's chains in the deciding signature, and what was assumed in judging any of them.
void describe_chains(const LayerFacts& layer, const ClientPolicy& client, std::uint32_t signer,
                     Verdict& verdict) {
  bool trust = false;
  bool revocation = false;
  for (std::size_t i = 0; i < layer.signers.size(); ++i) {
    for (const ChainFacts& chain : layer.signers[i].chains) {
      if (!holds(chain.used_by, client.id)) continue;
      if (i == signer) verdict.chains.push_back(chain.id);
      trust = trust || holds(chain.assumed_by, client.id);
      revocation =
          revocation || (chain.revocation == Revocation::NotChecked && !chain.revocation_asked);
    }
    if (client.looks_at_first_signer_only) break;
  }
  if (trust) verdict.assumes.emplace_back("trust");
  if (revocation && client.checks_revocation) verdict.assumes.emplace_back("revocation");
}

}  // namespace

Verdict judge(const MessageFacts& facts, const ClientPolicy& client) {
  const LayerFacts* layer = facts.deciding_layer && *facts.deciding_layer < facts.layers.size()
                                ? &facts.layers[*facts.deciding_layer]
                                : nullptr;
  Collector found(client, layer);
  if (layer != nullptr) {
    collect_layer(*layer, client, found);
    collect_wrappings(facts, *layer, found);
  }
  collect_message(facts, found);

  Collector base(client, layer);
  const bool is_signed = layer != nullptr && !layer->signers.empty();
  base.add(is_signed ? faultless(facts, *layer) : "not_signed", std::nullopt);
  const Hit decided = decide(found.hits, base.hits.front());

  Verdict verdict;
  verdict.client = client.id;
  verdict.name = client.name;
  verdict.word = decided.word;
  verdict.condition = decided.condition;
  if (decided.code && !decided.idle()) verdict.reason = info(*decided.code).wire;
  if (const auto condition = client.conditions.find(decided.condition);
      condition != client.conditions.end()) {
    verdict.codes = condition->second.codes;
    verdict.text = condition->second.text;
    verdict.source = condition->second.source;
    verdict.note = condition->second.note;
    verdict.certainty = condition->second.certainty;
    verdict.text_certainty = condition->second.text_certainty;
  }
  for (const Hit& hit : found.hits) {
    if (hit.word >= ClientWord::Valid || !hit.code) continue;
    if (!info(*hit.code).cure.empty()) add_once(verdict.cure, info(*hit.code).cure);
  }
  if (layer != nullptr) describe_chains(*layer, client, decided.signer, verdict);
  return verdict;
}

}  // namespace smime::judge
