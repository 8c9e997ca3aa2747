#include "engine/report/explain.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <optional>

#include "base/findings.h"
#include "base/text.h"
#include "engine/cryptoapi/names.h"
#include "engine/report/explain_client.h"
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

std::string hexadecimal(std::uint32_t value) {
  char number[16];
  std::snprintf(number, sizeof number, "0x%08X", static_cast<unsigned>(value));
  return number;
}

/// With the findings it corresponds to, by the code strings that client conditions carry.
void explain_bit(TextPage& page, const cryptoapi::ChainStatusBit& bit,
                 const judge::Clients& clients) {
  const std::string number = hexadecimal(bit.value);
  page.paragraph(std::string(bit.name) + "  ", number + ": " + std::string(bit.meaning), 2,
                 Tone::Strong);
  if (!bit.flag.empty())
    page.paragraph("  .NET", "X509ChainStatusFlags." + std::string(bit.flag), kIndent);
  write_conditions_with_code(page, number, clients);
}

void explain_hresult(TextPage& page, const cryptoapi::Hresult& result,
                     const judge::Clients& clients) {
  const std::string number = hexadecimal(result.value);
  page.paragraph(std::string(result.name) + "  ",
                 number + (result.meaning.empty() ? "" : ": " + std::string(result.meaning)), 2,
                 Tone::Strong);
  if (!result.text.empty())
    page.paragraph("  Windows", "\"" + std::string(result.text) + "\"", kIndent);
  write_conditions_with_code(page, number, clients);
}

std::optional<std::uint32_t> number_of(std::string_view topic) {
  const bool hexadecimal = topic.starts_with("0x") || topic.starts_with("0X");
  if (hexadecimal) topic.remove_prefix(2);
  // Eight hexadecimal digits are how Windows prints an HRESULT, also without the 0x.
  const bool bare = !hexadecimal && topic.size() == 8 && topic.front() == '8';
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(topic.data(), topic.data() + topic.size(), value,
                                            hexadecimal || bare ? 16 : 10);
  if (topic.empty() || error != std::errc() || end != topic.data() + topic.size())
    return std::nullopt;
  // Some tools print an HRESULT as a negative number.
  if (value < INT32_MIN || value > UINT32_MAX) return std::nullopt;
  return static_cast<std::uint32_t>(value);
}

bool explain_number(TextPage& page, std::uint32_t value, const judge::Clients& clients) {
  if (const cryptoapi::Hresult* const result = cryptoapi::find_hresult(value)) {
    explain_hresult(page, *result, clients);
    return true;
  }
  // Not an HRESULT: the bits of a chain's error status, if all of them have names.
  std::uint32_t named = 0;
  for (const auto& bit : cryptoapi::error_status_bits(value)) named |= bit.value;
  if (value == 0 || named != value) return false;
  for (const auto& bit : cryptoapi::error_status_bits(value)) explain_bit(page, bit, clients);
  return true;
}

bool explain_bit_called(TextPage& page, std::string_view topic, const judge::Clients& clients) {
  constexpr std::string_view kPrefix = "CERT_TRUST_";
  for (const auto& bit : cryptoapi::error_status_bits()) {
    if (!ascii_iequal(bit.name, topic) && !ascii_iequal(bit.name.substr(kPrefix.size()), topic) &&
        (bit.flag.empty() || !ascii_iequal(bit.flag, topic)))
      continue;
    explain_bit(page, bit, clients);
    return true;
  }
  return false;
}

/// By its name, or by the text that Windows shows, with or without the period.
bool explain_hresult_called(TextPage& page, std::string_view topic, const judge::Clients& clients) {
  const auto plain = [](std::string_view text) {
    return text.ends_with('.') ? text.substr(0, text.size() - 1) : text;
  };
  for (const auto& result : cryptoapi::hresults()) {
    const bool text = !result.text.empty() && ascii_iequal(plain(result.text), plain(topic));
    if (!text && !ascii_iequal(result.name, topic)) continue;
    explain_hresult(page, result, clients);
    return true;
  }
  return false;
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
  for (const auto& bit : cryptoapi::error_status_bits()) {
    consider(bit.name);
    if (!bit.flag.empty()) consider(bit.flag);
  }
  for (const auto& result : cryptoapi::hresults()) consider(result.name);
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
  } else if (!explain_bit_called(page, topic, clients) &&
             !explain_hresult_called(page, topic, clients)) {
    const auto number = number_of(topic);
    known = (number && explain_number(page, *number, clients)) ||
            write_condition(page, lower, clients) ||
            (topic.size() >= kShortestCode && write_conditions_with_code(page, topic, clients)) ||
            write_conditions_showing(page, topic, clients);
  }
  if (known) return {true, page.text(), {}};
  return {false, {}, near_names(topic, clients)};
}

}  // namespace smime::report
