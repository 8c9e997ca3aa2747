#pragma once
#include <string>
#include <string_view>

namespace smime::cli {

/// The version of the program, as in `smimecheck --version`.
[[nodiscard]] std::string_view program_version();

/// A line if the OpenSSL called `library` ("OpenSSL 3.0.22 …") lacks security fixes of the 3.0
/// series that matter here; else empty.
[[nodiscard]] std::string outdated_library(std::string_view library);

}  // namespace smime::cli
