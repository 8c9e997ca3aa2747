#include "engine/report/layout.h"

#include <utf8proc.h>

#include <algorithm>

#include "base/text.h"

namespace smime::report {
namespace {

std::string_view sequence(Tone tone) {
  switch (tone) {
    case Tone::Plain:
      return "";
    case Tone::Strong:
      return "\x1b[1m";
    case Tone::Good:
      return "\x1b[32m";
    case Tone::Caution:
      return "\x1b[33m";
    case Tone::Bad:
      return "\x1b[31m";
    case Tone::Faint:
      return "\x1b[2m";
  }
  return "";
}

}  // namespace

std::size_t columns(std::string_view text) {
  std::size_t count = 0;
  while (!text.empty()) {
    const int width = utf8proc_charwidth(static_cast<utf8proc_int32_t>(next_code_point(text)));
    count += width > 0 ? static_cast<std::size_t>(width) : 0;
  }
  return count;
}

std::string shown(std::string_view text, std::size_t most) {
  std::string_view rest = text;
  for (std::size_t i = 0; i < most && !rest.empty(); ++i) (void)next_code_point(rest);
  std::string out = visible(text.substr(0, text.size() - rest.size()));
  if (!rest.empty()) out += "...";
  return out;
}

std::string padded(std::string_view text, std::size_t width) {
  const std::size_t used = columns(text);
  return std::string(text) + std::string(used < width ? width - used : 1, ' ');
}

std::string TextPage::toned(std::string_view text, Tone tone) const {
  if (!style_.color || tone == Tone::Plain) return std::string(text);
  return std::string(sequence(tone)) + std::string(text) + "\x1b[0m";
}

TextPage& TextPage::line(std::string_view text, Tone tone) {
  out_ += toned(text, tone);
  out_.push_back('\n');
  return *this;
}

TextPage& TextPage::blank() {
  if (!out_.empty() && !out_.ends_with("\n\n")) out_.push_back('\n');
  return *this;
}

TextPage& TextPage::paragraph(std::string_view lead, std::string_view text, std::size_t indent,
                              Tone tone) {
  // The blanks around the lead stay outside the colour, so that a copied line looks the same.
  const std::size_t first = std::min(lead.find_first_not_of(' '), lead.size());
  const std::size_t last = lead.find_last_not_of(' ');
  const std::size_t end = last == std::string_view::npos ? lead.size() : last + 1;
  out_ += lead.substr(0, first);
  if (end > first) out_ += toned(lead.substr(first, end - first), tone);
  out_ += lead.substr(std::min(end, lead.size()));
  std::size_t at = columns(lead);
  if (at < indent) {
    out_.append(indent - at, ' ');
    at = indent;
  }
  bool first_word = true;
  while (!text.empty()) {
    const std::size_t blanks = std::min(text.find_first_not_of(' '), text.size());
    text.remove_prefix(blanks);
    const std::string_view word = text.substr(0, text.find(' '));
    if (word.empty()) break;
    text.remove_prefix(word.size());
    const std::size_t width = columns(word);
    if (!first_word && at + 1 + width > style_.width) {
      out_.push_back('\n');
      out_.append(indent, ' ');
      at = indent;
    } else if (!first_word) {
      out_.push_back(' ');
      ++at;
    } else if (at > indent && at + width > style_.width) {
      // The lead filled the line: the text starts on its own.
      while (out_.ends_with(' ')) out_.pop_back();
      out_.push_back('\n');
      out_.append(indent, ' ');
      at = indent;
    }
    out_ += word;
    at += width;
    first_word = false;
  }
  while (out_.ends_with(' ')) out_.pop_back();
  out_.push_back('\n');
  return *this;
}

}  // namespace smime::report
