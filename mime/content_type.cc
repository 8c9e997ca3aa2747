#include "mime/content_type.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "mime/mailbox.h"

namespace smime::mime {
namespace {

// RFC 2045 5.1: token := 1*<any (US-ASCII) CHAR except SPACE, CTLs, or tspecials>
bool is_token(char c) {
  return c > ' ' && c < 0x7F &&
         std::string_view("()<>@,;:\\\"/[]?=").find(c) == std::string_view::npos;
}

bool is_text(char c) {  // what a quoted string or a comment may hold (RFC 5322 3.2, RFC 6532 3.2)
  const auto octet = static_cast<unsigned char>(c);
  return octet == '\t' || (octet >= ' ' && octet != 0x7F);
}

class Tokenizer {
 public:
  explicit Tokenizer(std::string_view text) : rest_(text) {}
  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  [[nodiscard]] bool skip(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  [[nodiscard]] std::string_view token() {
    std::size_t length = 0;
    while (length < rest_.size() && is_token(rest_[length])) ++length;
    const std::string_view found = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return found;
  }
  // Blanks and comments, which nest. False if a comment has no end.
  [[nodiscard]] bool skip_blanks() {
    std::size_t depth = 0;
    while (!rest_.empty()) {
      const char c = rest_.front();
      if (const std::size_t end = line_end(rest_); end != 0) {
        rest_.remove_prefix(end);
        continue;
      }
      if (c == '(') {
        ++depth;
        ++comments_;
      } else if (depth == 0) {
        if (c != ' ' && c != '\t') return true;
      } else if (c == ')') {
        --depth;
      } else if (c == '\\' && rest_.size() > 1 && is_text(rest_[1])) {
        rest_.remove_prefix(1);
      } else if (!is_text(c)) {
        return false;
      } else if (c == ';' || c == '"' || c == '=') {
        ambiguous_comment_ = true;
      }
      rest_.remove_prefix(1);
    }
    return depth == 0;
  }
  [[nodiscard]] std::optional<std::string> value() {
    altered_ = false;
    unquoted_ = false;
    if (rest_.empty() || rest_.front() != '"') {
      const std::string_view found = unquoted_value();
      if (found.empty()) return std::nullopt;
      return std::string(found);
    }
    std::string text;
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      char c = rest_[i];
      if (const std::size_t end = line_end(rest_.substr(i)); end != 0) {
        altered_ = true;
        i += end - 1;
        continue;
      }
      if (c == '"') {
        rest_.remove_prefix(i + 1);
        return text;
      }
      if (c == '\\' && ++i < rest_.size()) {
        altered_ = true;
        c = rest_[i];
      }
      if (!is_text(c)) return std::nullopt;
      text.push_back(c);
    }
    return std::nullopt;
  }
  [[nodiscard]] bool ambiguous_comment() const { return ambiguous_comment_; }
  [[nodiscard]] std::size_t comments() const { return comments_; }
  // True if the last value should stand in quotes.
  [[nodiscard]] bool unquoted() const { return unquoted_; }
  // True if the last value is not spelled in the message as it was read.
  [[nodiscard]] bool altered() const { return altered_; }

 private:
  // Octets of the line end at the front of a value that is still folded.
  static std::size_t line_end(std::string_view text) {
    return text.starts_with("\r\n") ? 2 : text.starts_with('\n') ? 1 : 0;
  }

  // A token; or more, with characters that need quotes and mean nothing to any reader without them,
  // as far as a blank, ";" or the end.
  std::string_view unquoted_value() {
    const std::string_view whole = rest_;
    (void)token();
    while (!rest_.empty() && std::string_view("/=?:@").find(rest_.front()) != whole.npos) {
      unquoted_ = true;
      rest_.remove_prefix(1);
      (void)token();
    }
    const bool ends =
        rest_.empty() || std::string_view(" \t\r\n;").find(rest_.front()) != whole.npos;
    if (unquoted_ && !ends) return {};
    return whole.substr(0, whole.size() - rest_.size());
  }

