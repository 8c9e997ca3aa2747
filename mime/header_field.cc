#include "mime/header_field.h"

#include <algorithm>

#include "base/text.h"
#include "mime/delimiter.h"
#include "mime/separator_line.h"

namespace smime::mime {
namespace {

bool is_blank(std::uint8_t c) { return c == ' ' || c == '\t'; }

// RFC 5322 2.2: a field name is "composed of printable US-ASCII characters (i.e., characters that
// have values between 33 and 126, inclusive), except colon."
bool is_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(),
                                      [](char c) { return c >= 33 && c <= 126 && c != ':'; });
}

bool is_mime_name(std::string_view text) {
  const auto begins = [&](std::string_view with) {
    return ascii_iequal(text.substr(0, with.size()), with);
  };
  return begins("content-") || begins("mime-version");
}

Finding about_field(Code code, std::string_view where, std::string_view name) {
  return {code, std::string(where), {{"field", std::string(name)}}};
}

// What follows a CR that is no part of a CRLF: for a reader that takes CR for a line end, the next
// line. True if that line would be a MIME field or would end the header.
bool hides_structure(std::string_view field) {
  for (std::size_t at = field.find('\r'); at != std::string_view::npos;
       at = field.find('\r', at + 1)) {
    const std::string_view rest = field.substr(at + 1);
    if (rest.empty() || rest.front() == '\r' || is_mime_name(rest)) return true;
  }
  return false;
}

bool has_bare_cr(std::string_view raw) {
  for (std::size_t at = raw.find('\r'); at != std::string_view::npos; at = raw.find('\r', at + 1)) {
    if (at + 1 == raw.size() || raw[at + 1] != '\n') return true;
  }
  return false;
}

class Reader {
 public:
  Reader(Bytes buffer, std::string_view where, const Limits& limits, std::uint32_t fields_left,
         Findings& out)
      : buffer_(buffer), where_(where), limits_(limits), fields_left_(fields_left), out_(out) {}

  // `text` is one field with its folding lines, without the last line end.
  void read_field(Extent text, bool leading_blank, std::vector<HeaderField>& fields) {
    if (text.length > limits_.header_field) return limit("header_field", limits_.header_field);
    if (fields.size() >= limits_.header_fields)
      return limit("header_fields", limits_.header_fields);
    if (fields.size() >= fields_left_)
      return limit("header_fields_total", limits_.header_fields_total);
    const std::string_view raw = as_text(text.in(buffer_));
    const std::size_t colon = raw.find(':');
    // A mailbox file quotes lines of a message that look like its separator (RFC 4155).
    if (raw.starts_with(">From ") && is_separator_line(as_octets(raw.substr(1))))
      return quoted_separator(text.offset);
    if (colon == std::string_view::npos) return no_field(text.offset);
    std::size_t first = 0;
    while (first < colon && is_blank(static_cast<std::uint8_t>(raw[first]))) ++first;
    std::size_t last = colon;
    while (last > first &&
           std::string_view(" \t\r\n").find(raw[last - 1]) != std::string_view::npos)
      --last;
    const std::string_view name = raw.substr(first, last - first);
    if (!is_name(name)) return no_field(text.offset);
    if (ended_for_some_ && is_mime_name(name)) end_unclear();
    // Some readers decode such a name, and see another field.
    const bool encoded = name.find("=?") != std::string_view::npos;
    if (leading_blank || encoded) out_.add(about_field(Code::MimeHeaderMalformed, where_, name));
    if (last != colon) out_.add(about_field(Code::MimeSpaceBeforeColon, where_, name));
    // Here, too, some readers find that the header is over. Such a From names no sender, which is
    // an answer of its own.
    const bool irregular = leading_blank || last != colon;
    ended_for_some_ = ended_for_some_ || (irregular && !ascii_iequal(name, "From"));
    if (raw.find('\0') != std::string_view::npos)
      out_.add(about_field(Code::MimeHeaderNul, where_, name));
    if (has_bare_cr(raw)) {
      if (hides_structure(raw) && !is_mime_name(name))
        out_.add(Code::MimeHeaderBareCr, std::string(where_));
      else
        out_.add(about_field(Code::MimeHeaderBareCr, where_, name));
    }
    const auto at = [&](std::size_t i) { return text.offset + static_cast<std::uint32_t>(i); };
    fields.push_back({{at(first), static_cast<std::uint32_t>(name.size())},
                      {at(colon + 1), static_cast<std::uint32_t>(raw.size() - colon - 1)}});
  }

  // A folding line of blanks only: where a reader ends the header there, the fields after it are
  // text. That changes what it shows if MIME fields are among them.
  void note_blank_line() { ended_for_some_ = true; }

