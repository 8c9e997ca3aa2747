#pragma once
#include <string>
#include <vector>

namespace smime::test {

struct Ran {
  int status = -1;  // exit status; 128 + signal if a signal ended it
  std::string out, error;
};

/// Runs a program with the given arguments and standard input, without a terminal, and waits for
/// it. The environment is empty but for PATH. status is -1 if it could not be started.
[[nodiscard]] Ran run(const std::string& program, const std::vector<std::string>& arguments,
                      const std::string& input = {});

/// `smimecheck` as it was built.
[[nodiscard]] Ran smimecheck(const std::vector<std::string>& arguments,
                             const std::string& input = {});

/// An empty directory that is removed with everything in it.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  [[nodiscard]] std::string path(const std::string& name = {}) const;
  /// Writes a file and returns its path.
  std::string file(const std::string& name, const std::string& content) const;

 private:
  std::string path_;
};

}  // namespace smime::test
