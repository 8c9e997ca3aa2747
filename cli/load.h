#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"

/// The only file access of the commands that check messages (design 5.11).
namespace smime::cli {

struct Loaded {
  std::optional<Octets> octets;  // nothing if and only if `error` says why
  std::string error;             // without the path: "no such file"
  bool too_large = false;        // more than `most` octets
  bool temporary = false;        // may go better later
};

/// Reads one regular file into memory, once; "-" is standard input. Not read, with an error: more
/// than `most` octets, a directory, a FIFO or device (except standard input), a file that changed
/// while it was read.
[[nodiscard]] Loaded load(const std::string& path, std::uint64_t most);

}  // namespace smime::cli
