#include "fuzz/support/second_mime.h"

#include <vector>

namespace smime::fuzz {
namespace {

using Text = std::string;

Text lower(Text text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

Text trimmed(const Text& text) {
  const auto from = text.find_first_not_of(" \t\r\n");
  return from == Text::npos ? Text()
                            : text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1);
}

/// Lines with their line ends.
std::vector<Text> lines_of(const Text& text) {
  std::vector<Text> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    const std::size_t next = end == Text::npos ? text.size() : end + 1;
    lines.push_back(text.substr(at, next - at));
    at = next;
  }
  return lines;
}

struct Entity {
  std::vector<std::pair<Text, Text>> fields;  // name in lower case, value with its folds joined
  Text body;
};

std::optional<Entity> split(const Text& text) {
  Entity entity;
  std::size_t used = 0;
  for (const Text& line : lines_of(text)) {
    used += line.size();
    if (trimmed(line).empty()) {
      entity.body = text.substr(used);
      return entity;
    }
    if (line.front() == ' ' || line.front() == '\t') {
      if (entity.fields.empty()) return std::nullopt;
      entity.fields.back().second += " " + trimmed(line);
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon == Text::npos) return std::nullopt;
    entity.fields.emplace_back(lower(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
  }
  return entity;
}

/// The value of the only field of that name.
std::optional<Text> only(const Entity& entity, const Text& name) {
  std::optional<Text> found;
  for (const auto& [field, value] : entity.fields) {
    if (field != name) continue;
    if (found) return std::nullopt;
    found = value;
  }
  return found;
}

/// The boundary, in the form boundary=x or boundary="x" that is not written in any artful way.
std::optional<Text> boundary_of(const Text& type) {
  if (type.find_first_of("\\(*") != Text::npos) return std::nullopt;
  const std::size_t at = lower(type).find("boundary=");
  if (at == Text::npos || lower(type).find("boundary", at + 1) != Text::npos) return std::nullopt;
  Text value = type.substr(at + 9);
  const bool quoted = !value.empty() && value.front() == '"';
  if (quoted) value.erase(0, 1);
  const std::size_t end = value.find_first_of(quoted ? "\"" : "; \t");
  if (quoted && end == Text::npos) return std::nullopt;
  value = value.substr(0, end);
  if (value.empty()) return std::nullopt;
  return value;
}

std::optional<Text> base64(const Text& text) {
  static const Text kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  Text out;
  unsigned bits = 0, have = 0;
  for (const char c : text) {
    if (c == '=') break;
    const std::size_t digit = kAlphabet.find(c);
    if (digit == Text::npos) {
      if (c == '\r' || c == '\n' || c == ' ' || c == '\t') continue;
      return std::nullopt;
    }
    bits = (bits << 6U | static_cast<unsigned>(digit)) & 0xFFFFU;
    have += 6;
    if (have < 8) continue;
    have -= 8;
    out.push_back(static_cast<char>(bits >> have));
  }
  return out;
}

}  // namespace

std::optional<SecondMime> second_mime(Bytes message) {
  const auto root = split(Text(as_text(message)));
  if (!root) return std::nullopt;
  const auto type = only(*root, "content-type");
  if (!type || lower(*type).rfind("multipart/signed", 0) != 0) return std::nullopt;
  const auto boundary = boundary_of(*type);
  if (!boundary) return std::nullopt;

  std::vector<Text> parts;
  bool open = false, closed = false;
  for (const Text& line : lines_of(root->body)) {
    if (closed) break;
    const Text bare = line.substr(0, line.find_last_not_of(" \t\r\n") + 1);
    const bool close = bare == "--" + *boundary + "--";
    if (!close && bare != "--" + *boundary) {
      if (open) parts.back() += line;
      continue;
    }
    if (open) {  // RFC 2046 5.1.1: the line end before a delimiter belongs to it
      Text& part = parts.back();
      if (!part.empty() && part.back() == '\n') part.pop_back();
      if (!part.empty() && part.back() == '\r') part.pop_back();
    }
    open = !close;
    closed = close;
    if (open) parts.emplace_back();
  }
  if (!closed || parts.size() != 2) return std::nullopt;
  const auto second = split(parts[1]);
  if (!second) return std::nullopt;
  const auto encoding = only(*second, "content-transfer-encoding");
  if (!encoding || lower(*encoding) != "base64") return std::nullopt;
  auto cms = base64(second->body);
  if (!cms) return std::nullopt;
  return SecondMime{parts[0], *cms};
}

std::optional<std::string> second_sender(Bytes message) {
  const auto root = split(Text(as_text(message)));
  auto from = root ? only(*root, "from") : std::nullopt;
  if (!from || from->empty()) return std::nullopt;
  // A name in quotes, without any escape.
  if (from->front() == '"') {
    const std::size_t end = from->find('"', 1);
    if (end == Text::npos || from->find('<') < end || from->find('@') < end) return std::nullopt;
    from = trimmed(from->substr(end + 1));
    if (from->empty() || from->front() != '<') return std::nullopt;
  }
  for (const char c : *from) {
    if (c < ' ' || c > '~') return std::nullopt;
  }
  if (from->find_first_of("\"\\(),;:[]") != Text::npos) return std::nullopt;
  const std::size_t open = from->find('<');
  const std::size_t close = from->find('>');
  Text address = *from;
  if (open != Text::npos) {
    if (close != from->size() - 1 || from->find('<', open + 1) != Text::npos) return std::nullopt;
    address = from->substr(open + 1, close - open - 1);
  }
  if (address.find_first_of(" \t<>") != Text::npos) return std::nullopt;
  return lower(address);
}

}  // namespace smime::fuzz
