#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace smime::cli::compare {

/// A directory that nobody else may enter (mode 0700), below TMPDIR or /tmp. Removed with all that
/// stands in it when it goes out of scope; an interrupted run unwinds and so removes it too.
class PrivateDirectory {
 public:
  PrivateDirectory();
  ~PrivateDirectory();
  PrivateDirectory(const PrivateDirectory&) = delete;
  PrivateDirectory& operator=(const PrivateDirectory&) = delete;

  /// Absolute; empty if it could not be made.
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string path(std::string_view name) const;
  /// Writes a file of mode 0600 in place of an older one. False if it cannot be written whole.
  [[nodiscard]] bool write(std::string_view name, Bytes octets) const;
  /// A regular file of at most `most` octets; nothing for any other.
  [[nodiscard]] std::optional<Octets> read(std::string_view name, std::uint64_t most) const;
  void remove(std::string_view name) const;
  /// A directory in it, of mode 0700 too.
  [[nodiscard]] bool make(std::string_view name) const;

 private:
  std::string path_;
};

}  // namespace smime::cli::compare
