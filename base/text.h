#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace smime {

/// ASCII only, whatever the locale: mail and certificate syntax never depends on one.
[[nodiscard]] char ascii_lower(char c);
[[nodiscard]] std::string ascii_lower(std::string_view text);
[[nodiscard]] bool ascii_iequal(std::string_view a, std::string_view b);
[[nodiscard]] bool is_ascii(std::string_view text);
[[nodiscard]] std::string_view trim_blanks(std::string_view text);  // space and tab only

/// Lower-case and upper-case hexadecimal, without separators.
[[nodiscard]] std::string hex(Bytes octets);
[[nodiscard]] std::string hex_upper(Bytes octets);
[[nodiscard]] std::optional<Octets> from_hex(std::string_view text);

/// True if `text` is well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms).
[[nodiscard]] bool is_utf8(std::string_view text);
/// `text` with each ill-formed octet replaced by U+FFFD.
[[nodiscard]] std::string to_utf8(std::string_view text);

/// For people's eyes, always safe on a terminal: ill-formed UTF-8 becomes U+FFFD; control
/// characters (C0, DEL, C1), line and paragraph separators, bidirectional controls, zero-width and
/// other invisible characters become a visible \xNN or \u{NNNN}. Everything else stays as it is.
[[nodiscard]] std::string visible(std::string_view text);
/// True if `code_point` is one that visible() escapes.
[[nodiscard]] bool needs_escape(char32_t code_point);

/// Decodes one code point at the front of `text` and removes it; U+FFFD for an ill-formed octet,
/// of which one is removed. `text` must not be empty.
[[nodiscard]] char32_t next_code_point(std::string_view& text, bool* well_formed = nullptr);
void append_utf8(std::string& out, char32_t code_point);

}  // namespace smime
