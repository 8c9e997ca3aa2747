// The address list of RFC 5322 3.4 and RFC 6532 3.2, without its obsolete and ambiguous forms.
#include <algorithm>

#include "base/text.h"
#include "mime/mailbox.h"

namespace smime::mime {
namespace {

enum class Kind : std::uint8_t { Atom, Quoted, Comment, Literal, Special, End };

struct Token {
  Kind kind = Kind::End;
  std::string text;  // quoting, brackets of comments and escapes removed
  bool after_blank = false;
};

bool is_atom(char c) {
  const auto octet = static_cast<unsigned char>(c);
  return octet > ' ' && octet != 0x7F &&
         std::string_view("()<>[]:;@\\,.\"").find(c) == std::string_view::npos;
}

bool is_printable(char c) {
  const auto octet = static_cast<unsigned char>(c);
  return octet == '\t' || (octet >= ' ' && octet != 0x7F);
}

// Splits `text`; nothing if a quote, comment or literal has no end or a control character occurs.
std::optional<std::vector<Token>> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  std::size_t at = 0;
  bool blank = false;
  const auto delimited = [&](char open, char close, bool nests) -> std::optional<std::string> {
    std::string inner;
    std::size_t depth = 1;
    for (++at; at < text.size(); ++at) {
      char c = text[at];
      if (!is_printable(c)) return std::nullopt;
      if (c == '\\') {
        if (++at == text.size() || !is_printable(text[at])) return std::nullopt;
        inner.push_back(text[at]);
        continue;
      }
      if (c == close && --depth == 0) {
        ++at;
        return inner;
      }
      if (nests && c == open) ++depth;
      inner.push_back(c);
    }
    return std::nullopt;
  };
  while (at < text.size()) {
    const char c = text[at];
    if (c == ' ' || c == '\t') {
      blank = true;
      ++at;
      continue;
    }
    Token token;
    token.after_blank = blank;
    blank = false;
    if (c == '"' || c == '(' || c == '[') {
      token.kind = c == '"' ? Kind::Quoted : c == '(' ? Kind::Comment : Kind::Literal;
      const char close = c == '"' ? '"' : c == '(' ? ')' : ']';
      auto inner = delimited(c, close, c == '(');
      if (!inner) return std::nullopt;
      token.text = std::move(*inner);
    } else if (is_atom(c)) {
      token.kind = Kind::Atom;
      const std::size_t begin = at;
      while (at < text.size() && is_atom(text[at])) ++at;
      token.text = std::string(text.substr(begin, at - begin));
    } else {
      if (!is_printable(c)) return std::nullopt;
      token.kind = Kind::Special;
      token.text = std::string(1, c);
      ++at;
    }
    tokens.push_back(std::move(token));
  }
  return tokens;
}

class Parser {
 public:
  explicit Parser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  // Reads one mailbox up to the comma or the end. Empty: there is no address in it.
  enum class Read : std::uint8_t { Good, NoAddress, Bad };
  Read read(Mailbox& mailbox) {
    std::string comments;
    skip_comments(comments);
    std::string name;
    const std::size_t begin = at_;
    // Without a phrase, the address itself.
    if (addr_spec(mailbox)) {
      skip_comments(comments);
      if (!ends_here()) return Read::Bad;
      mailbox.display_name = decode_words(to_utf8(comments));
      return Read::Good;
    }
    at_ = begin;
    while (is_word() || is('.')) {
      if (!name.empty() && peek().after_blank) name.push_back(' ');
      name += peek().text;
      ++at_;
      skip_comments(comments);
    }
    mailbox.display_name = decode_words(to_utf8(name.empty() ? comments : name));
    if (ends_here()) return Read::NoAddress;
    if (!is('<')) return Read::Bad;
    ++at_;
    if (is('>')) {
      ++at_;
      return ends_here() ? Read::NoAddress : Read::Bad;
    }
    if (!addr_spec(mailbox) || !is('>')) return Read::Bad;
    ++at_;
    skip_comments(comments);
    if (!ends_here()) return Read::Bad;
    mailbox.comment = decode_words(to_utf8(comments));
    return Read::Good;
  }

  [[nodiscard]] bool skip_comma() {
    if (!is(',')) return false;
    ++at_;
    return true;
  }
  void skip_element() {
    while (at_ < tokens_.size() && !is(',')) ++at_;
  }

