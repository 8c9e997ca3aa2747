#include "engine/report/text.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "engine/report/summary.h"
#include "engine/report/text_signature.h"

namespace smime::report {
namespace {

constexpr std::size_t kMostPlaces = 4;
constexpr std::size_t kMostTexts = 2;  // quoted per client

Tone tone_of(Word word) {
  if (word == Word::Valid) return Tone::Good;
  if (word == Word::ValidWithNotes || word == Word::NotSigned || word == Word::Encrypted)
    return Tone::Caution;
  return Tone::Bad;
}

Tone tone_of(judge::ClientWord word) {
  switch (word) {
    case judge::ClientWord::Valid:
      return Tone::Good;
    case judge::ClientWord::Invalid:
      return Tone::Bad;
    case judge::ClientWord::NotApplicable:
      return Tone::Plain;
    default:
      return Tone::Caution;
  }
}

Tone tone_of(Severity severity) {
  if (severity == Severity::Notice) return Tone::Plain;
  return severity == Severity::Warning ? Tone::Caution : Tone::Bad;
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

std::string joined(const std::vector<std::string>& texts, std::string_view between) {
  std::string out;
  for (const std::string& text : texts) {
    if (!out.empty()) out += between;
    out += shown(text);
  }
  return out;
}

/// "signer -> From", as far as they are known.
std::string people(const MessageFacts& facts) {
  std::string from = facts.from.empty() ? "(no From)" : joined(facts.from, ", ");
  if (!facts.has_header) from = "(no header)";
  const SignerFacts* signer = main_signer(facts);
  if (signer == nullptr) return "From " + from;
  std::string name = "(unknown signer)";
  if (signer->certificate) {
    name = signer->certificate->addresses.empty() ? shown(signer->certificate->subject)
                                                  : joined(signer->certificate->addresses, ", ");
  }
  return name + " -> " + from;
}

void first_line(TextPage& page, const MessageFacts& facts) {
  std::string word = upper(wire_name(facts.word));
  std::string rest;
  for (const std::string_view thing : not_checked(facts))
    rest += (rest.empty() ? "" : ", ") + std::string(thing);
  if (!rest.empty()) rest = "(not checked: " + rest + ") ";
  page.paragraph(word + "  ",
                 rest + shown(facts.location) + (facts.sha256.empty() ? "" : ": ") +
                     (facts.sha256.empty() ? "" : people(facts)),
                 2, tone_of(facts.word));
  page.paragraph("  ", sentence(facts.word), 2);
}

/// The finding that leads to strict's word; empty for a good message.
std::string_view strict_reason(const MessageFacts& facts, const std::vector<FindingGroup>& groups) {
  if (facts.word == Word::Valid) return "";
  for (const FindingGroup& group : groups)
    if (info(group.code).word == facts.word) return info(group.code).wire;
  return "";
}

std::string assumption(std::string_view what) {
  if (what == "trust") return "the same trust list, for want of an own one";
  if (what == "revocation") return "no certificate is revoked";
  return shown(what);
}

/// Each assumption once, with the clients it was made for.
void assumptions(TextPage& page, const std::vector<judge::Verdict>& verdicts) {
  std::vector<std::pair<std::string, std::string>> clients_of;
  for (const judge::Verdict& verdict : verdicts) {
    for (const std::string& what : verdict.assumes) {
      auto known = std::find_if(clients_of.begin(), clients_of.end(),
                                [&](const auto& entry) { return entry.first == what; });
      if (known == clients_of.end()) known = clients_of.insert(known, {what, ""});
      known->second += (known->second.empty() ? "" : ", ") + shown(verdict.client);
    }
  }
  if (!clients_of.empty()) page.blank();
  for (const auto& [what, clients] : clients_of)
    page.paragraph("  assumed: ", assumption(what) + " (" + clients + ")", 11);
}

struct Table {
  std::size_t client = 6, word = 5;
  [[nodiscard]] std::size_t indent() const { return 2 + client + 2 + word + 2; }
};

void client_row(TextPage& page, const Table& table, const judge::Verdict& verdict,
                const std::set<std::string_view>& known_cures) {
  const auto put = [&](std::string_view text) { page.paragraph("", text, table.indent()); };
  const std::string_view word = judge::wire_name(verdict.word);
  std::string row = "  " + padded(shown(verdict.client), table.client + 2);
  row += page.toned(word, tone_of(verdict.word));
  row.append(table.word + 2 - word.size(), ' ');
  row += verdict.reason.empty() ? "-" : shown(verdict.reason);
  row += " [" + std::string(judge::wire_name(verdict.certainty)) + "]";
  page.line(row);
  const std::string certainty = " [" + std::string(judge::wire_name(verdict.text_certainty)) + "]";
  for (std::size_t i = 0; i < verdict.text.size() && i < kMostTexts; ++i)
    put("\"" + shown(verdict.text[i]) + "\"" + certainty);
  if (verdict.text.size() > kMostTexts)
    put("and more: smimecheck explain " + shown(verdict.client));
  if (!verdict.codes.empty()) put(joined(verdict.codes, ", "));
  for (const std::string& cure : verdict.cure)
    if (!known_cures.contains(cure)) put("cure: " + shown(cure));
}

void client_table(TextPage& page, const Report& report, const std::vector<FindingGroup>& groups) {
  Table table;
  std::set<std::string_view> cures;
  for (const FindingGroup& group : groups) cures.insert(info(group.code).cure);
  table.word = std::max(table.word, wire_name(report.facts.word).size());
  for (const judge::Verdict& verdict : report.verdicts) {
    table.client = std::max(table.client, columns(shown(verdict.client)));
    table.word = std::max(table.word, judge::wire_name(verdict.word).size());
  }
  page.blank().line("  " + padded("client", table.client + 2) + padded("shows", table.word + 2) +
                        "because [how well this is known]",
                    Tone::Strong);
  const std::string_view reason = strict_reason(report.facts, groups);
  page.line("  " + padded("strict", table.client + 2) +
            page.toned(wire_name(report.facts.word), tone_of(report.facts.word)) +
            std::string(table.word + 2 - wire_name(report.facts.word).size(), ' ') +
            std::string(reason.empty() ? "-" : reason));
  for (const judge::Verdict& verdict : report.verdicts) client_row(page, table, verdict, cures);
  assumptions(page, report.verdicts);
}

std::string places_text(const FindingGroup& group) {
  std::string out;
  for (std::size_t i = 0; i < group.places.size() && i < kMostPlaces; ++i) {
    const Finding& finding = *group.places[i];
    if (i != 0) out += "; ";
    out += "at " + shown(finding.where.empty() ? "message" : finding.where);
    const std::string values = values_text(finding);
    if (!values.empty()) out += ": " + values;
  }
  if (group.places.size() > kMostPlaces)
    out += "; and " + std::to_string(group.places.size() - kMostPlaces) + " more";
  return out;
}

void causes(TextPage& page, const std::vector<FindingGroup>& groups) {
  bool headed = false;
  for (const FindingGroup& group : groups) {
    const CodeInfo& about = info(group.code);
    if (about.severity == Severity::Notice) continue;
    if (!headed) page.blank().line("Causes and cures", Tone::Strong);
    headed = true;
    page.paragraph("  " + std::string(wire_name(about.severity)), about.wire, 11,
                   tone_of(about.severity));
    page.paragraph("", about.text, 11);
    page.paragraph("", places_text(group), 11);
    page.paragraph("", "see " + std::string(about.citation), 11);
    if (!about.cure.empty()) page.paragraph("     cure", about.cure, 11, Tone::Strong);
  }
}

void notices(TextPage& page, const std::vector<FindingGroup>& groups) {
  bool headed = false;
  for (const FindingGroup& group : groups) {
    const CodeInfo& about = info(group.code);
    if (about.severity != Severity::Notice) continue;
    if (!headed) page.blank().line("Also noted", Tone::Strong);
    headed = true;
    page.paragraph(
        "  ",
        std::string(about.wire) + ": " + std::string(about.text) + " (" + places_text(group) + ")",
        4);
  }
}

void last_lines(TextPage& page, const MessageFacts& facts, const Run& run) {
  page.blank();
  if (facts.sha256.empty()) return;
  std::string source = facts.at_source;
  if (source == "signing-time" || source == "date") source += ", a claim of the sender";
  page.paragraph("",
                 "Judged at " + to_rfc3339(facts.at) + " (" + shown(source) + "); message of " +
                     std::to_string(facts.size) + " octets.",
                 0);
  std::set<std::string> lists;
  for (const auto& [client, fingerprint] : run.trust)
    if (fingerprint) lists.insert(*fingerprint);
  for (const std::string& list : lists) page.line("Trust list " + list);
  if (lists.empty()) page.line("Trust list: none was given.");
  page.line("Message    sha256:" + facts.sha256);
}

}  // namespace

std::string_view sentence(Word word) {
  switch (word) {
    case Word::Unknown:
      return "This message could not be checked to the end, so nothing is said about it.";
    case Word::Encrypted:
      return "The message is encrypted; a signature inside cannot be seen without the key.";
    case Word::Invalid:
      return "The signature is broken or ambiguous. Do not rely on it.";
    case Word::NotSigned:
      return "The message carries no S/MIME signature.";
    case Word::Partial:
      return "Only a part of the message is signed; the rest may come from anybody.";
    case Word::Untrusted:
      return "The content is intact, but no trust list vouches for the signer.";
    case Word::Revoked:
      return "The content is intact, but a certificate was revoked.";
    case Word::Expired:
      return "The content is intact, but a certificate had expired at that time.";
    case Word::NotYetValid:
      return "The content is intact, but a certificate was not yet valid at that time.";
    case Word::WrongUsage:
      return "The content is intact, but the certificate is not meant for signing mail.";
    case Word::Weak:
      return "The signature verifies, but rests on an algorithm or key that is too weak.";
    case Word::SignerMismatch:
      return "The signature is good, but the signer is not the sender in From.";
    case Word::ValidWithNotes:
      return "The signature is good and the signer is trusted; see the notes below.";
    case Word::Valid:
      return "The signature is good and the signer is trusted.";
  }
  return "";
}

std::string values_text(const Finding& finding) {
  std::string out;
  for (const auto& [key, value] : finding.details) {
    if (!out.empty()) out += ", ";
    out += std::string(key) + " ";
    out += std::holds_alternative<std::string>(value)
               ? shown(std::get<std::string>(value), 160)
               : std::to_string(std::get<std::int64_t>(value));
  }
  return out;
}

std::string message_text(const Report& report, const Run& run, const TextStyle& style) {
  TextPage page(style);
  const std::vector<FindingGroup> groups = all_findings(report.facts);
  first_line(page, report.facts);
  // What was never read has no clients to ask: the cause says everything.
  if (!report.facts.sha256.empty()) client_table(page, report, groups);
  causes(page, groups);
  notices(page, groups);
  for (const LayerFacts& layer : report.facts.layers) write_signature_text(page, layer);
  last_lines(page, report.facts, run);
  return page.text();
}

}  // namespace smime::report
