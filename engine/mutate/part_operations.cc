#include <algorithm>
#include <utility>

#include "engine/mutate/operation.h"

namespace smime::mutate {
namespace {

constexpr auto kNone = std::string::npos;
constexpr std::string_view kEvil = "Content-Type: text/plain\r\n\r\nPay 1000 pieces to Mallory.";

/// A multipart with at least `least` parts; null if there is none.
Part* some_multipart(Workbench& bench, std::size_t least = 1) {
  std::vector<Part*> all = parts_of(bench.message);
  std::erase_if(all, [&](const Part* part) {
    return !part->is_multipart() || part->children.size() < least;
  });
  return all.empty() ? nullptr : bench.random.pick(all);
}

/// A delimiter line of `part`, as its first one is written.
std::string delimiter_of(const Part& part, const std::string& boundary) {
  const std::string end = line_end_of(part);
  return end + "--" + boundary + end;
}
std::string delimiter_of(const Part& part) { return delimiter_of(part, boundary_of(part)); }

void insert_part(Part& parent, std::size_t at, Part part) {
  parent.children.insert(parent.children.begin() + static_cast<std::ptrdiff_t>(at),
                         std::move(part));
}

bool duplicate(Workbench& bench) {
  Part* const parent = some_multipart(bench);
  if (parent == nullptr) return false;
  Part copy = bench.random.pick(parent->children);
  if (render(copy).size() > bench.room) return false;
  copy.delimiter = delimiter_of(*parent);
  insert_part(*parent, 1 + bench.random.below(parent->children.size()), std::move(copy));
  return true;
}

bool remove(Workbench& bench) {
  Part* const parent = some_multipart(bench, 2);
  if (parent == nullptr) return false;
  const std::size_t which = bench.random.below(parent->children.size());
  parent->children.erase(parent->children.begin() + static_cast<std::ptrdiff_t>(which));
  return true;
}

bool swap_parts(Workbench& bench) {
  Part* const parent = some_multipart(bench, 2);
  if (parent == nullptr) return false;
  Part& first = parent->children.front();
  Part& last = parent->children.back();
  std::swap(first, last);
  std::swap(first.delimiter, last.delimiter);
  return true;
}

/// Text that nobody signed: before, between or after the parts.
bool add(Workbench& bench) {
  Part* const parent = some_multipart(bench);
  if (parent == nullptr || bench.room < 200) return false;
  Part evil = read_part(as_octets(kEvil));
  evil.delimiter = delimiter_of(*parent);
  insert_part(*parent, bench.random.below(parent->children.size() + 1), std::move(evil));
  return true;
}

/// The body of the message becomes part of a multipart of another type, with text before or after
/// it.
bool wrap(Workbench& bench) {
  static constexpr std::string_view kTypes[] = {"mixed", "alternative", "related", "signed",
                                                "digest"};
  Part& message = bench.message;
  const std::size_t at = find_field(message, "content-type");
  if (at == kNone || bench.room < 400) return false;
  const std::string end = line_end_of(message);
  Part inner = message;
  std::erase_if(inner.fields, [](const std::string& field) {
    return !std::string_view(field).starts_with("Content-") &&
           !std::string_view(field).starts_with("content-");
  });
  if (inner.empty_line.empty()) inner.empty_line = end;
  inner.delimiter = delimiter_of(message, "wrap");
  Part outer;
  outer.fields = message.fields;
  std::erase_if(outer.fields, [](const std::string& field) {
    return std::string_view(field).starts_with("Content-");
  });
  outer.fields.push_back("Content-Type: multipart/" + std::string(bench.random.pick(kTypes)) +
                         "; boundary=wrap" + end);
  outer.empty_line = end;
  Part evil = read_part(as_octets(kEvil));
  evil.delimiter = inner.delimiter;
  outer.children.push_back(std::move(inner));
  insert_part(outer, bench.random.below(2), std::move(evil));
  outer.close = end + "--wrap--" + end;
  message = std::move(outer);
  return true;
}

bool nest_in_message(Workbench& bench) {
  Part& message = bench.message;
  if (message.fields.empty() || bench.room < 400) return false;
  const std::string end = line_end_of(message);
  Part outer;
  outer.fields = {"From: Mallory <mallory@example.org>" + end, "To: carol@example.net" + end,
                  "MIME-Version: 1.0" + end, "Content-Type: message/rfc822" + end};
  const std::size_t from = find_field(message, "from");
  if (from != kNone && bench.random.one_in(2)) outer.fields[0] = message.fields[from];
  outer.empty_line = end;
  outer.children.push_back(std::move(message));
  message = std::move(outer);
  return true;
}

bool deep(Workbench& bench) {
  static constexpr std::size_t kDepths[] = {10, 33, 65, 101};
  const std::size_t depth = bench.random.pick(kDepths);
  Part& message = bench.message;
  if (message.fields.empty() || depth * 80 > bench.room) return false;
  const std::string end = line_end_of(message);
  std::string opening;
  for (std::size_t i = 0; i < depth; ++i) {
    const std::string boundary = "d" + std::to_string(i);
    opening +=
        "Content-Type: multipart/mixed; boundary=" + boundary + end + end + "--" + boundary + end;
  }
  message.fields.push_back("X-Deep: " + std::to_string(depth) + end);
  std::string before;
  for (const std::string& field : message.fields)
    if (!std::string_view(field).starts_with("Content-")) before += field;
  std::string inner;
  for (const std::string& field : message.fields)
    if (std::string_view(field).starts_with("Content-")) inner += field;
  Part outer;
  const std::string all = render_entity(message);
  std::size_t header = message.empty_line.size();
  for (const std::string& field : message.fields) header += field.size();
  outer.body = opening + inner + end + all.substr(header);
  outer.fields.push_back(before);
  message = read_part(as_octets(render_entity(outer)));
  return true;
}

bool line_like_delimiter(Workbench& bench) {
  Part* const parent = some_multipart(bench);
  if (parent == nullptr) return false;
  const std::string boundary = boundary_of(*parent), end = line_end_of(*parent);
  if (boundary.empty()) return false;
  const std::string lines[] = {"--" + boundary + "x",
                               "--" + boundary + "--x",
                               " --" + boundary,
                               "--" + boundary.substr(0, boundary.size() - 1),
                               "--" + boundary + " \t",
                               "--" + boundary + "-",
                               "-" + boundary,
                               "--" + boundary + "\r",
                               "--" + boundary + '\0',
                               "--" + boundary + "-- \t",
                               "--" + boundary + "\r\n --" + boundary};
  Part& part = bench.random.pick(parent->children);
  std::string& text = part.children.empty() && !part.cms ? part.body : parent->preamble;
  text += (text.empty() ? "" : end) + lines[bench.random.below(std::size(lines))] + end +
          "Pay Mallory." + end;
  return true;
}

bool boundary_value(Workbench& bench) {
  Part* const parent = some_multipart(bench);
  if (parent == nullptr) return false;
  const std::string boundary = boundary_of(*parent);
  const std::size_t at = find_field(*parent, "content-type");
  if (boundary.empty() || at == kNone || bench.room < 8192) return false;
  const std::string others[] = {"",
                                " ",
                                boundary + " ",
                                boundary.substr(0, boundary.size() / 2),
                                boundary + "x",
                                "-",
                                "--",
                                std::string(70, 'b'),
                                std::string(71, 'b'),
                                std::string(1025, 'b'),
                                "a\r\n b",
                                "a\\\"b",
                                "(x)",
                                "=?utf-8?q?b?="};
  const std::string& other = others[bench.random.below(std::size(others))];
  const bool everywhere = bench.random.one_in(2);  // the lines in the body, too
  const auto replace = [&](std::string& text) {
    const std::size_t found = text.find(boundary);
    if (found != kNone) text.replace(found, boundary.size(), other);
  };
  replace(parent->fields[at]);
  if (!everywhere) return true;
  for (Part& child : parent->children) replace(child.delimiter);
  replace(parent->close);
  return true;
}

/// An inner multipart with the boundary of the one around it, or one that the other begins with.
bool boundary_of_inner(Workbench& bench) {
  Part* const parent = some_multipart(bench);
  if (parent == nullptr || bench.room < 1024) return false;
  const std::string outer = boundary_of(*parent), end = line_end_of(*parent);
  const std::string boundary = outer + (bench.random.one_in(2) ? "" : "x");
  Part inner;
  inner.delimiter = parent->children.front().delimiter;
  inner.body = "Content-Type: multipart/mixed; boundary=\"" + boundary + "\"" + end + end + "--" +
               boundary + end + std::string(kEvil) + end + "--" + boundary + "--" + end;
  if (bench.random.one_in(2)) {
    inner.body += "--" + boundary + end + render_entity(parent->children.front());
    parent->children.front() = std::move(inner);
  } else {
    parent->children.front().delimiter = delimiter_of(*parent);
    insert_part(*parent, 0, std::move(inner));
  }
  return true;
}

bool delimiter_octets(Workbench& bench) {
  Part* const parent = some_multipart(bench);
  if (parent == nullptr) return false;
  static constexpr std::string_view kPieces[] = {" ", "\t", "\r", "-", "--", " x", "(c)", "\v"};
  std::vector<std::string*> lines;
  for (Part& child : parent->children) lines.push_back(&child.delimiter);
  if (!parent->close.empty()) lines.push_back(&parent->close);
  std::string& line = *bench.random.pick(lines);
  const std::size_t end = line.find_last_not_of("\r\n");
  const std::size_t dashes = line.find("--");
  if (end == kNone || dashes == kNone) return false;
  line.insert(bench.random.one_in(3) ? dashes : end + 1, bench.random.pick(kPieces));
  return true;
}

bool preamble(Workbench& bench) {
  Part* const parent = some_multipart(bench);
  if (parent == nullptr) return false;
  const std::string end = line_end_of(*parent), text = "Pay 1000 pieces to Mallory." + end;
  std::string& first = parent->children.front().delimiter;
  if (!bench.random.one_in(2)) {
    parent->epilogue += text;
    return true;
  }
  parent->preamble += text;
  if (first.starts_with("--") && bench.random.one_in(2)) first = end + first;
  return true;
}

bool close_delimiter(Workbench& bench) {
  Part* const parent = some_multipart(bench);
  if (parent == nullptr) return false;
  switch (bench.random.below(3)) {
    case 0:
      if (parent->close.empty()) return false;
      parent->close.clear();
      return true;
    case 1:  // before the last part
      if (parent->close.empty()) return false;
      parent->children.back().delimiter = parent->close + parent->children.back().delimiter;
      return true;
    default:
      parent->epilogue = parent->close + delimiter_of(*parent) + std::string(kEvil) +
                         parent->close + parent->epilogue;
      return true;
  }
}

/// Line ends of the whole message, of one text, or of one line.
bool line_ends(Workbench& bench) {
  static constexpr std::string_view kEnds[] = {"\n", "\r\n", "\r", "\r\r\n", "\n\r", "\x0b"};
  const std::string_view end = bench.random.pick(kEnds);
  const auto change = [&](std::string& text, bool all) {
    std::string out;
    bool changed = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const bool crlf = text.compare(i, 2, "\r\n") == 0;
      if ((crlf || text[i] == '\n') && (all || bench.random.one_in(8))) {
        out += end;
        if (crlf) ++i;
        changed = true;
      } else {
        out.push_back(text[i]);
      }
    }
    changed = changed && out != text;
    text = std::move(out);
    return changed;
  };
  if (bench.random.one_in(2)) {
    std::string all = render_entity(bench.message);
    if (all.size() > bench.room) return false;
    if (!change(all, !bench.random.one_in(3))) return false;
    bench.message = read_part(as_octets(all));
    return true;
  }
  Part& part = pick_part(bench);
  if (bench.random.one_in(3) && !part.empty_line.empty()) {
    part.empty_line = bench.random.one_in(3) ? std::string() : std::string(end);
    return true;
  }
  if (part.body.empty()) return false;
  return change(part.body, bench.random.one_in(2));
}

/// Another Content-Transfer-Encoding, with the body in it or not.
bool transfer_encoding(Workbench& bench) {
  static constexpr std::string_view kEncodings[] = {"base64",  "quoted-printable", "7bit",
                                                    "8bit",    "binary",           "x-unknown",
                                                    "BASE64 ", "base64;x=y",       ""};
  Part& part = pick_part(bench);
  const std::string end = line_end_of(part);
  const std::string_view encoding = bench.random.pick(kEncodings);
  const std::size_t at = find_field(part, "content-transfer-encoding");
  const std::string field = "Content-Transfer-Encoding: " + std::string(encoding) + end;
  if (at == kNone)
    part.fields.push_back(field);
  else if (part.fields[at] == field)
    return false;
  else
    part.fields[at] = field;
  if (encoding == "base64" && part.children.empty() && !part.cms &&
      part.body.size() / 2 < bench.room)
    part.body = to_base64(as_octets(part.body), Base64Layout{76, end, ""});
  if (part.cms && encoding == "binary") part.cms->base64 = false;
  return true;
}

/// Base64 that some decoders read and others do not, or read to another end.
bool base64_layout(Workbench& bench) {
  std::vector<Part*> all = parts_of(bench.message);
  std::erase_if(all, [](const Part* part) {
    return !part->cms || !part->cms->base64 || !part->cms->before.empty();
  });
  if (all.empty()) return false;
  Part& part = *bench.random.pick(all);
  const Octets octets = encode(part.cms->tree);
  Base64Layout layout = part.cms->layout;
  static constexpr std::size_t kWidths[] = {1, 4, 63, 75, 77, 1024, 1U << 20U};
  if (bench.random.one_in(3)) layout.width = bench.random.pick(kWidths);
  if (octets.size() * 2 > bench.room && layout.width < 60) return false;
  std::string text = to_base64(octets, layout);
  if (text.empty()) return false;
  static constexpr std::string_view kPieces[] = {"=", "==", "====", " ",    "\t",   "\r\n", "-",
                                                 "_", "!",  "%3D",  "<br>", "\xff", "--",   "."};
  switch (bench.random.below(5)) {
    case 0:
      text.insert(bench.random.below(text.size() + 1), bench.random.pick(kPieces));
      break;
    case 1:
      text.erase(bench.random.below(text.size()), 1);
      break;
    case 2:
      text += "AAAA" + layout.last;
      break;
    case 3:
      std::replace(text.begin(), text.end(), '+', '-');
      std::replace(text.begin(), text.end(), '/', '_');
      break;
    default:
      break;
  }
  const bool changed = text != part.cms->found;
  part.body = std::move(text);
  part.cms.reset();
  return changed;
}

/// Octets of a text: what the signature should notice.
bool text(Workbench& bench) {
  std::vector<Part*> all = parts_of(bench.message);
  std::erase_if(all, [](const Part* part) { return part->body.empty(); });
  if (all.empty()) return false;
  std::string& body = bench.random.pick(all)->body;
  Octets value = copy(as_octets(body));
  change_octets(bench, value);
  body = as_text(value);
  return true;
}

constexpr Operation kOperations[] = {
    {"part.duplicate", "a part stands twice", true, duplicate},
    {"part.remove", "a part is left out", true, remove},
    {"part.swap", "first and last part change places", true, swap_parts},
    {"part.add", "an unsigned part before, between or after the others", true, add},
    {"part.wrap", "the message as part of one more multipart", true, wrap},
    {"part.nest", "the message inside message/rfc822", true, nest_in_message},
    {"part.deep", "10 to 101 multiparts around the message", true, deep},
    {"part.text", "octets of a text are changed", true, text},
    {"part.preamble", "text before the first or after the last delimiter", true, preamble},
    {"part.line_ends", "other line ends, in one place or everywhere", false, line_ends},
    {"part.transfer_encoding", "another transfer encoding, true or false", true, transfer_encoding},
    {"part.base64", "base64 in an odd layout, or with other characters", false, base64_layout},
    {"boundary.value", "another boundary, in the field or everywhere", true, boundary_value},
    {"boundary.lookalike", "a line that is almost a delimiter", true, line_like_delimiter},
    {"boundary.inner", "an inner multipart with the outer boundary", true, boundary_of_inner},
    {"boundary.delimiter", "blanks and other octets in a delimiter line", true, delimiter_octets},
    {"boundary.close", "no close delimiter, an early one, or parts after it", true,
     close_delimiter},
};

}  // namespace

Operations part_operations() { return kOperations; }

}  // namespace smime::mutate
