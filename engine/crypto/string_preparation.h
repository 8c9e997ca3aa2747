#pragma once
#include <string>
#include <string_view>

namespace smime::crypto {

/// RFC 4518 2.2, but for the folding of case: in UTF-8 text, characters that show nothing are taken
/// out, and whatever separates becomes a blank. Octets that are no UTF-8 stay as they are.
[[nodiscard]] std::string prepare_map(std::string_view text);

}  // namespace smime::crypto
