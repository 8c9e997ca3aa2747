#include "mime/unsigned_text.h"

#include <string.h>  // NOLINT: memmem, linear whatever the text

#include <algorithm>

#include "base/text.h"
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

// True if a reader may take the rest of a line after "--" and the boundary for that of a delimiter:
// it trims every white space, or sees nothing behind a NUL.
bool ends_like_delimiter(std::string_view rest) {
  if (rest.starts_with("--")) rest.remove_prefix(2);
  const std::size_t text = rest.find_first_not_of(" \t\v\f\r");
  return text == std::string_view::npos || rest[text] == '\0';
}

std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = ascii_lower(c);
  return out;
}

/// Looks for "--" and the boundary at any place of a line, without regard to case, and for the
/// first 70 characters of a longer one: each is how some reader finds delimiters.
class Search {
 public:
  Search(Bytes buffer, std::string_view boundary)
      : buffer_(buffer),
        boundary_(boundary),
        dashed_("--" + lowered(boundary.substr(0, kLongestBoundary))) {}

  /// `extent` begins a line and holds no delimiter line of ours but, after the close delimiter,
  /// further ones.
  void look_through(Extent extent) {
    const std::string text = lowered(as_text(extent.in(buffer_)));
    line_end_ = extent.offset;
    std::size_t at = 0;
    while (const void* const found =
               ::memmem(text.data() + at, text.size() - at, dashed_.data(), dashed_.size())) {
      at = static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
      look_at(extent, extent.offset + static_cast<std::uint32_t>(at));
      at += dashed_.size();
    }
  }

  // Each kind is reported once, with the place of the first.
  void report(const std::string& where, Findings& out) const {
    for (const auto& [code, offset] : found_)
      out.add({code, where, {{"offset", std::int64_t{offset}}}});
  }

 private:
  void look_at(Extent extent, std::uint32_t here) {
    const bool after_cr = here > extent.offset && buffer_[here - 1] == '\r';
    if (after_cr) note(Code::MimeDelimiterAfterBareCr, here);
    // What follows a line is looked at once, however often it holds the text.
    if (here < line_end_) return;
    const Line line = line_at(buffer_, here, extent.end());
    line_end_ = line.next;
    const bool begins_line = here == extent.offset || buffer_[here - 1] == '\n';
    const Bytes text = line.text.in(buffer_);
    if (begins_line && match_delimiter(text, as_octets(boundary_)) == Delimiter::Part)
      return note(Code::MimeDelimiterAfterClose, here);
    if (begins_line && match_delimiter(text, as_octets(boundary_)) == Delimiter::Close) return;
    if (begins_line && ends_at_bare_cr(as_text(text).substr(dashed_.size())))
      return note(Code::MimeDelimiterAfterBareCr, here);
    // A part needs no header.
    const std::string_view rest = as_text(text).substr(dashed_.size());
    if ((!after_cr && ends_like_delimiter(rest)) || begins_header(buffer_, line.next, extent.end()))
      note(Code::MimeFalsePart, here);
  }

  void note(Code code, std::uint32_t offset) {
    const bool known = std::any_of(found_.begin(), found_.end(),
                                   [code](const auto& found) { return found.first == code; });
    if (!known) found_.emplace_back(code, offset);
  }

  static constexpr std::size_t kLongestBoundary = 70;  // RFC 2046 5.1.1

  Bytes buffer_;
  std::string_view boundary_;
  std::string dashed_;
  std::uint32_t line_end_ = 0;  // of the last line that was looked at
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
