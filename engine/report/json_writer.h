#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace smime::report {

/// Writes one JSON text (RFC 8259) without white space, front to back; keys keep the order in which
/// they are written. The caller opens and closes in pairs; nothing else can make the result
/// malformed, whatever octets the strings hold:
/// - what needs_escape() names becomes \uXXXX (a surrogate pair above U+FFFF),
/// - an ill-formed UTF-8 octet becomes U+FFFD, and replaced() is true from then on.
class JsonWriter {
 public:
  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& key(std::string_view name);

  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(std::int64_t number);
  JsonWriter& value(bool truth);
  JsonWriter& null();

  JsonWriter& value(const std::vector<std::string>& texts);
  /// null for an empty text: what is not known has no value.
  JsonWriter& text_or_null(std::string_view text);
  JsonWriter& value(std::optional<bool> truth) { return truth ? value(*truth) : null(); }
  JsonWriter& time(std::optional<Time> time) { return time ? value(to_rfc3339(*time)) : null(); }
  /// "0x0000001F", the way Windows tools print status words.
  JsonWriter& status(std::uint32_t word);

  [[nodiscard]] bool replaced() const { return replaced_; }
  [[nodiscard]] const std::string& text() const { return out_; }

 private:
  void separate();
  void escape(char32_t code_point);
  void unit(std::uint32_t utf16);

  std::string out_;
  bool comma_ = false;  // a value stands before the next one on this level
  bool replaced_ = false;
};

}  // namespace smime::report
