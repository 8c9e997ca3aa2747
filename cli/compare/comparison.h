#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/limits.h"
#include "cli/compare/engine.h"
#include "cli/compare/reasons.h"
#include "engine/report/layout.h"
#include "engine/report/run.h"
#include "engine/verify.h"

namespace smime::cli::compare {

/// One engine's answer to one question, beside ours.
struct Row {
  std::string engine, version, note;
  Question question = Question::Parts;
  bool installed = true;
  Answer answer;
  std::vector<Difference> differences;

  [[nodiscard]] bool unexplained() const;
  [[nodiscard]] bool compared() const;  // both answered about the signature
};

/// One signed layer, or the whole message where none stands at its root.
struct ComparedLayer {
  std::string part;  // empty: the whole message
  std::string kind;
  Word word = Word::Unknown;
  Ours ours;
  std::string not_asked;  // why the engines were not asked about the parts; empty: they were
  std::vector<Row> rows;
};

struct Comparison {
  Report report;  // ours
  std::vector<ComparedLayer> layers;

  [[nodiscard]] std::size_t unexplained() const;
  [[nodiscard]] bool silent() const;  // an engine hung, died or wrote without end
};

using Engines = std::vector<std::unique_ptr<Engine>>;

/// Verifies the message here, cuts out every signed layer, and asks each engine about each; those
/// with a MIME reader of their own also about the whole message. `given.clients` is `strict`.
[[nodiscard]] Comparison compare_message(Bytes message, std::string_view location,
                                         const Given& given, const Limits& limits,
                                         const Engines& engines);

[[nodiscard]] std::string comparison_text(const Comparison& comparison,
                                          const report::TextStyle& style);
/// One line, without line end.
[[nodiscard]] std::string comparison_json(const Comparison& comparison, const report::Run& run);

}  // namespace smime::cli::compare
