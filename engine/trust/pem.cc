#include "engine/trust/pem.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace smime::trust {
namespace {

constexpr std::string_view kBegin = "-----BEGIN ", kEnd = "-----END ", kDashes = "-----";

constexpr std::array<std::int8_t, 256> make_table() {
  std::array<std::int8_t, 256> table{};
  table.fill(-1);
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    table[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::int8_t>(i);
  }
  return table;
}
constexpr auto kTable = make_table();

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// Decodes text[from, to); positions in faults are those of `armour`.
std::variant<Octets, Fault> decode(const ArmourText& armour, std::size_t from, std::size_t to) {
  const std::string_view text = as_text(armour.text);
  Octets out;
  out.reserve((to - from) / 4 * 3);
  std::uint32_t group = 0;
  unsigned count = 0;
  unsigned padding = 0;
  for (std::size_t i = from; i < to; ++i) {
    if (is_space(text[i])) continue;
    if (text[i] == '=' && count >= 2 && count + padding < 4) {
      ++padding;
      continue;
    }
    const std::int8_t value = kTable[static_cast<unsigned char>(text[i])];
    if (value < 0 || padding > 0) {
      return Fault{armour.in_file(i), padding > 0 ? "the end of the base64 text" : "base64 text",
                   first_octets(armour.text.subspan(i, 1)), false};
    }
    group = group << 6U | static_cast<std::uint32_t>(value);
    if (++count < 4) continue;
    out.push_back(static_cast<std::uint8_t>(group >> 16U));
    out.push_back(static_cast<std::uint8_t>(group >> 8U & 0xFFU));
    out.push_back(static_cast<std::uint8_t>(group & 0xFFU));
    group = 0, count = 0;
  }
  if (count == 0) return out;
  if (count + padding != 4) {
    return Fault{armour.in_file(to), "base64 in groups of four characters",
                 "a group of " + std::to_string(count + padding), true};
  }
  // RFC 4648 3.5: the bits that padding leaves over must be zero.
  const unsigned unused = padding == 1 ? 2 : 4;
  if ((group & ((1U << unused) - 1)) != 0) {
    return Fault{armour.in_file(to), "zero bits before the padding", "other bits", false};
  }
  group <<= 6U * padding;
  out.push_back(static_cast<std::uint8_t>(group >> 16U));
  if (padding == 1) out.push_back(static_cast<std::uint8_t>(group >> 8U & 0xFFU));
  return out;
}

bool at_line_start(std::string_view text, std::size_t at) {
  return at == 0 || text[at - 1] == '\n' || text[at - 1] == '\r';
}

/// The next `what` at the start of a line.
std::size_t find_line(std::string_view text, std::string_view what, std::size_t from) {
  while ((from = text.find(what, from)) != std::string_view::npos) {
    if (at_line_start(text, from)) return from;
    from += what.size();
  }
  return std::string_view::npos;
}

/// The label of the line at `at`, which begins with `prefix`; nothing if the line is no such line.
std::optional<std::string_view> label_of(std::string_view text, std::size_t at,
                                         std::string_view prefix, std::size_t& behind) {
  const std::size_t start = at + prefix.size();
  const std::size_t line_end = std::min(text.find_first_of("\r\n", start), text.size());
  std::string_view line = trim_blanks(text.substr(start, line_end - start));
  if (line.size() < kDashes.size() || line.substr(line.size() - kDashes.size()) != kDashes) {
    return std::nullopt;
  }
  line.remove_suffix(kDashes.size());
  behind = line_end;
  return line;
}

/// True if a line outside of blocks is the remains of one: of a BEGIN or END line, whatever became
/// of its dashes, blanks and case, or of the first line of a base64 body. What a reader passes over
/// here is a certificate that its owner believes to be in the list.
bool is_remains_of_block(std::string_view line) {
  if (line.starts_with(kEnd)) return true;
  std::string letters;
  std::size_t dashes = 0;
  for (const char c : line) {
    const auto octet = static_cast<unsigned char>(c);
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    if ((lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9')) letters += lower;
    // Word processors make other dashes of hyphens.
    if (c == '-' || octet >= 0x80) ++dashes;
  }
  if (dashes >= 2) {
    for (const std::string_view word : {"begin", "end"}) {
      for (const std::string_view label :
           {"certificate", "trustedcertificate", "x509certificate", "x509crl", "pkcs7", "cms"}) {
        if (letters.find(std::string(word) + std::string(label)) != std::string::npos) return true;
      }
    }
  }
  // RFC 7468 2: 64 characters, and DER begins with a SEQUENCE.
  constexpr std::size_t kBodyLine = 64;
  line = trim_blanks(line);
  return line.size() >= kBodyLine && line.starts_with("MI") &&
         std::all_of(line.begin(), line.end(),
                     [](char c) { return kTable[static_cast<unsigned char>(c)] >= 0; });
}

/// The first line in text[from, to) that is the remains of a block; npos if there is none.
std::size_t find_remains(std::string_view text, std::size_t from, std::size_t to) {
  while (from < to) {
    const std::size_t end = std::min(text.find_first_of("\r\n", from), to);
    if (is_remains_of_block(text.substr(from, end - from))) return from;
    from = end + 1;
  }
  return std::string_view::npos;
}

}  // namespace

std::optional<Octets> narrow_utf16(Bytes octets, std::uint32_t& start) {
  start = octets.size() >= 2 && octets[0] == 0xFF && octets[1] == 0xFE ? 2 : 0;
  const Bytes rest = octets.subspan(start);
  if (rest.size() < 2 || rest.size() % 2 != 0) return std::nullopt;
  Octets narrow(rest.size() / 2);
  for (std::size_t i = 0; i < narrow.size(); ++i) {
    if (rest[2 * i + 1] != 0) return std::nullopt;
    narrow[i] = rest[2 * i];
  }
  return narrow;
}

std::variant<std::vector<PemBlock>, Fault> read_pem(const ArmourText& armour) {
  const std::string_view text = as_text(armour.text);
  std::vector<PemBlock> blocks;
  const auto fault = [&](std::size_t where, std::string expected, std::string found, bool cut) {
    return Fault{armour.in_file(where), std::move(expected), std::move(found), cut};
  };
  for (std::size_t at = 0;;) {
    const std::size_t begin = find_line(text, kBegin, at);
    const std::size_t remains = find_remains(text, at, std::min(begin, text.size()));
    if (remains != std::string_view::npos) {
      return fault(remains, "a line -----BEGIN label-----, or text that belongs to no block",
                   "the remains of a block", false);
    }
    if (begin == std::string_view::npos) return blocks;
    at = begin;
    std::size_t body = 0;
    const auto label = label_of(text, at, kBegin, body);
    if (!label) return fault(at, "a line -----BEGIN label-----", "no closing dashes", false);
    const std::size_t end = find_line(text, "-----", body);
    if (end == std::string_view::npos) {
      return fault(text.size(), "the line -----END " + std::string(*label) + "-----",
                   "the end of the file", true);
    }
    std::size_t behind = end;
    const auto closing =
        text.substr(end, kEnd.size()) == kEnd ? label_of(text, end, kEnd, behind) : std::nullopt;
    if (closing != label) {
      return fault(end, "the line -----END " + std::string(*label) + "-----", "another line",
                   false);
    }
    auto decoded = decode(armour, body, end);
    if (auto* wrong = std::get_if<Fault>(&decoded)) return std::move(*wrong);
    blocks.push_back(
        {std::string(*label), armour.in_file(at), std::move(std::get<Octets>(decoded))});
    at = behind;
  }
}

bool has_private_key_label(Bytes octets) {
  const std::string_view text = as_text(octets);
  constexpr std::string_view kPrivate = "PRIVATE KEY-----";
  constexpr std::size_t kLongestLabel = 64;
  for (std::size_t at = 0; (at = text.find(kPrivate, at)) != std::string_view::npos;
       at += kPrivate.size()) {
    const std::size_t start = at - std::min(at, kBegin.size() + kLongestLabel);
    if (text.substr(start, at - start).find(kBegin) != std::string_view::npos) return true;
  }
  return false;
}

std::variant<Octets, Fault> decode_base64(const ArmourText& armour) {
  return decode(armour, 0, std::min(as_text(armour.text).find('\0'), armour.text.size()));
}

}  // namespace smime::trust
