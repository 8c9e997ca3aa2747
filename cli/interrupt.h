#pragma once

namespace smime::cli {

/// From now on SIGINT, SIGTERM, SIGQUIT and SIGHUP only set a flag where they were not ignored, and
/// a closed pipe is an error of write().
void catch_signals();
[[nodiscard]] bool interrupted();

/// A standard stream that is closed stays unusable: otherwise the next file that is opened would
/// take its number, and what is meant for people would be written into that file.
void hold_standard_streams();

}  // namespace smime::cli