 private:
  [[nodiscard]] const Token& peek() const {
    static const Token kEnd;
    return at_ < tokens_.size() ? tokens_[at_] : kEnd;
  }
  [[nodiscard]] bool is(char special) const {
    return peek().kind == Kind::Special && peek().text[0] == special;
  }
  [[nodiscard]] bool is_word() const {
    return peek().kind == Kind::Atom || peek().kind == Kind::Quoted;
  }
  [[nodiscard]] bool ends_here() const { return peek().kind == Kind::End || is(','); }
  void skip_comments(std::string& out) {
    for (; peek().kind == Kind::Comment; ++at_) {
      if (!out.empty()) out.push_back(' ');
      out += peek().text;
    }
  }
  // atom *("." atom), nothing between them
  bool dot_atom(std::string& out) {
    while (peek().kind == Kind::Atom) {
      out += peek().text;
      ++at_;
      if (!is('.')) return true;
      if (peek().after_blank) return false;
      out.push_back('.');
      ++at_;
      if (peek().after_blank) return false;
    }
    return false;
  }
  // RFC 5322 3.4.1 without blanks and comments inside, which readers drop in different ways.
  bool addr_spec(Mailbox& mailbox) {
    mailbox.local_part.clear();
    mailbox.domain.clear();
    if (peek().kind == Kind::Quoted) {
      // Text that only quotes make a local part is shown and split in different ways.
      mailbox.local_part = peek().text;
      if (mailbox.local_part.empty() ||
          mailbox.local_part.find_first_of("@<>()[],;:\"\\ \t") != std::string::npos)
        return false;
      ++at_;
    } else if (!dot_atom(mailbox.local_part)) {
      return false;
    }
    if (!is('@') || peek().after_blank) return false;
    ++at_;
    if (peek().after_blank) return false;
    if (peek().kind == Kind::Literal) {
      mailbox.domain = '[' + peek().text + ']';
      ++at_;
    } else if (!dot_atom(mailbox.domain)) {
      return false;
    }
    mailbox.address = mailbox.local_part + '@' + mailbox.domain;
    // RFC 2047 5: an encoded word "MUST NOT appear in any portion of an 'addr-spec'". Readers that
    // decode it there show another address.
    return is_utf8(mailbox.address) && !holds_encoded_word(mailbox.address);
  }

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
};

// The name before a "<" as common writers spell it although the grammar wants quotes: brackets, a
// colon, or the address itself. Every reader takes the one address in angle brackets, provided the
// name holds nothing that begins, ends or hides an address. A colon may also begin a group; without
// its semicolon there is none, and its one mailbox would be the same.
std::optional<Mailbox> irregular_mailbox(std::string_view value) {
  value = trim_blanks(value);
  const std::size_t open = value.find('<');
  if (open == std::string_view::npos || !value.ends_with('>')) return std::nullopt;
  const std::string_view name = trim_blanks(value.substr(0, open));
  const std::string_view angle = value.substr(open);
  if (name.empty() || name.find_first_of("<>()\",;\\") != std::string_view::npos ||
      !std::all_of(name.begin(), name.end(), is_printable) || angle.find('<', 1) != angle.npos)
    return std::nullopt;
  auto tokens = tokens_of(angle);
  if (!tokens) return std::nullopt;
  Mailbox mailbox;
  Parser parser(std::move(*tokens));
  if (parser.read(mailbox) != Parser::Read::Good || parser.skip_comma()) return std::nullopt;
  std::string_view word = name;
  if (word.size() > 2 && word.front() == '\'' && word.back() == '\'')
    word = word.substr(1, word.size() - 2);
  if (name.find('@') != std::string_view::npos && word != mailbox.address) return std::nullopt;
  mailbox.display_name = decode_words(to_utf8(name));
  return mailbox;
}

}  // namespace

AddressField read_address_field(std::string_view value, const Limits& limits,
                                std::string_view where, Findings& out) {
  AddressField field;
  const auto malformed = [&](const char* reason) {
    field.state = AddressState::Malformed;
    out.add({Code::FromMalformed, std::string(where), {{"reason", std::string(reason)}}});
    return field;
  };
  auto tokens = tokens_of(value);
  if (!tokens) return malformed("unbalanced quotes or comments, or a control character");
  Parser parser(std::move(*tokens));
  bool bad = false;
  bool more = false;
  std::size_t elements = 0;
  std::size_t without_address = 0;
  do {
    ++elements;
    Mailbox mailbox;
    switch (parser.read(mailbox)) {
      case Parser::Read::Good:
        field.mailboxes.push_back(std::move(mailbox));
        break;
      case Parser::Read::NoAddress:
        ++without_address;
        break;
      case Parser::Read::Bad:
        bad = true;
        parser.skip_element();
        break;
    }
    more = parser.skip_comma();
    // More than one is Several or Malformed whatever follows, so the rest need not be read.
  } while (more && elements < limits.mailboxes);
  if (bad) {
    auto mailbox = irregular_mailbox(value);
    if (!mailbox) return malformed("not a plain mailbox");
    field.mailboxes.clear();
    field.mailboxes.push_back(std::move(*mailbox));
    field.state = AddressState::One;
    out.add(Code::FromIrregular, std::string(where));
    return field;
  }
  if (field.mailboxes.empty() && without_address == 1) return field;
  if (without_address != 0) return malformed("an element of the list has no address");
  field.state = field.mailboxes.size() == 1 && !more ? AddressState::One : AddressState::Several;
  return field;
}

}  // namespace smime::mime
