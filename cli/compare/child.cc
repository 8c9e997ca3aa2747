#include "cli/compare/child.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string_view>

#include "cli/interrupt.h"

namespace smime::cli::compare {
namespace {

constexpr int kTick = 50;                    // milliseconds between looks at interrupts and exits
constexpr rlim_t kLargestFile = 256U << 20;  // octets a program may write into one file

struct Pipe {
  int read = -1, write = -1;
  bool open() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return false;
    read = ends[0];
    write = ends[1];
    return true;
  }
};

void close_one(int& descriptor) {
  if (descriptor >= 0) close(descriptor);
  descriptor = -1;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  out.reserve(texts.size() + 1);
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

std::string search_path() {
  const char* path = std::getenv("PATH");
  return path == nullptr ? "/usr/bin:/bin" : path;
}

/// The attributes that every program starts with: a group of its own, so that a signal reaches all
/// that it starts, and signals as they are by default.
class Attributes {
 public:
  Attributes() {
    posix_spawnattr_init(&value_);
    sigset_t some, none;
    sigemptyset(&none);
    sigemptyset(&some);
    for (const int number : {SIGPIPE, SIGINT, SIGTERM}) sigaddset(&some, number);
    posix_spawnattr_setsigdefault(&value_, &some);
    posix_spawnattr_setsigmask(&value_, &none);
    posix_spawnattr_setpgroup(&value_, 0);
    posix_spawnattr_setflags(
        &value_,
        static_cast<short>(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK));
  }
  ~Attributes() { posix_spawnattr_destroy(&value_); }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  [[nodiscard]] const posix_spawnattr_t* value() const { return &value_; }

 private:
  posix_spawnattr_t value_{};
};

pid_t start(const Command& command, std::uint64_t memory, const Pipe& in, const Pipe& out,
            const Pipe& error) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (in.read >= 0) {
    posix_spawn_file_actions_adddup2(&actions, in.read, STDIN_FILENO);
  } else {
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  }
  posix_spawn_file_actions_adddup2(&actions, out.write, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, error.write, STDERR_FILENO);
  posix_spawn_file_actions_addchdir_np(&actions, command.directory.c_str());
  std::vector<std::string> arguments = {command.program};
  arguments.insert(arguments.end(), command.arguments.begin(), command.arguments.end());
  std::vector<std::string> environment = {"PATH=" + search_path(), "LC_ALL=C", "TZ=UTC"};
  environment.insert(environment.end(), command.environment.begin(), command.environment.end());
  const Attributes attributes;
  pid_t process = -1;
  const int fault = posix_spawn(&process, command.program.c_str(), &actions, attributes.value(),
                                pointers(arguments).data(), pointers(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  if (fault != 0) return -1;
  const rlimit file{kLargestFile, kLargestFile}, core{0, 0};
  (void)prlimit(process, RLIMIT_FSIZE, &file, nullptr);
  (void)prlimit(process, RLIMIT_CORE, &core, nullptr);
  const rlimit space{memory, memory};
  if (memory != 0) (void)prlimit(process, RLIMIT_AS, &space, nullptr);
  return process;
}

bool has_ended(pid_t process) {
  siginfo_t state = {};
  return waitid(P_PID, static_cast<id_t>(process), &state, WEXITED | WNOHANG | WNOWAIT) != 0 ||
         state.si_pid == process;
}

}  // namespace

Child::Child(const Command& command, const ChildLimits& limits, bool talks) : limits_(limits) {
  Pipe in, out, error;
  if ((!talks || in.open()) && out.open() && error.open()) {
    process_ = start(command, limits.memory, in, out, error);
  }
  close_one(in.read);
  close_one(out.write);
  close_one(error.write);
  in_ = in.write;
  out_ = out.read;
  error_ = error.read;
  // A program that does not read its input must not stop this one.
  for (const int descriptor : {in_, out_, error_})
    if (descriptor >= 0) fcntl(descriptor, F_SETFL, O_NONBLOCK);
}

Child::~Child() {
  (void)end(std::nullopt);
  close_one(in_);
  close_one(out_);
  close_one(error_);
}

bool Child::drain(int& descriptor, std::string& into) {
  std::array<char, 65536> buffer{};
  while (descriptor >= 0) {
    const ssize_t count = read(descriptor, buffer.data(), buffer.size());
    if (count < 0) return errno == EAGAIN || errno == EINTR;
    if (count == 0) break;
    const std::size_t room = limits_.output - std::min(limits_.output, into.size());
    into.append(buffer.data(), std::min(room, static_cast<std::size_t>(count)));
    if (room < static_cast<std::size_t>(count)) {
      too_much_ = true;
      return false;
    }
  }
  close_one(descriptor);
  return false;
}

bool Child::read_some(Clock::time_point until) {
  if (out_ < 0 && error_ < 0) return false;
  const bool ended = has_ended(process_);
  std::array<pollfd, 2> streams{{{out_, POLLIN, 0}, {error_, POLLIN, 0}}};
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
  const auto wait = static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, kTick));
  (void)poll(streams.data(), streams.size(), ended ? 0 : wait);
  drain(out_, said_);
  drain(error_, complained_);
  // What a program left behind may hold the streams open; it is not waited for.
  return !ended && (out_ >= 0 || error_ >= 0);
}

