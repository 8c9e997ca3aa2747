// RFC 2047 encoded words, for display.
#include <iconv.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>

#include "base/text.h"
#include "mime/mailbox.h"

namespace smime::mime {
namespace {

// The charsets mail is written in. Others stay undecoded: iconv loads a module for whatever name it
// is given, and stateful and obscure modules have been attacked through mail.
bool is_known_charset(std::string_view name) {
  static constexpr std::array<std::string_view, 13> kNames = {
      "koi8-r", "koi8-u",      "gb2312", "gbk",       "gb18030",        "big5",   "shift_jis",
      "euc-jp", "iso-2022-jp", "euc-kr", "macintosh", "ks_c_5601-1987", "tis-620"};
  const auto digits_after = [&](std::string_view prefix) {
    return name.starts_with(prefix) && name.size() > prefix.size() &&
           name.size() <= prefix.size() + 2 &&
           std::all_of(name.begin() + static_cast<std::ptrdiff_t>(prefix.size()), name.end(),
                       [](char c) { return c >= '0' && c <= '9'; });
  };
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end() ||
         digits_after("iso-8859-") || digits_after("windows-12") || digits_after("cp12");
}

/// iconv's converters to UTF-8. Opening one costs more than a long word, and closing the last one
/// of a charset unloads its module, so each is opened once by a thread and kept: there are no more
/// of them than names that is_known_charset() takes. Each conversion begins in the initial state,
/// so no word depends on one before it.
class Converters {
 public:
  Converters() = default;
  ~Converters() {
    for (const auto& [charset, converter] : open_)
      if (converter != kNone) iconv_close(converter);
  }
  Converters(const Converters&) = delete;
  Converters& operator=(const Converters&) = delete;

  std::optional<std::string> convert(const std::string& charset, std::string octets) {
    const auto [entry, is_new] = open_.try_emplace(charset, kNone);
    if (is_new) entry->second = iconv_open("UTF-8", charset.c_str());
    const iconv_t converter = entry->second;
    if (converter == kNone) return std::nullopt;
    iconv(converter, nullptr, nullptr, nullptr, nullptr);  // as it was when opened
    std::string out(octets.size() * 4 + 16, '\0');
    char* from = octets.data();
    std::size_t from_left = octets.size();
    char* to = out.data();
    std::size_t to_left = out.size();
    const bool failed =
        iconv(converter, &from, &from_left, &to, &to_left) == static_cast<std::size_t>(-1) ||
        iconv(converter, nullptr, nullptr, &to, &to_left) == static_cast<std::size_t>(-1);
    if (failed) return std::nullopt;
    out.resize(out.size() - to_left);
    return out;
  }

 private:
  inline static const iconv_t kNone = reinterpret_cast<iconv_t>(-1);  // NOLINT: iconv's own word
  std::map<std::string, iconv_t> open_;
};

Converters& converters() {
  thread_local Converters kept;
  return kept;
}

std::optional<std::string> to_utf8_from(std::string charset, std::string octets) {
  charset = ascii_lower(charset.substr(0, charset.find('*')));  // RFC 2231 5: charset*language
  if (charset == "utf-8" || charset == "utf8" || charset == "us-ascii") return to_utf8(octets);
  if (charset == "iso-8859-1") {
    std::string out;
    for (const char c : octets) append_utf8(out, static_cast<unsigned char>(c));
    return out;
  }
  if (charset == "ks_c_5601-1987")
    charset = "cp949";
  else if (!is_known_charset(charset))
    return std::nullopt;
  return converters().convert(charset, std::move(octets));
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = ascii_lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::optional<std::string> decode_q(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '_') {
      out.push_back(' ');
    } else if (text[i] == '=') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_value(text[i + 1]);
      const int low = hex_value(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      out.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

std::optional<std::string> decode_b(std::string_view text) {
  // Readers show words with missing padding, so it is not asked for.
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  while (text.ends_with('=')) text.remove_suffix(1);
  std::string out;
  std::uint32_t bits = 0;
  unsigned have = 0;
  for (const char c : text) {
    const std::size_t value = kAlphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    bits = (bits << 6U | static_cast<std::uint32_t>(value)) & 0xFFFFU;
    have += 6;
    if (have >= 8) {
      have -= 8;
      out.push_back(static_cast<char>(bits >> have & 0xFFU));
    }
  }
  return out;
}

struct Word {
  std::size_t length = 0;  // in the text, "=?" and "?=" included
  std::string decoded;
};

// encoded-word := "=?" charset "?" encoding "?" encoded-text "?=", at the front of `text`
std::optional<Word> word_at(std::string_view text) {
  if (!text.starts_with("=?")) return std::nullopt;
  const std::size_t encoding = text.find('?', 2);
  if (encoding == std::string_view::npos || encoding + 2 >= text.size() || encoding > 64 ||
      text[encoding + 2] != '?')
    return std::nullopt;
  const std::size_t begin = encoding + 3;
  const std::size_t end = text.find('?', begin);
  if (end == std::string_view::npos || end + 1 >= text.size() || text[end + 1] != '=')
    return std::nullopt;
  const std::string_view encoded = text.substr(begin, end - begin);
  const char how = ascii_lower(text[encoding + 1]);
  if (how != 'b' && how != 'q') return std::nullopt;
  auto octets = how == 'b' ? decode_b(encoded) : decode_q(encoded);
  if (!octets) return std::nullopt;
  auto decoded = to_utf8_from(std::string(text.substr(2, encoding - 2)), std::move(*octets));
  if (!decoded) return std::nullopt;
  return Word{end + 2, std::move(*decoded)};
}

}  // namespace

bool holds_encoded_word(std::string_view text) {
  for (std::size_t at = text.find("=?"); at != std::string_view::npos;
       at = text.find("=?", at + 1)) {
    // "=?" charset "?" encoding "?" and whatever follows
    const std::size_t charset = text.find('?', at + 2);
    if (charset == std::string_view::npos) return false;
    if (charset + 2 >= text.size() || text[charset + 2] != '?') continue;
    const char how = ascii_lower(text[charset + 1]);
    if (how == 'b' || how == 'q') return true;
  }
  return false;
}

std::string decode_words(std::string_view text) {
  std::string out;
  std::size_t blanks = 0;  // after an encoded word: dropped if another follows (RFC 2047 6.2)
  bool after_word = false;
  while (!text.empty()) {
    const std::size_t next = text.find("=?");
    if (next != 0) {
      const std::string_view plain = text.substr(0, next);
      out += plain;
      const bool only_blanks = trim_blanks(plain).empty();
      blanks = after_word && only_blanks ? plain.size() : 0;
      after_word = after_word && only_blanks;
      text.remove_prefix(plain.size());
      continue;
    }
    if (auto word = word_at(text)) {
      if (after_word) out.resize(out.size() - blanks);
      out += word->decoded;
      text.remove_prefix(word->length);
      after_word = true;
    } else {
      out += text.substr(0, 2);
      text.remove_prefix(2);
      after_word = false;
    }
    blanks = 0;
  }
  return out;
}

}  // namespace smime::mime
