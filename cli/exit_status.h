#pragma once
#include <cstdint>
#include <initializer_list>

namespace smime::cli {

/// What the program returns (docs/exit-status.md).
enum class ExitStatus : std::uint8_t {
  Accepted = 0,
  NotAccepted = 1,
  Usage = 2,      // wrong options, or a file they name cannot be used
  Unchecked = 3,  // some message could not be checked
  Temporary = 75,
  Interrupted = 130,
};

/// Of several, the one that is returned: the first that occurs of 130, 2, 75, 3, 1, 0.
[[nodiscard]] constexpr ExitStatus worse(ExitStatus a, ExitStatus b) {
  for (const ExitStatus status : {ExitStatus::Interrupted, ExitStatus::Usage, ExitStatus::Temporary,
                                  ExitStatus::Unchecked, ExitStatus::NotAccepted})
    if (a == status || b == status) return status;
  return ExitStatus::Accepted;
}

}  // namespace smime::cli