std::optional<Ended::How> Child::overdue(Clock::time_point until) const {
  if (interrupted() && !limits_.despite_interrupt) return Ended::How::Interrupted;
  if (too_much_) return Ended::How::TooMuchOutput;
  if (Clock::now() >= until) return Ended::How::TimedOut;
  return std::nullopt;
}

Ended Child::end(std::optional<Ended::How> cause) {
  Ended ended;
  if (process_ > 0) {
    // Before it is waited for: until then nobody else can have its number.
    kill(-process_, SIGKILL);
    kill(process_, SIGKILL);
    int status = 0;
    while (waitpid(process_, &status, 0) < 0 && errno == EINTR) {
    }
    process_ = -1;
    ended.how = WIFEXITED(status) ? Ended::How::Exited : Ended::How::Signal;
    ended.value = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
    if (cause) ended.how = *cause;
  }
  ended.out = std::move(said_);
  ended.error = std::move(complained_);
  return ended;
}

Ended Child::finish() {
  if (process_ <= 0) return {};
  close_one(in_);
  const auto until = Clock::now() + limits_.time;
  while (read_some(until)) {
    if (const auto cause = overdue(until)) return end(cause);
  }
  if (too_much_) return end(Ended::How::TooMuchOutput);
  while (!has_ended(process_)) {  // both streams are closed
    if (const auto cause = overdue(until)) return end(cause);
    (void)poll(nullptr, 0, 1);
  }
  return end(std::nullopt);
}

std::optional<std::string> Child::ask(const std::string& line, Ended& ended) {
  ended = {};
  if (process_ <= 0) return std::nullopt;
  const auto until = Clock::now() + limits_.time;
  const std::string text = line + "\n";
  // Lines are far shorter than what a pipe takes at once (PIPE_BUF).
  if (::write(in_, text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    ended = finish();
    return std::nullopt;
  }
  while (true) {
    const std::size_t stop = said_.find('\n');
    if (stop != std::string::npos) {
      std::string answer = said_.substr(0, stop);
      said_.erase(0, stop + 1);
      complained_.clear();
      return answer;
    }
    const bool more = read_some(until);
    if (said_.find('\n') != std::string::npos) continue;
    const auto cause = overdue(until);
    if (more && !cause) continue;
    ended = cause ? end(cause) : finish();
    return std::nullopt;
  }
}

std::string describe(const Ended& ended, const ChildLimits& limits) {
  switch (ended.how) {
    case Ended::How::Exited:
      return "exit status " + std::to_string(ended.value);
    case Ended::How::Signal:
      return "ended by signal " + std::to_string(ended.value);
    case Ended::How::TimedOut:
      return "stopped: no end within " + std::to_string(limits.time.count() / 1000) + " s";
    case Ended::How::TooMuchOutput:
      return "stopped: wrote more than " + std::to_string(limits.output) + " octets";
    case Ended::How::NotStarted:
      return "could not be started";
    case Ended::How::Interrupted:
      return "interrupted";
  }
  return {};
}

std::optional<std::string> find_program(const std::string& name) {
  const std::string all = search_path();
  std::string_view folders = all;
  while (true) {
    const std::size_t colon = folders.find(':');
    const std::string path = std::string(folders.substr(0, colon)) + "/" + name;
    // Only absolute ones: engines run in another directory.
    if (path.front() == '/' && access(path.c_str(), X_OK) == 0) return path;
    if (colon == std::string_view::npos) return std::nullopt;
    folders.remove_prefix(colon + 1);
  }
}

Ended run_child(const Command& command, const ChildLimits& limits) {
  return Child(command, limits, false).finish();
}

}  // namespace smime::cli::compare
