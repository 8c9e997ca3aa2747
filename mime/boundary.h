#pragma once
#include <string_view>

namespace smime::mime {

/// RFC 2046 5.1.1: bchars; a blank may stand anywhere but at the end. The length is not looked at.
[[nodiscard]] bool is_boundary(std::string_view text);

/// Printable ASCII that readers take as it stands, allowed or not.
[[nodiscard]] bool is_plain_boundary(std::string_view text);

/// True if a line can begin with "--" and this: then the parts are found, boundary or not.
[[nodiscard]] bool can_delimit(std::string_view boundary);

}  // namespace smime::mime
