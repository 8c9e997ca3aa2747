#include "cli/complain.h"

#include <cstdio>
#include <string>

#include "base/text.h"

namespace smime::cli {

void complain(std::string_view line) {
  const std::string text = "smimecheck: " + visible(line) + "\n";
  // There is nobody left to tell if standard error fails.
  (void)std::fwrite(text.data(), 1, text.size(), stderr);
}

}  // namespace smime::cli
