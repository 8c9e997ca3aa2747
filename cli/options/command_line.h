#pragma once
#include <string>
#include <vector>

#include "cli/options/given.h"

namespace smime::cli {

struct CommandLine {
  GivenOptions given;
  std::vector<std::string> arguments;  // what is no option, in the order given
};

/// Takes a command's options and arguments apart. Which options there are depends on the command:
/// one that has no meaning for it is unknown. Names are not completed, because an abbreviation that
/// works today may mean two options tomorrow. Throws UsageError.
[[nodiscard]] CommandLine read_command_line(const std::string& command,
                                            std::vector<std::string> words);

}  // namespace smime::cli
