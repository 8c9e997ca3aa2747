#pragma once
#include <string>
#include <vector>

#include "cli/options.h"

namespace smime::cli {

/// A file that the command line names to be read.
struct NamedFile {
  std::string option;  // "--trust"; empty: an argument
  std::string path;
};

/// Those that options name. Messages and what lies in directories are not among them.
[[nodiscard]] std::vector<NamedFile> named_files(const Options& options);

/// False, after a line on standard error, if the results would take the place of one of them, or of
/// a file in a directory of --revocation, or if standard input would be read twice: then the run
/// must end with status 2. Messages are looked at when their turn comes.
[[nodiscard]] bool check_named_files(const Options& options);

}  // namespace smime::cli
