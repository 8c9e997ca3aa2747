#include "engine/report/explain_client.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "engine/judge/builtin_clients.h"
#include "engine/judge/judge.h"

namespace smime::report {
namespace {

constexpr std::size_t kShortestText = 8;  // letters and digits; less would fit everywhere

std::string list(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : ", ") + shown(text);
  return out;
}

std::string certainty(judge::Certainty certainty, const std::vector<std::string>& source) {
  std::string out = "[" + std::string(judge::wire_name(certainty));
  if (!source.empty()) out += ": " + list(source);
  return out + "]";
}

std::string_view name_of(judge::EnvironmentRule::At at) {
  switch (at) {
    case judge::EnvironmentRule::At::Given:
      return "the time given with --at";
    case judge::EnvironmentRule::At::Now:
      return "the present time";
    case judge::EnvironmentRule::At::SigningTime:
      return "the claimed signing time";
  }
  return "";
}

/// The findings that put a message under this condition.
std::string findings_of(const judge::ClientPolicy& client, std::string_view condition) {
  std::string codes;
  for (const auto& [code, rules] : client.findings)
    if (std::any_of(rules.begin(), rules.end(),
                    [&](const judge::FindingRule& rule) { return rule.condition == condition; }))
      codes += (codes.empty() ? "" : ", ") + code;
  return codes;
}

bool nothing_known(const judge::Condition& condition) {
  return condition.text.empty() && condition.codes.empty() && condition.note.empty();
}

/// True for a set itself, and for a member of one that has nothing to say under `condition`.
bool is_silent(const judge::ClientPolicy& client, const std::string& condition,
               const judge::Clients& clients) {
  if (client.environments.empty()) return true;
  const auto base = clients.find(client.extends);
  if (base == clients.end() || !base->second->environments.empty()) return false;
  const auto found = client.conditions.find(condition);
  return found == client.conditions.end() || found->second.word == judge::ClientWord::Unknown;
}

/// Which text stood already, under which condition.
using Told = std::map<std::pair<std::vector<std::string>, judge::Certainty>, std::string>;

void write_condition(TextPage& page, const judge::ClientPolicy& client, const std::string& name,
                     Told& told) {
  constexpr std::size_t kIndent = 6;
  const judge::Condition& condition = client.conditions.at(name);
  page.paragraph("    " + shown(name) + " ", certainty(condition.certainty, condition.source),
                 kIndent, Tone::Strong);
  const std::string codes = findings_of(client, name);
  if (!codes.empty()) page.paragraph("", "from " + codes, kIndent);
  if (!condition.text.empty()) {
    const auto [first, fresh] = told.try_emplace({condition.text, condition.text_certainty}, name);
    if (!fresh) page.paragraph("", "the texts of " + shown(first->second), kIndent);
    if (fresh)
      for (const std::string& text : condition.text)
        page.paragraph(
            "", "\"" + shown(trim_blanks(text)) + "\" " + certainty(condition.text_certainty, {}),
            kIndent);
  }
  if (!condition.codes.empty()) page.paragraph("", "codes: " + list(condition.codes), kIndent);
  if (!condition.note.empty()) page.paragraph("", "note: " + shown(condition.note, 2000), kIndent);
}

/// The conditions that give one word; those of which no more is known in one paragraph.
void write_conditions(TextPage& page, const judge::ClientPolicy& client, judge::ClientWord word,
                      Told& told) {
  std::string bare;
  bool headed = false;
  for (const auto& [name, condition] : client.conditions) {
    if (condition.word != word) continue;
    if (!headed) page.blank().line("  " + std::string(judge::wire_name(word)), Tone::Strong);
    headed = true;
    if (nothing_known(condition)) {
      bare += (bare.empty() ? "" : ", ") + shown(name) + " " +
              certainty(condition.certainty, condition.source);
    } else {
      write_condition(page, client, name, told);
    }
  }
  if (!bare.empty()) page.paragraph("    without text or codes: ", bare, 6);
}

void environment(TextPage& page, const judge::EnvironmentRule& rule) {
  std::string text = shown(rule.id) + ": anchors of ";
  text += rule.anchors == "trust" ? "the trust list" : "the list of " + shown(rule.anchors);
  text += ", judged at ";
  text += name_of(rule.at);
  std::string helpers;
  for (const Source source : rule.helpers)
    helpers += (helpers.empty() ? "" : ", ") + std::string(wire_name(source));
  text += helpers.empty() ? "; no other intermediates" : "; intermediates from: " + helpers;
  page.paragraph("  - ", text + " " + certainty(rule.certainty, rule.source), 4);
  if (!rule.note.empty()) page.paragraph("", shown(rule.note, 2000), 4);
}

void write_sources(TextPage& page, const judge::ClientPolicy& client) {
  if (!client.sources.empty()) page.blank().line("Sources", Tone::Strong);
  for (const auto& [id, source] : client.sources)
    page.paragraph("  " + padded(shown(id), 14), shown(source, 2000), 16);
}

}  // namespace

