#include "engine/report/layout.h"

#include <utf8proc.h>

#include <algorithm>

#include "base/text.h"

namespace smime::report {
namespace {

constexpr std::size_t kLeastRoom = 20;  // columns for text, however deep it is indented

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

std::string fitted(std::string_view text, std::size_t width) {
  const bool cut = columns(text) > width;
  const std::size_t room = cut ? width - std::min<std::size_t>(width, 3) : width;
  std::string out;
  std::size_t used = 0;
  while (!text.empty()) {
    std::string_view rest = text;
    (void)next_code_point(rest);
    const std::string_view one = text.substr(0, text.size() - rest.size());
    if (used + columns(one) > room) break;
    out += one;
    used += columns(one);
    text = rest;
  }
  if (cut) {
    out.append(width - room, '.');
    used += width - room;
  }
  return out.append(width - used, ' ');
}

std::string fitted_end(std::string_view text, std::size_t width) {
  std::size_t used = columns(text);
  if (used <= width) return std::string(text).append(width - used, ' ');
  const std::size_t dots = std::min<std::size_t>(width, 3);
  while (used + dots > width && !text.empty()) {
    std::string_view rest = text;
    (void)next_code_point(rest);
    used -= columns(text.substr(0, text.size() - rest.size()));
    text = rest;
  }
  return (std::string(dots, '.') + std::string(text)).append(width - dots - used, ' ');
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

TextPage& TextPage::append(const TextPage& page) {
  out_ += page.out_;
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
  const std::size_t edge = std::max(style_.width, indent + kLeastRoom);
  const auto next_line = [&] {
    while (out_.ends_with(' ')) out_.pop_back();
    out_.push_back('\n');
    out_.append(indent, ' ');
    at = indent;
  };
  bool first_word = true;
  while (!text.empty()) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    std::string_view word = text.substr(0, text.find(' '));
    if (word.empty()) break;
    text.remove_prefix(word.size());
    const std::size_t width = columns(word);
    const std::size_t between = first_word ? 0 : 1;
    if (at > indent && at + between + width > edge) {
      next_line();
    } else {
      out_.append(between, ' ');
      at += between;
    }
    first_word = false;
    while (!word.empty()) {
      std::string_view rest = word;
      (void)next_code_point(rest);
      const std::string_view one = word.substr(0, word.size() - rest.size());
      if (at + columns(one) > edge) next_line();
      out_ += one;
      at += columns(one);
      word = rest;
    }
  }
  while (out_.ends_with(' ')) out_.pop_back();
  out_.push_back('\n');
  return *this;
}

}  // namespace smime::report
