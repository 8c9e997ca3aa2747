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

}  // namespace

Output::Output(const std::optional<std::string>& path) : descriptor_(STDOUT_FILENO) {
  if (!path) return;
  path_ = *path;
  temporary_ = path_ + ".XXXXXX";
  descriptor_ = mkostemp(temporary_.data(), O_CLOEXEC);
  if (descriptor_ < 0) {
    temporary_.clear();
    const int number = errno;
    fail("cannot be written", number);
    status_ = ExitStatus::Usage;
    return;
  }
  // mkostemp made it for the owner alone; a new file is what the umask says.
  const mode_t mask = umask(0);
  umask(mask);
  (void)fchmod(descriptor_, 0666 & ~mask);
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
