#pragma once
#include <string>
#include <string_view>

namespace smime::cli {

/// `smimecheck` alone: what it is and how to go on.
[[nodiscard]] std::string_view short_help();
/// --help, for the program (empty command) or one command.
[[nodiscard]] std::string help(std::string_view command);

}  // namespace smime::cli
