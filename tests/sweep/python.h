#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/given.h"

namespace smime::test {

/// Runs tests/sweep/<script> with python3 and calls `line` with the tab-separated fields of each
/// line that it writes, while it writes. std::runtime_error if it fails or writes nothing.
void for_each_line(const std::string& script, const std::vector<std::string>& arguments,
                   const std::function<void(const std::vector<std::string>&)>& line);

/// The octets of hexadecimal text.
[[nodiscard]] std::string octets(std::string_view hex);

/// `strict` in January 2026, with the certificate in `anchor` (DER) as the trust list.
[[nodiscard]] Given given_for_anchor(const std::string& anchor);

}  // namespace smime::test
