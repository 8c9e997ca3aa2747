#include "engine/report/text.h"

#include <algorithm>

#include "base/text.h"
#include "engine/report/client_table.h"
#include "engine/report/summary.h"
#include "engine/report/text_details.h"

namespace smime::report {
namespace {

constexpr std::size_t kMostPlaces = 4;

Tone severity_tone(Severity severity) {
  if (severity == Severity::Notice) return Tone::Plain;
  return severity == Severity::Warning ? Tone::Caution : Tone::Bad;
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : ", ") + shown(text);
  return out;
}

/// "UNTRUSTED (revocation not checked)  mail.eml"; a name that does not fit has its own line.
void headline(TextPage& page, const MessageFacts& facts, std::size_t width) {
  std::string rest;
  for (const std::string_view thing : not_checked(facts))
    rest += (rest.empty() ? "(" : ", ") + std::string(thing);
  if (!rest.empty()) rest += ")";
  const std::string word = upper(wire_name(facts.word));
  const std::string lead = page.toned(word, tone_of(facts.word)) + (rest.empty() ? "" : " " + rest);
  const std::size_t used = word.size() + (rest.empty() ? 0 : 1 + rest.size());
  const std::string location = shown(facts.location);
  if (used + 2 + columns(location) <= width) {
    page.line(lead + "  " + location);
  } else {
    page.line(lead).paragraph("  ", location, 2);
  }
}

/// Who signed, for whom the sender gives himself, and when; each of them on one line.
void people(TextPage& page, const MessageFacts& facts, std::size_t width) {
  std::vector<std::string> pieces;
  const SignerFacts* signer = main_signer(facts);
  if (signer != nullptr && signer->certificate) {
    pieces.push_back("signed by " + (signer->certificate->addresses.empty()
                                         ? shown(signer->certificate->subject)
                                         : joined(signer->certificate->addresses)));
  } else if (signer != nullptr) {
    pieces.emplace_back("signed by an unknown signer");
  }
  pieces.push_back(!facts.has_header    ? "no header"
                   : facts.from.empty() ? "no From"
                                        : "From " + joined(facts.from));
  if (signer != nullptr && signer->signing_time)
    pieces.push_back(to_rfc3339(*signer->signing_time) + " (claimed)");
  std::string line;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const std::string piece = pieces[i] + (i + 1 < pieces.size() ? "," : "");
    if (!line.empty() && 2 + columns(line) + 1 + columns(piece) > width) {
      page.paragraph("", line, 2);
      line.clear();
    }
    line += (line.empty() ? "" : " ") + piece;
  }
  page.paragraph("", line, 2);
}

/// Hexadecimal runs of a SHA-256 and longer, cut: the whole value stands in the JSON output.
std::string short_hashes(std::string_view text) {
  constexpr std::size_t kLong = 64, kKept = 16;
  std::string out;
  while (!text.empty()) {
    const std::size_t run = std::min(text.find_first_not_of("0123456789abcdefABCDEF"), text.size());
    out += text.substr(0, run >= kLong ? kKept : run);
    if (run >= kLong) out += "...";
    text.remove_prefix(run);
    const std::size_t other = std::min(text.find_first_of("0123456789abcdefABCDEF"), text.size());
    out += text.substr(0, other);
    text.remove_prefix(other);
  }
  return out;
}

std::string place_text(const Finding& finding) {
  const std::string values = short_hashes(values_text(finding));
  return shown(finding.where.empty() ? "message" : finding.where) +
         (values.empty() ? "" : ": " + values);
}

std::string more_places(const FindingGroup& group) {
  if (group.places.size() <= kMostPlaces) return "";
  return "and " + std::to_string(group.places.size() - kMostPlaces) + " more places";
}

std::string for_whom(const FindingGroup& group) {
  return group.clients.empty() ? "" : "; for " + joined(group.clients) + " only";
}

void causes(TextPage& page, const std::vector<FindingGroup>& groups) {
  bool headed = false;
  for (const FindingGroup& group : groups) {
    const CodeInfo& about = info(group.code);
    if (about.severity == Severity::Notice) continue;
    if (!headed) page.blank().line("Causes and cures", Tone::Strong);
    headed = true;
    page.paragraph(
        "  " + std::string(wire_name(about.severity)),
        std::string(about.wire) + " (" + std::string(about.citation) + ")" + for_whom(group), 11,
        severity_tone(about.severity));
    page.paragraph("", about.text, 11);
    for (std::size_t i = 0; i < group.places.size() && i < kMostPlaces; ++i)
      page.paragraph("           at ", place_text(*group.places[i]), 13);
    if (const std::string more = more_places(group); !more.empty()) page.paragraph("", more, 11);
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
    std::string text(about.text);
    std::string last;
    for (std::size_t i = 0; i < group.places.size() && i < kMostPlaces; ++i) {
      const std::string values = short_hashes(values_text(*group.places[i]));
      if (!values.empty() && values != last) text += "; " + values;
      last = values;
    }
    if (const std::string more = more_places(group); !more.empty()) text += "; " + more;
    page.paragraph("  " + std::string(about.wire) + ": ", text + for_whom(group), 4);
  }
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
  const MessageFacts& facts = report.facts;
  // Design 4: "invalid UTF-8 as U+FFFD with a finding".
  const Finding replaced{Code::InvalidUtf8, "message", {}};
  std::vector<FindingGroup> groups = all_findings(facts);
  if (has_ill_formed_text(facts) && !facts.findings.has(Code::InvalidUtf8))
    groups.push_back({Code::InvalidUtf8, {&replaced}, {}});
  // What was never read has no sender and no clients to ask: the cause says everything.
  const bool read = !facts.sha256.empty();
  headline(page, facts, style.width);
  if (read) people(page, facts, style.width);
  page.paragraph("  ", sentence(facts.word), 2);
  if (read) {
    write_client_table(page, report, groups);
    write_what_users_see(page, report);
  }
  causes(page, groups);
  notices(page, groups);
  if (read) write_details(page, facts, run);
  return page.text();
}

}  // namespace smime::report
