#include <utility>

#include "engine/mutate/choice.h"
#include "engine/mutate/operation.h"

namespace smime::mutate {
namespace {

constexpr auto kNone = std::string::npos;

bool duplicate(Workbench& bench) {
  Part* const parent = pick_multipart(bench);
  if (parent == nullptr) return false;
  Part copy = bench.random.pick(parent->children);
  if (render(copy).size() > bench.room) return false;
  copy.delimiter = delimiter_of(*parent);
  insert_part(*parent, 1 + bench.random.below(parent->children.size()), std::move(copy));
  return true;
}

bool remove(Workbench& bench) {
  Part* const parent = pick_multipart(bench, 2);
  if (parent == nullptr) return false;
  const std::size_t which = bench.random.below(parent->children.size());
  parent->children.erase(parent->children.begin() + static_cast<std::ptrdiff_t>(which));
  return true;
}

bool swap_parts(Workbench& bench) {
  Part* const parent = pick_multipart(bench, 2);
  if (parent == nullptr) return false;
  Part& first = parent->children.front();
  Part& last = parent->children.back();
  std::swap(first, last);
  std::swap(first.delimiter, last.delimiter);
  return true;
}

/// Text that nobody signed: before, between or after the parts.
bool add(Workbench& bench) {
  Part* const parent = pick_multipart(bench);
  if (parent == nullptr || bench.room < 200) return false;
  Part added = read_part(as_octets(kUnsigned));
  added.delimiter = delimiter_of(*parent);
  insert_part(*parent, bench.random.below(parent->children.size() + 1), std::move(added));
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
  Part added = read_part(as_octets(kUnsigned));
  added.delimiter = inner.delimiter;
  outer.children.push_back(std::move(inner));
  insert_part(outer, bench.random.below(2), std::move(added));
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

constexpr Operation kOperations[] = {
    {"part.duplicate", "a part stands twice", true, duplicate},
    {"part.remove", "a part is left out", true, remove},
    {"part.swap", "first and last part change places", true, swap_parts},
    {"part.add", "an unsigned part before, between or after the others", true, add},
    {"part.wrap", "the message as part of one more multipart", true, wrap},
    {"part.nest", "the message inside message/rfc822", true, nest_in_message},
    {"part.deep", "10 to 101 multiparts around the message", true, deep},
};

}  // namespace

Operations part_operations() { return kOperations; }

}  // namespace smime::mutate
