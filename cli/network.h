#pragma once
#include "cli/options.h"
#include "engine/fetch/download.h"

namespace smime::cli {

/// What the options say about the use of the network, in the engine's terms. With `online`, the two
/// time-outs of Exchange take the place of --max-time.
[[nodiscard]] fetch::DownloadRules download_rules(const NetworkOptions& network);

}  // namespace smime::cli