void write_client(TextPage& page, const judge::ClientPolicy& client,
                  const judge::Clients& clients) {
  page.paragraph(shown(client.id) + "  ", shown(client.name), 2, Tone::Strong);
  if (!client.summary.empty()) page.paragraph("  ", shown(client.summary, 2000), 2);
  if (!client.version.empty()) page.paragraph("  version  ", shown(client.version), 2);
  bool headed = false;
  for (const auto& [id, member] : clients) {
    if (!client.environments.empty() || member->extends != client.id) continue;
    if (!headed) page.blank().line("Clients of the set", Tone::Strong);
    headed = true;
    page.paragraph("  " + padded(shown(id), 26), shown(member->summary, 2000), 28);
  }
  // What a set says beside is what its members have in common unless they say otherwise: no
  // statement about any of them.
  if (judge::clients_named(client.id).size() > 1) return write_sources(page, client);
  if (!client.environments.empty()) page.blank().line("Where chains are judged", Tone::Strong);
  for (const judge::EnvironmentRule& rule : client.environments) environment(page, rule);
  if (!client.rules.empty()) page.blank().line("How it decides", Tone::Strong);
  for (const auto& [name, rule] : client.rules)
    page.paragraph("  " + padded(shown(name), 12),
                   shown(rule.says, 2000) + " " + certainty(rule.certainty, rule.source), 14);
  if (!client.conditions.empty()) page.blank().line("What it shows, and when", Tone::Strong);
  Told told;
  for (const judge::ClientWord word :
       {judge::ClientWord::Invalid, judge::ClientWord::NotShown, judge::ClientWord::Unknown,
        judge::ClientWord::Warning, judge::ClientWord::Valid, judge::ClientWord::NotApplicable})
    write_conditions(page, client, word, told);
  write_sources(page, client);
}

void write_clients_of_finding(TextPage& page, std::string_view wire,
                              const judge::Clients& clients) {
  bool headed = false;
  for (const auto& [id, client] : clients) {
    const auto rules = client->findings.find(std::string(wire));
    if (rules == client->findings.end()) continue;
    std::set<std::string> told;
    for (const judge::FindingRule& rule : rules->second) {
      if (is_silent(*client, rule.condition, clients) || !told.insert(rule.condition).second)
        continue;
      const std::string_view only = rule.revocation_tried ? "where revocation was tried: " : "";
      if (!headed) page.blank().line("What the clients make of it", Tone::Strong);
      headed = true;
      const auto condition = client->conditions.find(rule.condition);
      if (rule.condition.empty() || condition == client->conditions.end()) {
        page.paragraph("  " + padded(id, 16),
                       rules->second.size() > 1 ? "otherwise no effect" : "no effect", 18);
        continue;
      }
      page.paragraph("  " + padded(id, 16),
                     std::string(only) + std::string(judge::wire_name(condition->second.word)) +
                         ", " + shown(rule.condition) + " " +
                         certainty(condition->second.certainty, condition->second.source),
                     18);
    }
  }
}

namespace {

/// "status 1" is no part of "status 16".
bool has_code(std::string_view codes, std::string_view wanted) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  const std::size_t at = codes.find(wanted);
  if (at == std::string_view::npos || wanted.empty()) return false;
  const std::string_view behind = codes.substr(at + wanted.size());
  return !digit(wanted.back()) || behind.empty() || !digit(behind.front());
}

}  // namespace

