#include "engine/mutate/part.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace smime::mutate {
namespace {

constexpr unsigned kDepth = 30;
constexpr unsigned kParts = 1000;
constexpr auto kNone = std::string_view::npos;

/// The first line of `text`, its line end included.
std::string_view line_at(std::string_view text, std::size_t from) {
  const std::size_t end = text.find('\n', from);
  return text.substr(from, end == kNone ? kNone : end + 1 - from);
}

std::string_view without_line_end(std::string_view line) {
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// True if the values begin like ContentInfo: SEQUENCE { OBJECT IDENTIFIER …
bool is_content_info(const Node& tree) {
  if (tree.children.empty() || tree.children[0].tag() != 0x30) return false;
  const auto& members = tree.children[0].children;
  return !members.empty() && members[0].tag() == 0x06;
}

std::optional<OpenedCms> open_cms(Octets octets, std::string_view body, bool base64) {
  // Cheap refusal: most bodies are text.
  if (octets.size() < 4 || octets[0] != 0x30) return std::nullopt;
  OpenedCms cms;
  cms.tree = read_nodes(octets);
  if (!is_content_info(cms.tree)) return std::nullopt;
  cms.octets = std::move(octets);
  cms.found = body;
  cms.base64 = base64;
  if (base64) cms.layout = layout_of(body);
  return cms;
}

std::optional<OpenedCms> open_pem(std::string_view text) {
  const std::size_t begin = text.find("-----BEGIN ");
  if (begin == kNone) return std::nullopt;
  const std::size_t first = text.find('\n', begin);
  const std::size_t end = text.find("-----END ", begin);
  if (first == kNone || end == kNone || first > end) return std::nullopt;
  const std::string_view body = text.substr(first + 1, end - first - 1);
  auto cms = open_cms(from_base64(body), text, true);
  if (!cms) return cms;
  cms->layout = layout_of(body);
  cms->before = text.substr(0, first + 1);
  cms->after = text.substr(end);
  return cms;
}

bool like_base64(std::string_view text) {
  return text.size() > 3 && text[0] == 'M' &&
         text.substr(0, 60).find_first_of(": \t") == std::string_view::npos;
}

std::string type_of(const Part& part) {
  const std::size_t at = find_field(part, "content-type");
  if (at == kNone) return {};
  const std::string value = ascii_lower(field_value(part.fields[at]));
  const std::size_t begin = std::min(value.find_first_not_of(" \t\r\n"), value.size());
  return value.substr(begin, value.find_first_of("; \t\r\n", begin) - begin);
}

class PartReader {
 public:
  Part read(std::string_view text, unsigned depth) {
    Part part;
    const std::string_view body = read_header(text, part);
    const std::string type = type_of(part);
    const bool deeper = depth < kDepth && left_ > 0;
    if (deeper && type.starts_with("multipart/") && read_multipart(body, part, depth)) return part;
    if (deeper && type == "message/rfc822" && !body.empty()) {
      --left_;
      part.children.push_back(read(body, depth + 1));
      return part;
    }
    if (body.starts_with('0')) {  // 0x30
      part.cms = open_cms(copy(as_octets(body)), body, false);
    } else if (like_base64(body)) {
      part.cms = open_cms(from_base64(body), body, true);
    }
    if (!part.cms) part.body = body;
    return part;
  }

 private:
  /// Returns what follows the header.
  static std::string_view read_header(std::string_view text, Part& part) {
    for (std::size_t at = 0; at < text.size();) {
      const std::string_view line = line_at(text, at);
      at += line.size();
      if (without_line_end(line).empty()) {
        part.empty_line = line;
        return text.substr(at);
      }
      if ((line[0] == ' ' || line[0] == '\t') && !part.fields.empty())
        part.fields.back() += line;
      else
        part.fields.emplace_back(line);
    }
    return {};
  }

  /// Where the line end before `at` begins: it belongs to the delimiter (RFC 2046 5.1.1).
  static std::size_t line_end_before(std::string_view text, std::size_t from, std::size_t at) {
    if (at > from && text[at - 1] == '\n') --at;
    if (at > from && text[at - 1] == '\r') --at;
    return at;
  }

  bool read_multipart(std::string_view body, Part& part, unsigned depth) {
    const std::string boundary = boundary_of(part);
    if (boundary.empty()) return false;
    const std::string dashes = "--" + boundary;
    std::size_t from = 0;  // of the piece that the next delimiter ends
    std::string delimiter;
    const auto end_piece = [&](std::size_t to) {
      const std::string_view piece = body.substr(from, to - from);
      if (delimiter.empty()) {
        part.preamble = piece;
        return;
      }
      if (left_ > 0) --left_;
      part.children.push_back(read(piece, depth + 1));
      part.children.back().delimiter = std::move(delimiter);
    };
    for (std::size_t at = 0; at < body.size();) {
      const std::string_view line = line_at(body, at);
      std::string_view rest = without_line_end(line);
      if (rest.starts_with(dashes)) {
        rest.remove_prefix(dashes.size());
        const bool close = rest.starts_with("--");
        if (close) rest.remove_prefix(2);
        if (trim_blanks(rest).empty()) {
          const std::size_t to = line_end_before(body, from, at);
          end_piece(to);
          const std::string found(body.substr(to, at + line.size() - to));
          from = at + line.size();
          if (close && !part.children.empty()) {
            part.close = found;
            part.epilogue = body.substr(from);
            return true;
          }
          delimiter = found;
        }
      }
      at += line.size();
    }
    if (delimiter.empty()) return false;
    end_piece(body.size());
    return true;
  }

  unsigned left_ = kParts;
};

void write_body(const Part& part, std::string& out);

void write_entity(const Part& part, std::string& out) {
  for (const std::string& field : part.fields) out += field;
  out += part.empty_line;
  write_body(part, out);
}

void write_body(const Part& part, std::string& out) {
  out += part.preamble;
  for (const Part& child : part.children) {
    out += child.delimiter;
    write_entity(child, out);
  }
  out += part.close;
  out += part.epilogue;
  out += part.body;
  if (!part.cms) return;
  const OpenedCms& cms = *part.cms;
  const Octets octets = encode(cms.tree);
  if (octets == cms.octets) {
    out += cms.found;
  } else if (cms.base64) {
    out += cms.before + to_base64(octets, cms.layout) + cms.after;
  } else {
    out += as_text(octets);
  }
}

void collect(Part& part, std::vector<Part*>& out) {
  out.push_back(&part);
  for (Part& child : part.children) collect(child, out);
}

}  // namespace

Part read_part(Bytes octets) {
  const std::string_view text = as_text(octets);
  Part alone;
  alone.cms = open_cms(copy(octets), text, false);
  if (!alone.cms && text.starts_with("-----BEGIN ")) alone.cms = open_pem(text);
  if (!alone.cms && like_base64(text)) alone.cms = open_cms(from_base64(text), text, true);
  if (alone.cms) return alone;
  return PartReader().read(text, 0);
}

std::string render(const Part& part) { return part.delimiter + render_entity(part); }

std::string render_entity(const Part& part) {
  std::string out;
  write_entity(part, out);
  return out;
}

std::string_view field_name(std::string_view field) {
  return trim_blanks(field.substr(0, std::min(field.find(':'), field.size())));
}

std::string_view field_value(std::string_view field) {
  const std::size_t colon = field.find(':');
  return colon == kNone ? std::string_view() : without_line_end(field.substr(colon + 1));
}

std::size_t find_field(const Part& part, std::string_view name) {
  for (std::size_t i = 0; i < part.fields.size(); ++i)
    if (ascii_iequal(field_name(part.fields[i]), name)) return i;
  return kNone;
}

std::string boundary_of(const Part& part) {
  const std::size_t at = find_field(part, "content-type");
  if (at == kNone) return {};
  const std::string_view value = field_value(part.fields[at]);
  const std::size_t name = ascii_lower(value).find("boundary=");
  if (name == kNone) return {};
  const std::string_view rest = value.substr(name + 9);
  if (rest.starts_with('"')) return std::string(rest.substr(1, rest.find('"', 1) - 1));
  return std::string(rest.substr(0, rest.find_first_of("; \t\r\n")));
}

std::string line_end_of(const Part& part) {
  for (const std::string& field : part.fields)
    if (field.ends_with("\r\n")) return "\r\n";
  return part.fields.empty() ? "\r\n" : "\n";
}

std::vector<Part*> parts_of(Part& part) {
  std::vector<Part*> out;
  collect(part, out);
  return out;
}

}  // namespace smime::mutate
