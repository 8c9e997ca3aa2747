#pragma once
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "cli/exit_status.h"

namespace smime::cli {

/// Makes the directory, those above it too, or takes one that is there; Usage, with a line on
/// standard error, if that cannot be.
[[nodiscard]] ExitStatus make_directory(const std::string& path);

/// Writes one whole file. An older one is replaced only if `overwrite`; links are not followed.
/// What could not be written whole is removed. Any status but Accepted was explained on standard
/// error.
[[nodiscard]] ExitStatus write_new_file(const std::string& path, Bytes octets, bool overwrite);

/// "offer" and ".eml" of "mails/offer.eml"; "stdin" and "" of "-".
struct FileName {
  std::string stem, ending;
};
[[nodiscard]] FileName file_name(std::string_view path);

/// True if anything but an empty file has this name, a link that leads nowhere included.
[[nodiscard]] bool holds_something(const std::string& path);

/// True if `path` is `directory` or stands below it, links followed.
[[nodiscard]] bool lies_in(const std::string& path, const std::string& directory);

}  // namespace smime::cli
