#include <unistd.h>

#include <cstdlib>
#include <string_view>

#include "cli/commands.h"

namespace smime::cli {

bool wants_color(const Options& options) {
  if (options.color == ColorRule::Always) return true;
  if (options.color == ColorRule::Never || options.output) return false;
  // no-color.org: set and not empty switches colour off.
  const char* off = std::getenv("NO_COLOR");
  if (off != nullptr && *off != '\0') return false;
  const char* terminal = std::getenv("TERM");
  if (terminal == nullptr || std::string_view(terminal) == "dumb") return false;
  return isatty(STDOUT_FILENO) != 0;
}

}  // namespace smime::cli
