#pragma once
#include <string_view>

/// What every output promises, whatever octets it was made of.
namespace smime::fuzz {

/// `json` is one JSON text, in ASCII where a character is invisible, that keeps the schema of the
/// program.
void demand_json(std::string_view json);

/// `text` is well-formed UTF-8 without any control character but line ends, without bidirectional
/// controls and without characters that show nothing: safe on a terminal.
void demand_plain_text(std::string_view text);

}  // namespace smime::fuzz