  std::string_view rest_;
  bool unquoted_ = false;
  bool ambiguous_comment_ = false;
  std::size_t comments_ = 0;
  bool altered_ = false;
};

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = ascii_lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::optional<std::string> percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out.push_back(text[i]);
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = hex_value(text[i + 1]);
    const int low = hex_value(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    out.push_back(static_cast<char>(high * 16 + low));
    i += 2;
  }
  return out;
}

// RFC 2231 4: charset'language'value, of which the value is wanted.
std::optional<std::string_view> without_charset(std::string_view text) {
  for (int quotes = 0; quotes < 2; ++quotes) {
    const std::size_t quote = text.find('\'');
    if (quote == std::string_view::npos) return std::nullopt;
    text.remove_prefix(quote + 1);
  }
  return text;
}

struct Segment {
  std::string text;
  bool extended = false;
};

// All that is said about one parameter, in its three forms: x, x*, x*0 x*1*.
struct Spoken {
  std::optional<std::string> plain;
  std::optional<std::string> extended;
  std::map<std::uint32_t, Segment> segments;
};

// RFC 2231 3: the sections are numbered from 0 in decimal, without leading zeros or gaps.
std::optional<std::uint32_t> section_number(std::string_view digits) {
  if (digits.empty() || digits.size() > 4 || (digits.size() > 1 && digits[0] == '0'))
    return std::nullopt;
  std::uint32_t number = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + static_cast<std::uint32_t>(c - '0');
  }
  return number;
}

std::optional<std::string> joined(const Spoken& spoken) {
  if (spoken.extended) {
    const auto text = without_charset(*spoken.extended);
    return text ? percent_decode(*text) : std::nullopt;
  }
  if (spoken.segments.empty()) return spoken.plain;
  std::string out;
  std::uint32_t expected = 0;
  for (const auto& [number, segment] : spoken.segments) {
    if (number != expected++) return std::nullopt;
    std::optional<std::string> text = segment.text;
    if (segment.extended) {
      std::optional<std::string_view> encoded = segment.text;
      if (number == 0) encoded = without_charset(segment.text);
      text = encoded ? percent_decode(*encoded) : std::nullopt;
    }
    if (!text) return std::nullopt;
    out += *text;
  }
  return out;
}

enum class Added : std::uint8_t { Yes, Twice, Malformed };

Added add(Spoken& spoken, std::string_view form, std::string value) {
  const auto once = [&](std::optional<std::string>& slot) {
    if (slot) return Added::Twice;
    slot = std::move(value);
    return Added::Yes;
  };
  if (form.empty()) return once(spoken.plain);
  form.remove_prefix(1);  // the first "*"
  if (form.empty()) return once(spoken.extended);
  const bool extended = form.back() == '*';
  if (extended) form.remove_suffix(1);
  const auto number = section_number(form);
  if (!number) return Added::Malformed;
  const bool first = spoken.segments.emplace(*number, Segment{std::move(value), extended}).second;
  return first ? Added::Yes : Added::Twice;
}

// Apostrophes around a value, and encoded words, are part of it (RFC 2045 5.1, RFC 2047 5); some
// readers take them for a quoting and remove them.
bool has_second_quoting(std::string_view value) {
  return (value.size() > 1 && value.front() == '\'' && value.back() == '\'') ||
         holds_encoded_word(value);
}

}  // namespace

bool ContentType::is(std::string_view type_slash_subtype) const {
  const std::size_t slash = type_slash_subtype.find('/');
  return type_slash_subtype.substr(0, slash) == type &&
         type_slash_subtype.substr(slash + 1) == subtype;
}

