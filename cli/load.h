#pragma once
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>

#include "base/bytes.h"

/// The only place where files are opened to be read (design 5.11); output.h opens those that are
/// written, compare/private_directory.h those that other engines get, and input_walk.h lists
/// directories.
namespace smime::cli {

struct Loaded {
  std::optional<Octets> octets;  // nothing if and only if `error` says why
  std::string error;             // without the path: "no such file"
  bool too_large = false;        // more than `most` octets
  bool temporary = false;        // may go better later
};

/// Whether a pipe may be named, as a shell does with <(COMMAND).
enum class Pipes : std::uint8_t { Refuse, Read };

/// Reads one regular file into memory, once; "-" is standard input. Not read, with an error: more
/// than `most` octets, a directory, a device, a pipe unless allowed (standard input may be any of
/// these), a file that changed while it was read. A FIFO that nobody has opened to write is empty.
[[nodiscard]] Loaded load(const std::string& path, std::uint64_t most, Pipes pipes = Pipes::Refuse);

/// What to do about a file that could not be read for another reason than its size.
[[nodiscard]] std::string cure_of_path(const Loaded& file);

/// What to do about a message or certificate that could not be read, as the end of a line.
[[nodiscard]] std::string cure_of_input(const Loaded& file);

/// What to do about a trust list that could not be read, as the end of a line.
[[nodiscard]] std::string cure_of_list(const Loaded& file);

/// A list of names that is read line by line, however long it is: a file of any kind, or "-" for
/// standard input, which stays open. Closes itself.
class LineSource {
 public:
  explicit LineSource(const std::string& path);
  ~LineSource();
  LineSource(const LineSource&) = delete;
  LineSource& operator=(const LineSource&) = delete;

  /// The next text that is not empty, without its separator; nothing at the end, or at an error.
  /// Of a text longer than a path can be only its front is kept.
  [[nodiscard]] std::optional<std::string> next(char separator);
  /// Why the list could not be read (to its end); empty: it could.
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  void close();

  std::FILE* file_ = nullptr;
  std::string error_;
};

}  // namespace smime::cli
