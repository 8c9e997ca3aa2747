#include "cli/load.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "cli/interrupt.h"

namespace smime::cli {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() {
    if (value_ > STDIN_FILENO) close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int value() const { return value_; }

 private:
  int value_;
};

Loaded fault(std::string error, bool temporary = false) {
  return {std::nullopt, std::move(error), false, temporary};
}

Loaded system_fault(int number) {
  const bool temporary = number == EAGAIN || number == EMFILE || number == ENFILE ||
                         number == ENOMEM || number == ESTALE || number == EIO;
  return fault(std::strerror(number), temporary);
}

bool same(const struct stat& a, const struct stat& b) {
  const auto equal = [](const timespec& x, const timespec& y) {
    return x.tv_sec == y.tv_sec && x.tv_nsec == y.tv_nsec;
  };
  return a.st_size == b.st_size && equal(a.st_mtim, b.st_mtim) && equal(a.st_ctim, b.st_ctim);
}

Loaded read_all(int descriptor, std::uint64_t expected, std::uint64_t most) {
  constexpr std::size_t kStep = 64U << 10U;
  Loaded out;
  Octets octets;
  octets.reserve(static_cast<std::size_t>(std::min(expected, most)) + 1);
  while (true) {
    const std::size_t at = octets.size();
    // One octet more than allowed is asked for, so that a longer input is noticed.
    auto room = static_cast<std::size_t>(std::min<std::uint64_t>(kStep, most + 1 - at));
    // Within what was reserved, so that the end of a large file does not double the memory.
    if (octets.capacity() > at) room = std::min(room, octets.capacity() - at);
    octets.resize(at + room);
    const ssize_t count = read(descriptor, octets.data() + at, room);
    if (count < 0) {
      const int number = errno;
      octets.resize(at);
      if (number != EINTR) return system_fault(number);
      if (interrupted()) return fault("interrupted", true);
      continue;
    }
    octets.resize(at + static_cast<std::size_t>(count));
    if (count == 0) break;
    if (octets.size() > most) {
      out.error = "is larger than " + std::to_string(most) + " octets";
      out.too_large = true;
      return out;
    }
  }
  out.octets = std::move(octets);
  return out;
}

constexpr std::size_t kLongestPath = 4096;  // PATH_MAX of Linux

}  // namespace

LineSource::LineSource(const std::string& path)
    : file_(path == "-" ? stdin : std::fopen(path.c_str(), "re")) {
  if (file_ == nullptr) {
    error_ = std::strerror(errno);
    return;
  }
  // Opening a directory succeeds, and only reading from it fails.
  struct stat about = {};
  if (fstat(fileno(file_), &about) != 0 || !S_ISDIR(about.st_mode)) return;
  error_ = "is a directory";
  close();
}

LineSource::~LineSource() { close(); }

void LineSource::close() {
  if (file_ != nullptr && file_ != stdin) std::fclose(file_);
  file_ = nullptr;
}

std::optional<std::string> LineSource::next(char separator) {
  std::string line;
  while (file_ != nullptr) {
    const int c = std::getc(file_);
    if (c == EOF) {
      if (std::ferror(file_) != 0) error_ = std::strerror(errno);
      close();
      if (line.empty()) return std::nullopt;
      return line;
    }
    if (c == separator) {
      if (!line.empty()) return line;
      continue;
    }
    // What is kept of a longer one cannot be opened, and is reported as such.
    if (line.size() <= kLongestPath) line.push_back(static_cast<char>(c));
  }
  return std::nullopt;
}

Loaded load(const std::string& path, std::uint64_t most, Pipes pipes) {
  if (path == "-") return read_all(STDIN_FILENO, 0, most);
  if (path.find('\0') != std::string::npos) return fault("a path cannot hold NUL");
  // O_NONBLOCK: opening a FIFO must not wait for a writer.
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (file.value() < 0) return system_fault(errno);
  struct stat before = {};
  if (fstat(file.value(), &before) != 0) return system_fault(errno);
  if (S_ISDIR(before.st_mode)) return fault("is a directory");
  if (S_ISFIFO(before.st_mode) && pipes == Pipes::Read) {
    // From here on a writer may take its time.
    const int flags = fcntl(file.value(), F_GETFL);
    if (flags < 0 || fcntl(file.value(), F_SETFL, flags & ~O_NONBLOCK) < 0)
      return system_fault(errno);
    return read_all(file.value(), 0, most);
  }
  if (!S_ISREG(before.st_mode)) return fault("is no regular file");
  const auto size = static_cast<std::uint64_t>(before.st_size);
  Loaded out = read_all(file.value(), size, most);
  struct stat after = {};
  if (!out.octets) return out;
  if (fstat(file.value(), &after) != 0) return system_fault(errno);
  if (!same(before, after) || out.octets->size() != size)
    return fault("changed while it was read", true);
  return out;
}

std::string cure_of_path(const Loaded& file) {
  if (file.error == "is a directory") return "name a file";
  return file.error == "is no regular file" ? "name a file, or - and give it on standard input"
                                            : "check the path and its permissions";
}

std::string cure_of_input(const Loaded& file) {
  if (file.too_large) return "if it is genuine, raise --limit message-size=N";
  return file.error == "is a directory" ? "use -r for the files below it" : cure_of_path(file);
}

std::string cure_of_list(const Loaded& file) {
  return "; " + (file.too_large ? "if it is genuine, raise --limit trust-list-size=N"
                                : cure_of_path(file));
}

}  // namespace smime::cli
