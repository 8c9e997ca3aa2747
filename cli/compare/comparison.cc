#include "cli/compare/comparison.h"

#include <algorithm>

#include "cli/interrupt.h"
#include "engine/layers.h"
#include "mime/canonical.h"

namespace smime::cli::compare {
namespace {

Row row_of(Engine& engine, Question question) {
  Row row;
  row.engine = engine.name();
  row.question = question;
  row.note = engine.missing();
  row.installed = row.note.empty();
  if (row.installed) {
    row.version = engine.version();
    row.note = engine.note();
  }
  return row;
}

/// What the layer's signatures cover, as the engines are to hash it.
std::optional<Bytes> content_of(const Layer& layer, const LayerFacts& facts, Octets& storage) {
  if (!layer.content) return std::nullopt;
  if (facts.kind == LayerKind::Clear) return mime::canonical(*layer.content, storage);
  if (!layer.content_given) return std::nullopt;  // it stands inside the object
  const bool restored = std::any_of(
      facts.signers.begin(), facts.signers.end(),
      [](const SignerFacts& signer) { return signer.findings.has(Code::MimeLineEndsRestored); });
  return restored ? mime::canonical(*layer.content, storage) : *layer.content;
}

Answer not_asked_again() { return no_answer("not asked again: three times it gave no answer"); }

bool asks_for_signature(const LayerFacts& facts) {
  return facts.type == LayerType::Signed || facts.type == LayerType::Unreadable;
}

class Comparer {
 public:
  Comparer(const Engines& engines, const Given& given)
      : engines_(engines), anchors_(given.trust && !given.trust->anchors.empty()) {}

  void layer(Comparison& out, const Layer& cut, const LayerFacts& facts, Bytes message) {
    ComparedLayer compared;
    compared.part = facts.part;
    compared.kind = wire_name(facts.kind);
    compared.word = facts.word;
    compared.ours = ours(out.report.facts, facts, cut, anchors_);
    Octets storage;
    const auto content = content_of(cut, facts, storage);
    if (cut.octets.empty()) {
      compared.not_asked = "no CMS object could be cut out of the message";
    } else if (facts.kind == LayerKind::Clear && !content) {
      compared.not_asked = "no signed part could be cut out of the message";
    }
    for (const auto& engine : engines_) {
      if (interrupted()) break;
      if (compared.not_asked.empty() || !engine->missing().empty())
        compared.rows.push_back(
            parts(*engine, compared, {cut.octets, content, out.report.facts.at}));
      if (facts.part != "TEXT" || facts.kind == LayerKind::Bare) continue;
      const std::optional<Bytes> inside = facts.kind == LayerKind::Opaque ? cut.content : content;
      mail(*engine, compared, message, inside);
    }
    out.layers.push_back(std::move(compared));
  }

  /// A message in which nothing signed stands at the root: only a reader of mail can be asked.
  void unsigned_root(Comparison& out, Bytes message) {
    ComparedLayer compared;
    compared.kind = "message";
    compared.word = out.report.facts.word;
    compared.ours = ours_without_root(out.report.facts);
    compared.not_asked = "nothing signed stands at the root of the message";
    for (const auto& engine : engines_) {
      if (interrupted()) break;
      if (!engine->missing().empty()) compared.rows.push_back(row_of(*engine, Question::Parts));
      mail(*engine, compared, message, std::nullopt);
    }
    out.layers.push_back(std::move(compared));
  }

 private:
  static Row parts(Engine& engine, const ComparedLayer& compared, const Parts& parts) {
    Row row = row_of(engine, Question::Parts);
    if (!row.installed) return row;
    row.answer = engine.given_up() ? not_asked_again() : engine.ask_parts(parts);
    engine.heard(row.answer);
    row.differences = differences(row.engine, Question::Parts, compared.ours, row.answer);
    return row;
  }

  static void mail(Engine& engine, ComparedLayer& compared, Bytes message,
                   const std::optional<Bytes>& content) {
    if (!engine.missing().empty() || engine.given_up()) return;
    auto answer = engine.ask_mail(message, content);
    if (!answer) return;
    engine.heard(*answer);
    Row row = row_of(engine, Question::Mail);
    row.answer = std::move(*answer);
    row.differences = differences(row.engine, Question::Mail, compared.ours, row.answer);
    compared.rows.push_back(std::move(row));
  }

  const Engines& engines_;
  bool anchors_;
};

}  // namespace

bool Row::unexplained() const {
  return std::any_of(differences.begin(), differences.end(),
                     [](const Difference& one) { return !one.unexplained.empty(); });
}

bool Row::compared() const {
  return installed && answer.signature != Said::NotAsked && answer.signature != Said::NoAnswer;
}

std::size_t Comparison::unexplained() const {
  std::size_t count = 0;
  for (const ComparedLayer& layer : layers)
    count += static_cast<std::size_t>(std::count_if(
        layer.rows.begin(), layer.rows.end(), [](const Row& row) { return row.unexplained(); }));
  return count;
}

bool Comparison::silent() const {
  return std::any_of(layers.begin(), layers.end(), [](const ComparedLayer& layer) {
    return std::any_of(layer.rows.begin(), layer.rows.end(), [](const Row& row) {
      return row.answer.signature == Said::NoAnswer || row.answer.chain == Said::NoAnswer;
    });
  });
}

Comparison compare_message(Bytes message, std::string_view location, const Given& given,
                           const Limits& limits, const Engines& engines) {
  Comparison out;
  out.report = verify_message(message, location, given, limits);
  // The same layers in the same order as in the report, with the octets that the engines get.
  Findings again;
  const Layers cut = find_layers(message, given.content, limits, again);
  Comparer comparer(engines, given);
  const auto& facts = out.report.facts;
  bool root = false;
  for (std::size_t i = 0; i < facts.layers.size() && i < cut.layers.size(); ++i) {
    root = root || facts.layers[i].part == "TEXT";
    if (asks_for_signature(facts.layers[i]))
      comparer.layer(out, cut.layers[i], facts.layers[i], message);
  }
  const bool readable = !facts.findings.any(Severity::Fatal);
  if (!root && readable && facts.has_header) comparer.unsigned_root(out, message);
  return out;
}

}  // namespace smime::cli::compare
