#pragma once

namespace smime::cli {

/// From now on SIGINT and SIGTERM only set a flag, and a closed pipe is an error of write().
void catch_signals();
[[nodiscard]] bool interrupted();

}  // namespace smime::cli
