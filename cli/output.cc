#include "cli/output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "cli/complain.h"
#include "cli/interrupt.h"

namespace smime::cli {
namespace {

std::string directory_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

/// What a symbolic link leads to, so that the link stays; `path` itself where there is none.
std::string target_of(const std::string& path) {
  char* const resolved = realpath(path.c_str(), nullptr);
  if (resolved == nullptr) return path;
  std::string target(resolved);
  std::free(resolved);
  return target;
}

/// What is known of a file; nothing if there is none.
std::optional<struct stat> about(const std::string& path) {
  struct stat found = {};
  const int result = path == "-" ? fstat(STDIN_FILENO, &found) : stat(path.c_str(), &found);
  return result == 0 ? std::optional(found) : std::nullopt;
}

}  // namespace

bool is_same_file(const std::string& a, const std::string& b) {
  const auto first = about(a), second = about(b);
  return first && second && S_ISREG(first->st_mode) && first->st_dev == second->st_dev &&
         first->st_ino == second->st_ino;
}

Output::Output(const std::optional<std::string>& path) : descriptor_(STDOUT_FILENO) {
  if (!path) return;
  path_ = target_of(*path);
  struct stat found = {};
  const bool exists = stat(path_.c_str(), &found) == 0;
  if (exists && S_ISDIR(found.st_mode)) {
    refuse("is a directory; name a file in it");
  } else if (exists && !S_ISREG(found.st_mode)) {
    // A device or a pipe is written to; a file in its place would destroy it.
    descriptor_ = open(path_.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (descriptor_ < 0) refuse(std::strerror(errno));
  } else {
    open_temporary(exists ? std::optional(found.st_mode) : std::nullopt);
  }
}

void Output::open_temporary(std::optional<mode_t> mode) {
  temporary_ = path_ + ".XXXXXX";
  descriptor_ = mkostemp(temporary_.data(), O_CLOEXEC);
  if (descriptor_ < 0) {
    temporary_.clear();
    refuse(std::string("cannot be written: ") + std::strerror(errno) +
           "; check the path, its permissions and the space left");
    return;
  }
  // mkostemp made it for the owner alone: a new file is what the umask says, another keeps its
  // mode.
  const mode_t mask = umask(0);
  umask(mask);
  (void)fchmod(descriptor_, mode ? *mode & 07777U : 0666U & ~mask);
}

void Output::refuse(const std::string& why) {
  good_ = false;
  status_ = ExitStatus::Usage;
  complain(path_ + ": " + why);
}

bool Output::replaces(const std::string& path) const {
  return !temporary_.empty() && is_same_file(path, path_);
}

Output::~Output() {
  if (descriptor_ >= 0 && descriptor_ != STDOUT_FILENO) close(descriptor_);
  if (!temporary_.empty()) (void)unlink(temporary_.c_str());
}

bool Output::fail(std::string_view what, int number) {
  good_ = false;
  if (number == EPIPE) {
    // Not everything was told, so the run is not complete; but nobody listens any more.
    status_ = ExitStatus::Unchecked;
    return false;
  }
  status_ = number == EINTR ? ExitStatus::Interrupted : ExitStatus::Temporary;
  const std::string place = path_.empty() ? "standard output" : path_;
  if (number != EINTR)
    complain(place + ": " + std::string(what) + ": " + std::strerror(number) +
             "; check the path, its permissions and the space left");
  return false;
}

bool Output::write(std::string_view text) {
  if (!good_) return false;
  while (!text.empty()) {
    const ssize_t count = ::write(descriptor_, text.data(), text.size());
    if (count < 0) {
      if (errno == EINTR && !interrupted()) continue;
      return fail("writing failed", errno);
    }
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

bool Output::finish() {
  if (!good_ || path_.empty()) return good_;
  if (fsync(descriptor_) != 0 && errno != EINVAL && errno != EROFS)
    return fail("writing failed", errno);
  if (temporary_.empty()) return true;  // written in place
  if (rename(temporary_.c_str(), path_.c_str()) != 0) return fail("cannot be replaced", errno);
  temporary_.clear();
  // The new name itself must last, too; not every file system can promise that.
  const int directory = open(directory_of(path_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory >= 0) {
    (void)fsync(directory);
    close(directory);
  }
  return true;
}

}  // namespace smime::cli
