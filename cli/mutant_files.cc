#include "cli/mutant_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "cli/complain.h"

namespace smime::cli {

ExitStatus make_directory(const std::string& path) {
  struct stat found = {};
  if (mkdir(path.c_str(), 0777) == 0) return ExitStatus::Accepted;
  const int number = errno;
  if (number == EEXIST && stat(path.c_str(), &found) == 0 && S_ISDIR(found.st_mode))
    return ExitStatus::Accepted;
  complain(path + ": no such directory can be made: " + std::strerror(number) +
           "; name another one with -o");
  return ExitStatus::Usage;
}

ExitStatus write_new_file(const std::string& path, Bytes octets, bool overwrite) {
  const int how = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | (overwrite ? O_TRUNC : O_EXCL);
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
  complain(path + ": writing failed: " + std::strerror(number) + "; check the space left");
  return ExitStatus::Temporary;
}

FileName file_name(std::string_view path) {
  if (path == "-") return {"stdin", ""};
  path = path.substr(path.rfind('/') + 1);  // npos + 1 is 0
  const std::size_t dot = path.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return {std::string(path), ""};
  return {std::string(path.substr(0, dot)), std::string(path.substr(dot))};
}

}  // namespace smime::cli
