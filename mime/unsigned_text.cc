#include "mime/unsigned_text.h"

#include <algorithm>

#include "mime/delimiter.h"

namespace smime::mime {
namespace {

// True if a part header may begin at `at`: an empty line, or a field name and its colon.
bool begins_header(Bytes buffer, std::uint32_t at, std::uint32_t end) {
  const std::string_view line = as_text(line_at(buffer, at, end).text.in(buffer));
  if (line.empty()) return at < end;
  const std::size_t colon = line.find(':');
  return colon != std::string_view::npos && colon > 0 &&
         std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(colon),
                     [](char c) { return c >= 33 && c <= 126; });
}

// True if the rest of a line after "--" and the boundary makes a delimiter for a reader that takes
// a CR for a line end.
bool ends_at_bare_cr(std::string_view rest) {
  if (rest.starts_with("--")) rest.remove_prefix(2);
  const std::size_t text = rest.find_first_not_of(" \t");
  return text != std::string_view::npos && rest[text] == '\r';
}

class Search {
 public:
  Search(Bytes buffer, std::string_view boundary)
      : buffer_(buffer), boundary_(boundary), dashed_("--" + std::string(boundary)) {}

  /// `extent` begins a line and holds no delimiter line of ours but, after the close delimiter,
  /// further ones.
  void look_through(Extent extent) {
    const std::string_view text = as_text(buffer_).substr(0, extent.end());
    // Only behind a line end: text that is all but the boundary would be compared at each octet.
    char before = '\n';
    for (std::size_t at = extent.offset; at < text.size();) {
      if (text.substr(at).starts_with(dashed_)) {
        const auto here = static_cast<std::uint32_t>(at);
        if (before == '\r') note(Code::MimeDelimiterAfterBareCr, here);
        if (before == '\n') look_at_line(line_at(buffer_, here, extent.end()), extent.end());
      }
      while (at < text.size() && text[at] != '\n' && text[at] != '\r') ++at;
      if (at < text.size()) before = text[at++];
    }
  }

  // Each kind is reported once, with the place of the first.
  void report(const std::string& where, Findings& out) const {
    for (const auto& [code, offset] : found_)
      out.add({code, where, {{"offset", std::int64_t{offset}}}});
  }

 private:
  void look_at_line(const Line& line, std::uint32_t end) {
    const Bytes text = line.text.in(buffer_);
    switch (match_delimiter(text, as_octets(boundary_))) {
      case Delimiter::Part:
        return note(Code::MimeDelimiterAfterClose, line.text.offset);
      case Delimiter::Collision:
        if (ends_at_bare_cr(as_text(text).substr(dashed_.size())))
          note(Code::MimeDelimiterAfterBareCr, line.text.offset);
        else if (begins_header(buffer_, line.next, end))
          note(Code::MimeFalsePart, line.text.offset);
        return;
      case Delimiter::Close:
      case Delimiter::None:
        return;
    }
  }

  void note(Code code, std::uint32_t offset) {
    const bool known = std::any_of(found_.begin(), found_.end(),
                                   [code](const auto& found) { return found.first == code; });
    if (!known) found_.emplace_back(code, offset);
  }

  Bytes buffer_;
  std::string_view boundary_;
  std::string dashed_;
  std::vector<std::pair<Code, std::uint32_t>> found_;
};

}  // namespace

void check_unsigned_text(Bytes buffer, const EntityTree& tree, EntityId multipart,
                         EntityId signature, Findings& out) {
  const Entity& outer = tree.entities[multipart];
  const auto boundary = outer.content_type.parameter("boundary");
  if (!boundary || boundary->empty()) return;
  Search search(buffer, *boundary);
  for (const Extent& extent : {outer.preamble, tree.entities[signature].whole(), outer.epilogue})
    search.look_through(extent);
  search.report("part/" + outer.part, out);
}

}  // namespace smime::mime
