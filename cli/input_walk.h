#pragma once
#include <optional>
#include <string>
#include <vector>

#include "cli/load.h"
#include "cli/options.h"

namespace smime::cli {

/// The inputs a command line names, one after the other: arguments in their order, then
/// --files-from. With -r a directory stands for the files below it, in the order of their octets;
/// symbolic links to directories are not followed there. Holds the names of the open directories
/// only, however many files there are.
class InputWalk {
 public:
  explicit InputWalk(const Options& options);

  struct Input {
    std::string path;
    std::string error;  // not empty: cannot be walked into; the path is that of the directory
    bool named = true;  // by the user, not found in a directory
  };
  /// Nothing: there are no more.
  [[nodiscard]] std::optional<Input> next();
  /// Why --files-from could not be read (to its end); empty: it could.
  [[nodiscard]] std::string files_from_error() const { return list_ ? list_->error() : ""; }

 private:
  struct Level {
    std::string directory;
    std::vector<std::string> names;  // sorted, last first
  };
  [[nodiscard]] std::optional<std::string> next_name();
  [[nodiscard]] std::string enter(const std::string& directory);

  bool recursive_;
  char separator_;
  std::vector<std::string> arguments_;
  std::size_t at_ = 0;
  std::optional<LineSource> list_;
  std::vector<Level> levels_;
};

}  // namespace smime::cli