std::optional<std::string_view> ContentType::parameter(std::string_view name) const {
  for (const auto& [key, value] : parameters) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::optional<std::string_view> single_token(std::string_view value) {
  Tokenizer at(trim_blanks(value));
  const std::string_view token = at.token();
  if (token.empty() || !at.skip_blanks() || !at.at_end()) return std::nullopt;
  return token;
}

std::optional<ContentType> read_content_type(std::string_view value, std::string_view where,
                                             Findings& out) {
  const auto refuse = [&](Code code,
                          std::string_view parameter = {}) -> std::optional<ContentType> {
    Finding finding{code, std::string(where), {{"field", std::string("Content-Type")}}};
    if (!parameter.empty()) finding.details.emplace_back("parameter", std::string(parameter));
    out.add(std::move(finding));
    return std::nullopt;
  };
  constexpr Code kMalformed = Code::MimeContentTypeMalformed;
  ContentType result;
  result.present = true;
  Tokenizer at(value);

  // RFC 2045 5.1: content := "Content-Type" ":" type "/" subtype *(";" parameter)
  if (!at.skip_blanks()) return refuse(kMalformed);
  result.type = ascii_lower(at.token());
  if (!at.skip('/')) return refuse(kMalformed);
  result.subtype = ascii_lower(at.token());
  if (result.type.empty() || result.subtype.empty()) return refuse(kMalformed);

  std::map<std::string, Spoken> spoken;
  std::vector<std::string> order;
  std::string unquoted;  // the first parameter that should stand in quotes
  bool boundary_unclear = false;
  while (true) {
    if (!at.skip_blanks()) return refuse(kMalformed);
    if (at.at_end()) break;
    const std::size_t comments = at.comments();
    if (!at.skip(';') || !at.skip_blanks()) return refuse(kMalformed);
    const std::string attribute = ascii_lower(at.token());
    if (attribute.empty()) continue;
    // RFC 2231 7: attribute-char excludes "*", which therefore begins the form.
    const std::size_t star = std::min(attribute.find('*'), attribute.size());
    const std::string name = attribute.substr(0, star);
    if (name.empty() || !at.skip_blanks() || !at.skip('=') || !at.skip_blanks())
      return refuse(kMalformed);
    auto text = at.value();
    if (!text) return refuse(kMalformed, name);
    const bool altered = at.altered();
    if (at.unquoted() && unquoted.empty()) unquoted = name;
    if (!at.skip_blanks()) return refuse(kMalformed);
    if (name == "boundary" && (altered || at.comments() != comments || has_second_quoting(*text)))
      boundary_unclear = true;
    const auto [entry, is_new] = spoken.try_emplace(name);
    if (is_new) order.push_back(name);
    switch (add(entry->second, std::string_view(attribute).substr(star), std::move(*text))) {
      case Added::Twice:
        return refuse(Code::MimeParameterRepeated, name);
      case Added::Malformed:
        return refuse(kMalformed, name);
      case Added::Yes:
        break;
    }
  }
  if (at.ambiguous_comment()) return refuse(Code::MimeCommentAmbiguous);
  if (!unquoted.empty())
    out.add({Code::MimeParameterUnquoted,
             std::string(where),
             {{"field", std::string("Content-Type")}, {"parameter", unquoted}}});
  if (boundary_unclear)
    out.add({Code::MimeBoundaryAmbiguousValue,
             std::string(where),
             {{"field", std::string("Content-Type")}}});

  for (const std::string& name : order) {
    const Spoken& said = spoken[name];
    const int forms =
        (said.plain ? 1 : 0) + (said.extended ? 1 : 0) + (said.segments.empty() ? 0 : 1);
    // A file name is often said twice for old readers, and decides nothing.
    if (forms > 1 && name != "name") return refuse(Code::MimeParameterConflict, name);
    auto text = joined(said);
    if (!text) return refuse(kMalformed, name);
    result.parameters.emplace_back(name, std::move(*text));
  }
  if (const auto boundary = spoken.find("boundary");
      boundary != spoken.end() && !boundary->second.plain)
    out.add(
        {Code::MimeBoundaryRfc2231, std::string(where), {{"field", std::string("Content-Type")}}});
  return result;
}

}  // namespace smime::mime
