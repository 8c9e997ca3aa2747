#include "engine/report/text_findings.h"

#include "base/text.h"
#include "engine/report/text.h"

namespace smime::report {
namespace {

constexpr std::size_t kMostPlaces = 4;

Tone severity_tone(Severity severity) {
  if (severity == Severity::Notice) return Tone::Plain;
  return severity == Severity::Warning ? Tone::Caution : Tone::Bad;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : ", ") + shown(text);
  return out;
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

/// Also a notice, where a client minds it.
bool is_cause(const FindingGroup& group) {
  return group.counts || info(group.code).severity != Severity::Notice;
}

}  // namespace

void write_causes(TextPage& page, const std::vector<FindingGroup>& groups) {
  bool headed = false;
  for (const FindingGroup& group : groups) {
    const CodeInfo& about = info(group.code);
    if (!is_cause(group)) continue;
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

void write_notices(TextPage& page, const std::vector<FindingGroup>& groups) {
  bool headed = false;
  for (const FindingGroup& group : groups) {
    const CodeInfo& about = info(group.code);
    if (is_cause(group)) continue;
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

}  // namespace smime::report
