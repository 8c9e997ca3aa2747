#include <utility>

#include "engine/mutate/choice.h"
#include "engine/mutate/operation.h"

namespace smime::mutate {
namespace {

constexpr auto kNone = std::string::npos;

bool line_like_delimiter(Workbench& bench) {
  Part* const parent = pick_multipart(bench);
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
  Part* const parent = pick_multipart(bench);
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
  Part* const parent = pick_multipart(bench);
  if (parent == nullptr || bench.room < 1024) return false;
  const std::string outer = boundary_of(*parent), end = line_end_of(*parent);
  const std::string boundary = outer + (bench.random.one_in(2) ? "" : "x");
  Part inner;
  inner.delimiter = parent->children.front().delimiter;
  inner.body = "Content-Type: multipart/mixed; boundary=\"" + boundary + "\"" + end + end + "--" +
               boundary + end + std::string(kUnsigned) + end + "--" + boundary + "--" + end;
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
  Part* const parent = pick_multipart(bench);
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
  Part* const parent = pick_multipart(bench);
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
  Part* const parent = pick_multipart(bench);
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
      parent->epilogue = parent->close + delimiter_of(*parent) + std::string(kUnsigned) +
                         parent->close + parent->epilogue;
      return true;
  }
}

constexpr Operation kOperations[] = {
    {"part.preamble", "text before the first or after the last delimiter", true, preamble},
    {"boundary.value", "another boundary, in the field or everywhere", true, boundary_value},
    {"boundary.lookalike", "a line that is almost a delimiter", true, line_like_delimiter},
    {"boundary.inner", "an inner multipart with the outer boundary", true, boundary_of_inner},
    {"boundary.delimiter", "blanks and other octets in a delimiter line", true, delimiter_octets},
    {"boundary.close", "no close delimiter, an early one, or parts after it", true,
     close_delimiter},
};

}  // namespace

Operations boundary_operations() { return kOperations; }

}  // namespace smime::mutate
