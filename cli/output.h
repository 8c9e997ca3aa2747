#pragma once
#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>

#include "cli/exit_status.h"

namespace smime::cli {

/// True if both paths lead to one regular file, whatever they are called; "-" is what standard
/// input is read from.
[[nodiscard]] bool is_same_file(const std::string& a, const std::string& b);

/// Where results go: standard output, or a file that appears under its name only when it is
/// complete (temporary file beside it, fsync, rename). A symbolic link is followed, the mode of an
/// older file kept; a device or pipe is written to as it is.
class Output {
 public:
  explicit Output(const std::optional<std::string>& path);
  ~Output();  // removes a temporary file that was not finished
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  /// False once writing failed; the reason was said on standard error, except for a closed pipe,
  /// which is the reader's wish.
  [[nodiscard]] bool write(std::string_view text);
  /// Makes the result visible. False as for write().
  [[nodiscard]] bool finish();
  /// True if finish() would put the result in the place of this file, such as an input.
  [[nodiscard]] bool replaces(const std::string& path) const;
  [[nodiscard]] bool good() const { return good_; }
  /// Accepted while good().
  [[nodiscard]] ExitStatus status() const { return status_; }

 private:
  void open_temporary(std::optional<mode_t> mode);
  void refuse(const std::string& why);
  bool fail(std::string_view what, int number);

  std::string path_, temporary_;
  int descriptor_;
  bool good_ = true;
  ExitStatus status_ = ExitStatus::Accepted;
};

}  // namespace smime::cli
