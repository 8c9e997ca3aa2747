#include "cli/version.h"

#include <charconv>

namespace smime::cli {
namespace {

constexpr unsigned kLeastPatch = 21;

unsigned take_number(std::string_view& text) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  (void)error;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (text.starts_with('.')) text.remove_prefix(1);
  return value;
}

}  // namespace

std::string_view program_version() { return SMIMECHECK_VERSION; }

std::string outdated_library(std::string_view library) {
  constexpr std::string_view kName = "OpenSSL ";
  if (!library.starts_with(kName)) return {};
  library.remove_prefix(kName.size());
  const unsigned major = take_number(library);
  const unsigned minor = take_number(library);
  const unsigned patch = take_number(library);
  if (major != 3 || minor != 0 || patch >= kLeastPatch) return {};
  return "this OpenSSL 3.0." + std::to_string(patch) +
         " is older than 3.0.21 and lacks security fixes; install the security updates";
}

}  // namespace smime::cli
