#include "base/findings.h"

#include <algorithm>
#include <array>

namespace smime {
namespace {

constexpr std::array kInfo = {
#define SMIME_FINDING(id, wire, severity, word, cite, text, cure) \
  CodeInfo{Code::id, wire, Severity::severity, Word::word, cite, text, cure},
#include "base/finding_codes.def"
#undef SMIME_FINDING
};

// In the order of Word.
constexpr std::array<std::string_view, 14> kWords = {
    "unknown",   "encrypted",       "invalid",          "not_signed",    "partial",
    "untrusted", "revoked",         "expired",          "not_yet_valid", "wrong_usage",
    "weak",      "signer_mismatch", "valid_with_notes", "valid"};

/// The beginning of `text`, no character of UTF-8 cut in two, and a mark that says what it was.
std::string shortened(std::string_view text) {
  const std::string mark = "\u2026 (" + std::to_string(text.size()) + " octets)";
  std::size_t kept = kDetailOctets - mark.size();
  const auto continues = [&](std::size_t at) {
    return (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
  };
  // A character has at most three octets after its first; more of them are no UTF-8 anyway.
  for (int i = 0; i < 3 && continues(kept); ++i) --kept;
  return std::string(text.substr(0, kept)) + mark;
}

}  // namespace

std::string_view wire_name(Word word) { return kWords.at(static_cast<std::size_t>(word)); }

std::optional<Word> word_from(std::string_view wire_name) {
  const auto found = std::find(kWords.begin(), kWords.end(), wire_name);
  if (found == kWords.end()) return std::nullopt;
  return static_cast<Word>(found - kWords.begin());
}

std::string_view wire_name(Severity severity) {
  constexpr std::array<std::string_view, 4> kNames = {"fatal", "error", "warning", "notice"};
  return kNames.at(static_cast<std::size_t>(severity));
}

const CodeInfo& info(Code code) { return kInfo.at(static_cast<std::size_t>(code)); }

std::optional<Code> code_from(std::string_view wire) {
  const auto found = std::find_if(kInfo.begin(), kInfo.end(), [&](const CodeInfo& candidate) {
    return candidate.wire == wire;
  });
  if (found == kInfo.end()) return std::nullopt;
  return found->code;
}

const std::vector<CodeInfo>& all_codes() {
  static const std::vector<CodeInfo> kAll(kInfo.begin(), kInfo.end());
  return kAll;
}

void Findings::add(Finding finding) {
  for (auto& [key, value] : finding.details) {
    auto* const text = std::get_if<std::string>(&value);
    if (text != nullptr && text->size() > kDetailOctets) *text = shortened(*text);
  }
  items_.push_back(std::move(finding));
}

bool Findings::any(Severity severity) const {
  return std::any_of(items_.begin(), items_.end(),
                     [&](const Finding& f) { return info(f.code).severity == severity; });
}

bool Findings::has(Code code) const {
  return std::any_of(items_.begin(), items_.end(),
                     [&](const Finding& f) { return f.code == code; });
}

Word Findings::word() const {
  Word worst = Word::Valid;
  for (const Finding& finding : items_) worst = std::min(worst, info(finding.code).word);
  return worst;
}

}  // namespace smime