  // Each limit is reported once for a block.
  void limit(const char* name, std::uint32_t allowed) {
    if (limit_reported_) return;
    limit_reported_ = true;
    out_.add({Code::LimitReached,
              std::string(where_),
              {{"limit", std::string(name)}, {"allowed", std::int64_t{allowed}}}});
  }

 private:
  // Reported once for a block, with the place of the first such line.
  void no_field(std::uint32_t offset) {
    if (no_field_reported_) return;
    no_field_reported_ = true;
    out_.add({Code::MimeHeaderMalformed, std::string(where_), {{"offset", std::int64_t{offset}}}});
  }

  void quoted_separator(std::uint32_t offset) {
    if (separator_reported_) return;
    separator_reported_ = true;
    out_.add(
        {Code::MimeQuotedEnvelopeLine, std::string(where_), {{"offset", std::int64_t{offset}}}});
  }

  void end_unclear() {
    if (end_reported_) return;
    end_reported_ = true;
    out_.add(Code::MimeHeaderEndUnclear, std::string(where_));
  }

  Bytes buffer_;
  std::string_view where_;
  const Limits& limits_;
  std::uint32_t fields_left_;
  Findings& out_;
  bool limit_reported_ = false;
  bool no_field_reported_ = false;
  bool separator_reported_ = false;
  bool end_reported_ = false;
  bool ended_for_some_ = false;  // readers that take an irregular line for the end
};

}  // namespace

HeaderBlock read_header(Bytes buffer, std::uint32_t from, std::uint32_t end, std::string_view where,
                        const Limits& limits, Findings& out, std::uint32_t fields_left) {
  HeaderBlock result;
  Reader reader(buffer, where, limits, fields_left, out);
  std::optional<Extent> field;  // the one being collected
  bool leading_blank = false;
  bool blank_line = false;  // among the folding lines of `field`
  const auto finish = [&] {
    if (field) reader.read_field(*field, leading_blank, result.fields);
    if (blank_line) reader.note_blank_line();
    field.reset();
    leading_blank = false;
    blank_line = false;
  };
  std::uint32_t at = from;
  bool terminated = false;
  bool too_large = false;
  bool crlf = false;         // some line so far ends with it
  bool last_with_cr = true;  // the line before
  while (at < end) {
    const Line line = line_at(buffer, at, end);
    at = line.next;
    const bool with_cr = line.next - line.text.end() == 2;
    if (line.text.empty()) {
      terminated = true;
      const bool crlf_twice = last_with_cr && with_cr;
      result.ended_by_lf = crlf && !crlf_twice;
      result.lf_alone = !crlf && !crlf_twice;
      break;
    }
    crlf = crlf || with_cr;
    last_with_cr = with_cr;
    if (at - from > limits.header_block) {
      // Only the end of the block is still looked for. A field that goes on here is not listed.
      if (!too_large && !is_blank(buffer[line.text.offset])) finish();
      too_large = true;
      reader.limit("header_block", limits.header_block);
      continue;
    }
    const bool folded = is_blank(buffer[line.text.offset]);
    if (folded && field) {
      field->length = line.text.end() - field->offset;
      blank_line = blank_line || trim_blanks(as_text(line.text.in(buffer))).empty();
      continue;
    }
    finish();
    leading_blank = folded;
    field = line.text;
  }
  if (!too_large) finish();
  result.block = {from, at - from};
  if (!terminated && !result.block.empty())
    out.add(Code::MimeHeaderUnterminated, std::string(where));
  return result;
}

bool header_goes_on(Bytes preamble) {
  const std::string_view text = as_text(preamble);
  for (std::size_t end = text.find("\r\n"); end != std::string_view::npos;) {
    const std::size_t begin = end + 2;
    end = text.find("\r\n", begin);
    const std::string_view line = text.substr(begin, end - begin);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view name = trim_blanks(line.substr(0, colon));
    for (const char* field : {"From", "Sender", "Content-Type", "Content-Transfer-Encoding"})
      if (ascii_iequal(name, field)) return true;
  }
  return false;
}

std::string unfold(Bytes raw_value) {
  const std::string_view raw = as_text(raw_value);
  std::string out;
  out.reserve(raw.size());
  std::size_t at = 0;
  while (at < raw.size()) {
    std::size_t feed = raw.find('\n', at);
    if (feed == std::string_view::npos) feed = raw.size();
    std::size_t stop = feed;
    if (feed < raw.size() && stop > at && raw[stop - 1] == '\r') --stop;
    out.append(raw.substr(at, stop - at));
    at = feed + 1;
  }
  return std::string(trim_blanks(out));
}

std::vector<std::string> values_of(Bytes buffer, const std::vector<HeaderField>& fields,
                                   std::string_view name) {
  std::vector<std::string> values;
  for (const HeaderField& field : fields) {
    if (ascii_iequal(as_text(field.name.in(buffer)), name))
      values.push_back(unfold(field.value.in(buffer)));
  }
  return values;
}

}  // namespace smime::mime
