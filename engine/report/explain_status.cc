#include "engine/report/explain_status.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <optional>
#include <set>
#include <string>

#include "base/text.h"
#include "engine/cryptoapi/chain_policy.h"
#include "engine/cryptoapi/names.h"
#include "engine/report/explain_client.h"

namespace smime::report {
namespace {

constexpr std::size_t kIndent = 12;
constexpr std::size_t kLongestPaste = 4000;
constexpr std::size_t kShortestPiece = 24;  // of a text whose end is missing
constexpr std::string_view kPrefix = "CERT_TRUST_";

enum class Field : std::uint8_t { Error, Info };

std::string hexadecimal(std::uint32_t value) {
  char number[16];
  std::snprintf(number, sizeof number, "0x%08X", static_cast<unsigned>(value));
  return number;
}

/// With what the base policy answers for it, and the clients that report it.
void explain_bit(TextPage& page, const cryptoapi::ChainStatusBit& bit, Field field,
                 const judge::Clients& clients) {
  page.paragraph(std::string(bit.name) + "  ",
                 hexadecimal(bit.value) + ": " + std::string(bit.meaning), 2, Tone::Strong);
  if (field == Field::Info) {
    page.paragraph("  kind", "information, no error", kIndent);
    return;
  }
  if (!bit.flag.empty())
    page.paragraph("  .NET", "X509ChainStatusFlags." + std::string(bit.flag), kIndent);
  cryptoapi::ChainContext context;
  context.status.error = bit.value;
  const std::uint32_t answer = cryptoapi::verify_chain_policy(context).hresult;
  if (const auto* const result = cryptoapi::find_hresult(answer)) {
    page.paragraph("  answer", hexadecimal(answer) + " " + std::string(result->name), kIndent);
    write_conditions_with_code(page, hexadecimal(answer), clients);
  }
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
  if (hexadecimal && topic.size() == 9 && ascii_lower(topic.back()) == 'l') topic.remove_suffix(1);
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

std::uint32_t sum(const std::vector<cryptoapi::ChainStatusBit>& bits) {
  std::uint32_t all = 0;
  for (const auto& bit : bits) all |= bit.value;
  return all;
}

/// An HRESULT; else a status whose bits all have names.
bool explain_number(TextPage& page, std::uint32_t value, const judge::Clients& clients) {
  if (const cryptoapi::Hresult* const result = cryptoapi::find_hresult(value)) {
    explain_hresult(page, *result, clients);
    return true;
  }
  if (value == 0) {
    page.paragraph(hexadecimal(value) + "  ",
                   "no error (as dwErrorStatus), nothing to say (as dwInfoStatus), success (as "
                   "HRESULT)",
                   2, Tone::Strong);
    return true;
  }
  const auto errors = cryptoapi::error_status_bits(value);
  const auto infos = cryptoapi::info_status_bits(value);
  const bool error = sum(errors) == value, information = sum(infos) == value;
  const bool both = error && information;
  if (error) {
    if (both) page.line("As an error status (dwErrorStatus)", Tone::Strong);
    for (const auto& bit : errors) {
      if (bit.value != errors.front().value) page.blank();
      explain_bit(page, bit, Field::Error, clients);
    }
  }
  if (information) {
    if (both) page.blank().line("As an info status (dwInfoStatus)", Tone::Strong);
    for (const auto& bit : infos) explain_bit(page, bit, Field::Info, clients);
  }
  return error || information;
}

/// The status of a certificate in Exchange ActiveSync (MS-ASCMD 2.2.3.177.17) is a small number.
bool explain_validate_cert(TextPage& page, std::uint32_t value, const judge::Clients& clients) {
  TextPage who(page.style());
  if (!write_conditions_with_code(who, "ValidateCert Status " + std::to_string(value), clients))
    return false;
  page.blank().line("As ValidateCert Status (Exchange ActiveSync)", Tone::Strong).append(who);
  return true;
}

bool is_called(const cryptoapi::ChainStatusBit& bit, std::string_view name) {
  return ascii_iequal(bit.name, name) || ascii_iequal(bit.name.substr(kPrefix.size()), name) ||
         (!bit.flag.empty() && ascii_iequal(bit.flag, name));
}

bool explain_name(TextPage& page, std::string_view name, const judge::Clients& clients) {
  for (const auto& bit : cryptoapi::error_status_bits()) {
    if (!is_called(bit, name)) continue;
    explain_bit(page, bit, Field::Error, clients);
    return true;
  }
  for (const auto& bit : cryptoapi::info_status_bits()) {
    if (!is_called(bit, name)) continue;
    explain_bit(page, bit, Field::Info, clients);
    return true;
  }
  for (const auto& result : cryptoapi::hresults()) {
    if (!ascii_iequal(result.name, name)) continue;
    explain_hresult(page, result, clients);
    return true;
  }
  return false;
}

/// True if `pasted` is `text`, or all of it but its end; both in normal form.
bool is_text(const std::string& text, const std::string& pasted) {
  return pasted == text || (pasted.size() >= kShortestPiece && text.starts_with(pasted));
}

/// Every result whose text this is: some of them share one.
bool explain_text(TextPage& page, std::string_view topic, const judge::Clients& clients) {
  const std::string pasted = normal_form(topic.substr(0, kLongestPaste));
  bool found = false;
  for (const auto& result : cryptoapi::hresults()) {
    if (pasted.empty() || !is_text(normal_form(result.text), pasted)) continue;
    explain_hresult(page, result, clients);
    found = true;
  }
  return found;
}

bool of_a_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         c == '-';
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const auto begin = std::find_if(text.begin(), text.end(), of_a_word);
    const auto end = std::find_if_not(begin, text.end(), of_a_word);
    const auto from = static_cast<std::size_t>(begin - text.begin());
    const auto size = static_cast<std::size_t>(end - begin);
    if (size != 0) words.push_back(text.substr(from, size));
    text.remove_prefix(from + size);
  }
  return words;
}

}  // namespace

bool write_status(TextPage& page, std::string_view topic, const judge::Clients& clients) {
  if (explain_name(page, topic, clients)) return true;
  if (const auto number = number_of(topic)) {
    const bool status = explain_number(page, *number, clients);
    if (explain_validate_cert(page, *number, clients) || status) return true;
  }
  return explain_text(page, topic, clients);
}

bool write_statuses_in(TextPage& page, std::string_view text, const judge::Clients& clients) {
  // "0x800B0109 (-2146762487 CERT_E_UNTRUSTEDROOT)" says one thing three times.
  std::set<std::string> said;
  for (const std::string_view word : words_of(text.substr(0, kLongestPaste))) {
    TextPage entry(page.style());
    // Small decimal numbers are line numbers, dates and counts.
    const bool number = word.starts_with("0x") || word.starts_with("0X") || word.size() >= 8;
    const auto value = number ? number_of(word) : std::nullopt;
    const bool known =
        explain_name(entry, word, clients) || (value && explain_number(entry, *value, clients));
    if (!known || !said.insert(entry.text()).second) continue;
    if (said.size() > 1) page.blank();
    page.append(entry);
  }
  return !said.empty();
}

std::vector<std::string_view> status_names() {
  std::vector<std::string_view> names;
  for (const auto& bit : cryptoapi::error_status_bits()) {
    names.push_back(bit.name);
    if (!bit.flag.empty()) names.push_back(bit.flag);
  }
  for (const auto& bit : cryptoapi::info_status_bits()) names.push_back(bit.name);
  for (const auto& result : cryptoapi::hresults()) names.push_back(result.name);
  return names;
}

}  // namespace smime::report
