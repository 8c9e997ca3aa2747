#include <algorithm>

#include "base/text.h"
#include "cli/compare/comparison.h"
#include "engine/report/text.h"

namespace smime::cli::compare {
namespace {

using report::padded;
using report::shown;
using report::TextPage;
using report::Tone;

constexpr std::size_t kEngine = 15, kAsked = 8, kSaid = 12, kIndent = 6;

std::string plain(Said said) {
  std::string out(wire_name(said));
  std::replace(out.begin(), out.end(), '_', ' ');
  return out;
}

std::string list(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : ", ") + text;
  return out;
}

std::string plain(const Difference& one) {
  switch (one.side) {
    case Side::Stricter:
      return std::string(wire_name(one.subject)) + ": accepted there, refused here";
    case Side::Laxer:
      return std::string(wire_name(one.subject)) + ": refused there, accepted here";
    case Side::Other:
      break;
  }
  return "content: other octets were verified there";
}

std::string agreement(const Row& row) {
  if (row.unexplained()) return "UNEXPLAINED";
  if (row.answer.signature == Said::NoAnswer || row.answer.chain == Said::NoAnswer)
    return "NO ANSWER";
  if (!row.differences.empty()) return "differs, explained";
  return row.compared() || row.answer.chain != Said::NotAsked ? "agrees" : "not compared";
}

Tone tone(const Row& row) {
  if (row.unexplained() || row.answer.signature == Said::NoAnswer) return Tone::Bad;
  return row.differences.empty() ? Tone::Plain : Tone::Caution;
}

void difference(TextPage& page, const Difference& one) {
  const std::string lead = std::string(kIndent, ' ');
  page.paragraph(lead, plain(one), kIndent + 2, Tone::Plain);
  for (const Explanation& why : one.explanations)
    page.paragraph(lead + "  why ",
                   std::string(why.reason->name) + ": " + std::string(why.reason->text) + " (" +
                       std::string(why.reason->citation) + ") [" + list(why.facts) + "]",
                   kIndent + 6);
  for (const std::string& what : one.unexplained)
    page.paragraph(lead + "  UNEXPLAINED ", what, kIndent + 6, Tone::Bad);
}

void row(TextPage& page, const Row& row) {
  if (!row.installed) {
    page.paragraph("  " + padded(row.engine, kEngine), shown(row.note), 2 + kEngine);
    return;
  }
  page.line("  " + padded(row.engine, kEngine) + padded(wire_name(row.question), kAsked) +
                padded(plain(row.answer.signature), kSaid) +
                padded(plain(row.answer.chain), kSaid) + agreement(row),
            tone(row));
  if (!row.answer.words.empty())
    page.paragraph("", "says: " + shown(row.answer.words, 400), kIndent);
  if (!row.note.empty()) page.paragraph("", "note: " + shown(row.note), kIndent);
  for (const Difference& one : row.differences) difference(page, one);
}

void layer(TextPage& page, const ComparedLayer& compared) {
  const Ours& ours = compared.ours;
  page.blank();
  page.line(compared.part.empty() ? "The whole message"
                                  : "Part " + shown(compared.part) + " (" + compared.kind + ")",
            Tone::Strong);
  page.line("  " + padded("engine", kEngine) + padded("asked", kAsked) +
            padded("signature", kSaid) + padded("chain", kSaid) + "compared");
  page.line("  " + padded("smimecheck", kEngine) + padded("parts", kAsked) +
            padded(plain(ours.parts), kSaid) + plain(ours.chain));
  page.line("  " + padded("smimecheck", kEngine) + padded("mail", kAsked) +
            padded(plain(ours.mail), kSaid) + plain(ours.chain));
  if (!ours.mail_refused.empty())
    page.paragraph("", "refused for: " + list(ours.mail_refused), kIndent);
  if (!ours.chain_refused.empty() && ours.chain != Said::NotAsked)
    page.paragraph("", "chain refused for: " + list(ours.chain_refused), kIndent);
  if (!compared.not_asked.empty())
    page.paragraph("", "parts not asked: " + compared.not_asked, kIndent);
  for (const Row& one : compared.rows) row(page, one);
}

}  // namespace

std::string comparison_text(const Comparison& comparison, const report::TextStyle& style) {
  TextPage page(style);
  const MessageFacts& facts = comparison.report.facts;
  page.paragraph(std::string(wire_name(facts.word)) + "  ", shown(facts.location), 2, Tone::Strong);
  if (!facts.sha256.empty()) page.line("sha256:" + facts.sha256);
  page.line("judged at " + to_rfc3339(facts.at));
  if (comparison.layers.empty()) page.line("Nothing signed was found, so no engine was asked.");
  for (const Finding& finding : facts.findings)
    if (info(finding.code).severity == Severity::Fatal)
      page.paragraph(
          "", std::string(info(finding.code).wire) + ": " + std::string(info(finding.code).text),
          2);
  for (const ComparedLayer& one : comparison.layers) layer(page, one);
  const std::size_t unexplained = comparison.unexplained();
  if (unexplained != 0) page.blank().line(std::to_string(unexplained) + " UNEXPLAINED", Tone::Bad);
  return page.text();
}

}  // namespace smime::cli::compare
