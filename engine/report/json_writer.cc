#include "engine/report/json_writer.h"

#include <cstdio>

#include "base/text.h"

namespace smime::report {

void JsonWriter::separate() {
  if (comma_) out_.push_back(',');
  comma_ = true;
}

JsonWriter& JsonWriter::begin_object() {
  separate();
  out_.push_back('{');
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::end_object() {
  out_.push_back('}');
  comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::begin_array() {
  separate();
  out_.push_back('[');
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::end_array() {
  out_.push_back(']');
  comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  value(name);
  out_.push_back(':');
  comma_ = false;
  return *this;
}

void JsonWriter::unit(std::uint32_t utf16) {
  char text[8];
  std::snprintf(text, sizeof text, "\\u%04X", static_cast<unsigned>(utf16 & 0xFFFFU));
  out_ += text;
}

void JsonWriter::escape(char32_t code_point) {
  // RFC 8259 7: characters outside the Basic Multilingual Plane are written as a surrogate pair.
  if (code_point < 0x10000) return unit(code_point);
  const std::uint32_t rest = code_point - 0x10000;
  unit(0xD800 + (rest >> 10U));
  unit(0xDC00 + (rest & 0x3FFU));
}

JsonWriter& JsonWriter::value(std::string_view text) {
  separate();
  out_.push_back('"');
  while (!text.empty()) {
    bool well_formed = true;
    const char32_t c = next_code_point(text, &well_formed);
    if (!well_formed) replaced_ = true;
    if (c == '"' || c == '\\') {
      out_.push_back('\\');
      out_.push_back(static_cast<char>(c));
    } else if (c >= 0x20 && c < 0x7F) {
      out_.push_back(static_cast<char>(c));
    } else if (needs_escape(c)) {
      escape(c);
    } else {
      append_utf8(out_, c);
    }
  }
  out_.push_back('"');
  return *this;
}

JsonWriter& JsonWriter::value(std::int64_t number) {
  separate();
  out_ += std::to_string(number);
  return *this;
}

JsonWriter& JsonWriter::value(bool truth) {
  separate();
  out_ += truth ? "true" : "false";
  return *this;
}

JsonWriter& JsonWriter::null() {
  separate();
  out_ += "null";
  return *this;
}

JsonWriter& JsonWriter::value(const std::vector<std::string>& texts) {
  begin_array();
  for (const std::string& text : texts) value(text);
  return end_array();
}

JsonWriter& JsonWriter::text_or_null(std::string_view text) {
  return text.empty() ? null() : value(text);
}

JsonWriter& JsonWriter::status(std::uint32_t word) {
  char text[16];
  std::snprintf(text, sizeof text, "0x%08X", static_cast<unsigned>(word));
  return value(text);
}

}  // namespace smime::report
