#include <algorithm>

#include "engine/mutate/choice.h"
#include "engine/mutate/operation.h"

namespace smime::mutate {
namespace {

constexpr auto kNone = std::string::npos;

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
    {"part.text", "octets of a text are changed", true, text},
    {"part.line_ends", "other line ends, in one place or everywhere", false, line_ends},
    {"part.transfer_encoding", "another transfer encoding, true or false", true, transfer_encoding},
    {"part.base64", "base64 in an odd layout, or with other characters", false, base64_layout},
};

}  // namespace

Operations encoding_operations() { return kOperations; }

}  // namespace smime::mutate
