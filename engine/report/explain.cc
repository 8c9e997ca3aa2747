#include "engine/report/explain.h"

#include <algorithm>

#include "base/findings.h"
#include "base/text.h"
#include "engine/report/explain_client.h"
#include "engine/report/explain_status.h"
#include "engine/report/explain_words.h"
#include "engine/report/text.h"

namespace smime::report {
namespace {

constexpr std::size_t kIndent = 12;
constexpr std::size_t kMostSuggestions = 4;
constexpr std::size_t kShortestCode = 6;  // shorter ones are part of too many

std::string word_text(Word word) {
  if (word == Word::Valid) return "none: the finding changes nothing";
  return "at best " + std::string(wire_name(word));
}

void explain_code(TextPage& page, const CodeInfo& about, const judge::Clients& clients) {
  page.paragraph(std::string(about.wire) + "  ", about.text, 2, Tone::Strong);
  page.blank();
  page.paragraph("  severity", wire_name(about.severity), kIndent);
  page.paragraph("  strict", word_text(about.word), kIndent);
  page.paragraph("  see", about.citation, kIndent);
  if (!about.cure.empty()) page.paragraph("  cure", about.cure, kIndent);
  write_clients_of_finding(page, about.wire, clients);
}

void explain_word(TextPage& page, Word word) {
  page.paragraph(std::string(wire_name(word)) + "  ", sentence(word), 2, Tone::Strong);
  bool headed = false;
  for (const CodeInfo& about : all_codes()) {
    if (about.word != word || word == Word::Valid) continue;
    if (!headed) page.blank().line("Findings that lead to it", Tone::Strong);
    headed = true;
    page.paragraph("  " + std::string(about.wire) + "  ", about.text, 6);
  }
}

/// Levenshtein distance, bounded inputs only.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

std::vector<std::string> near_names(std::string_view topic, const judge::Clients& clients) {
  const std::string wanted = ascii_lower(topic.substr(0, 80));
  std::vector<std::pair<std::size_t, std::string>> ranked;
  const auto consider = [&](std::string_view name) {
    const std::string lower = ascii_lower(name);
    const bool inside = wanted.size() >= 3 && lower.find(wanted) != std::string::npos;
    const std::size_t far = inside ? 1 : distance(wanted, lower);
    if (inside || far <= 2 + lower.size() / 4) ranked.emplace_back(far, std::string(name));
  };
  for (const CodeInfo& about : all_codes()) consider(about.wire);
  for (const auto& [id, policy] : clients) consider(id);
  for (const std::string_view name : status_names()) consider(name);
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> out;
  for (auto& [far, name] : ranked)
    if (out.size() < kMostSuggestions) out.push_back(std::move(name));
  return out;
}

}  // namespace

Explanation explain(std::string_view topic, const judge::Clients& clients, const TextStyle& style) {
  topic = trim_blanks(topic);
  TextPage page(style);
  const std::string lower = ascii_lower(topic);
  bool known = true;
  if (const auto code = code_from(lower)) {
    explain_code(page, info(*code), clients);
  } else if (const auto client = clients.find(lower); client != clients.end()) {
    write_client(page, *client->second, clients);
  } else if (const auto word = word_from(lower)) {
    explain_word(page, *word);
    // A client's verdict may have the same name.
    TextPage others(style);
    if (write_word(others, lower)) page.blank().append(others);
  } else {
    known = write_word(page, lower) || write_status(page, topic, clients) ||
            write_condition(page, lower, clients) ||
            (topic.size() >= kShortestCode && write_conditions_with_code(page, topic, clients)) ||
            write_conditions_showing(page, topic, clients) ||
            write_statuses_in(page, topic, clients);
  }
  if (known) return {true, page.text(), {}};
  return {false, {}, near_names(topic, clients)};
}

}  // namespace smime::report
