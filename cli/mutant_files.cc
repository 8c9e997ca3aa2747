#include "cli/mutant_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "cli/complain.h"

namespace smime::cli {

ExitStatus make_directory(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (std::filesystem::is_directory(path)) return ExitStatus::Accepted;
  complain(path + ": is no directory and none can be made there" +
           (error ? ": " + error.message() : "") + "; name another one with -o");
  return ExitStatus::Usage;
}

ExitStatus write_new_file(const std::string& path, Bytes octets, bool overwrite) {
  // A pipe that nobody reads from is an error (ENXIO) instead of waiting.
  const int how =
      O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | (overwrite ? O_TRUNC : O_EXCL);
  const int descriptor = open(path.c_str(), how, 0666);
  if (descriptor < 0) {
    const int number = errno;
    complain(path + ": " + std::strerror(number) +
             (number == EEXIST ? "; name another directory with -o, or say --overwrite"
                               : "; check the path and its permissions"));
    return ExitStatus::Usage;
  }
  int number = 0;
  while (!octets.empty() && number == 0) {
    const ssize_t count = write(descriptor, octets.data(), octets.size());
    if (count >= 0)
      octets = octets.subspan(static_cast<std::size_t>(count));
    else if (errno != EINTR)
      number = errno;
  }
  if (close(descriptor) != 0 && number == 0) number = errno;
  if (number == 0) return ExitStatus::Accepted;
  unlink(path.c_str());  // half a variant would be taken for a whole one
  complain(path + ": writing failed: " + std::strerror(number) + "; check the space left");
  return ExitStatus::Temporary;
}

bool holds_something(const std::string& path) {
  std::error_code error;
  const auto type = std::filesystem::symlink_status(path, error).type();
  if (type == std::filesystem::file_type::not_found) return false;
  return type != std::filesystem::file_type::regular ||
         std::filesystem::file_size(path, error) != 0;
}

bool lies_in(const std::string& path, const std::string& directory) {
  std::error_code error;
  const auto inner = std::filesystem::weakly_canonical(path, error);
  const auto outer = std::filesystem::weakly_canonical(directory, error);
  return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

FileName file_name(std::string_view path) {
  if (path == "-") return {"stdin", ""};
  path = path.substr(path.rfind('/') + 1);  // npos + 1 is 0
  const std::size_t dot = path.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return {std::string(path), ""};
  return {std::string(path.substr(0, dot)), std::string(path.substr(dot))};
}

}  // namespace smime::cli
