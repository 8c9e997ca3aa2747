#pragma once
#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

/// Other people's programs, run on hostile input: no shell, an empty environment but for what is
/// named, a process group of their own, and never more time or output than was allowed.
namespace smime::cli::compare {

struct Command {
  std::string program;  // absolute path
  std::vector<std::string> arguments;
  std::string directory;                 // where it runs
  std::vector<std::string> environment;  // "NAME=value", besides PATH, LC_ALL=C and TZ=UTC
};

struct ChildLimits {
  std::chrono::milliseconds time{20'000};
  std::size_t output = 1U << 20U;  // octets, of both streams each
  /// Octets of address space; 0: no limit, for a Java machine, which reserves what it never uses.
  std::uint64_t memory = std::uint64_t{2} << 30U;
  bool despite_interrupt = false;  // what cleans up is not ended by an interrupt of this program
};

/// How a run ended.
struct Ended {
  enum class How : std::uint8_t {
    Exited,
    Signal,
    TimedOut,
    TooMuchOutput,
    NotStarted,
    Interrupted
  };
  How how = How::NotStarted;
  int value = 0;           // exit status, or the signal
  std::string out, error;  // what was written, within the limit

  [[nodiscard]] bool exited(int status) const { return how == How::Exited && value == status; }
};
/// One line for people: "exit status 4", "ended by signal 11", "stopped after 20 s".
[[nodiscard]] std::string describe(const Ended& ended, const ChildLimits& limits);

/// The absolute path of a program in PATH; nothing if there is none.
[[nodiscard]] std::optional<std::string> find_program(const std::string& name);

/// A running program with its standard streams. Whatever is left of its process group is killed
/// when it goes out of scope.
class Child {
 public:
  /// `talks`: standard input is a pipe; otherwise it is empty.
  Child(const Command& command, const ChildLimits& limits, bool talks);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// Waits for the end, or brings it about: time, output, an interrupt of this program.
  [[nodiscard]] Ended finish();
  /// Writes a line and waits for the line that answers. Nothing if the program ended, or was ended,
  /// before; then `ended` says how, and nothing more can be asked.
  [[nodiscard]] std::optional<std::string> ask(const std::string& line, Ended& ended);

 private:
  using Clock = std::chrono::steady_clock;
  /// Reads what is there for at most a tick; true while the program may still write.
  bool read_some(Clock::time_point until);
  bool drain(int& descriptor, std::string& into);
  [[nodiscard]] std::optional<Ended::How> overdue(Clock::time_point until) const;
  Ended end(std::optional<Ended::How> cause);

  ChildLimits limits_;
  pid_t process_ = -1;
  int in_ = -1, out_ = -1, error_ = -1;
  std::string said_, complained_;
  bool too_much_ = false;
};

/// Runs a program to its end.
[[nodiscard]] Ended run_child(const Command& command, const ChildLimits& limits);

}  // namespace smime::cli::compare