bool write_conditions_with_code(TextPage& page, std::string_view number,
                                const judge::Clients& clients) {
  bool headed = false;
  const std::string wanted = ascii_lower(number);
  for (const auto& [id, client] : clients) {
    for (const auto& [name, condition] : client->conditions) {
      const bool there =
          std::any_of(condition.codes.begin(), condition.codes.end(),
                      [&](const std::string& code) { return has_code(ascii_lower(code), wanted); });
      if (!there) continue;
      if (!headed) page.blank().line("Clients that report it", Tone::Strong);
      headed = true;
      const std::string codes = findings_of(*client, name);
      page.paragraph("  " + padded(id, 16),
                     shown(name) + (codes.empty() ? "" : ", from findings " + codes), 18);
    }
  }
  return headed;
}

namespace {

/// True if `text` can be the known text with its <placeholders> filled in: the pieces between them
/// occur in order.
bool filled_in(std::string_view known, std::string_view text) {
  if (known.find('<') == std::string_view::npos) return false;
  std::size_t letters = 0;
  while (!known.empty()) {
    const std::size_t open = known.find('<');
    const std::string_view piece = known.substr(0, open);
    const std::size_t at = text.find(piece);
    if (at == std::string_view::npos) return false;
    text.remove_prefix(at + piece.size());
    letters += piece.size();
    const std::size_t close = open == std::string_view::npos ? open : known.find('>', open);
    known.remove_prefix(close == std::string_view::npos ? known.size() : close + 1);
  }
  return letters >= kShortestText;
}

}  // namespace

bool write_condition(TextPage& page, std::string_view name, const judge::Clients& clients) {
  bool found = false;
  for (const auto& [id, client] : clients) {
    const auto condition = client->conditions.find(std::string(name));
    if (condition == client->conditions.end() || is_silent(*client, condition->first, clients))
      continue;
    if (!found)
      page.paragraph(std::string(name) + "  ", "a condition of mail clients", 2, Tone::Strong)
          .blank();
    found = true;
    const std::string findings = findings_of(*client, condition->first);
    page.paragraph("  " + padded(id, 16),
                   std::string(judge::wire_name(condition->second.word)) + " " +
                       certainty(condition->second.certainty, condition->second.source) +
                       (findings.empty() ? "" : ", from findings " + findings),
                   18);
  }
  return found;
}

bool write_conditions_showing(TextPage& page, std::string_view text,
                              const judge::Clients& clients) {
  constexpr std::size_t kLongest = 2000;
  const std::string wanted = normal_form(text.substr(0, kLongest));
  if (wanted.size() < kShortestText) return false;
  bool found = false;
  for (const auto& [id, client] : clients) {
    for (const auto& [name, condition] : client->conditions) {
      std::string_view match;
      for (const std::string& candidate : condition.text) {
        const std::string form = normal_form(candidate);
        // Either the pasted text is a piece of the known one, or it holds all of it.
        if (form.find(wanted) != std::string::npos ||
            (form.size() >= kShortestText && wanted.find(form) != std::string::npos) ||
            filled_in(form, wanted)) {
          match = candidate;
          break;
        }
      }
      if (match.empty()) continue;
      if (!found) page.line("This text is shown by", Tone::Strong);
      found = true;
      page.paragraph("  " + padded(id, 16),
                     shown(name) + " (" + std::string(judge::wire_name(condition.word)) + ")", 18);
      page.paragraph("", "\"" + shown(match) + "\" " + certainty(condition.text_certainty, {}), 18);
      const std::string codes = findings_of(*client, name);
      if (!codes.empty()) page.paragraph("", "findings: " + codes, 18);
    }
  }
  if (found)
    page.blank().paragraph("", "For a cure: smimecheck explain CODE, with one of the findings.", 0);
  return found;
}

std::string normal_form(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool kept = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (kept) {
      out.push_back(ascii_lower(c));
    } else if (!out.empty() && out.back() != ' ') {
      out.push_back(' ');
    }
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

}  // namespace smime::report
