#pragma once
#include <memory>

#include "cli/options.h"
#include "engine/fetch/online.h"

namespace smime::cli {

/// What the options say about the use of the network, in the engine's terms. With `online`, the two
/// time-outs of Exchange take the place of the usual ones.
[[nodiscard]] fetch::DownloadRules download_rules(const NetworkOptions& network);

/// True if this machine can fetch; else one line on standard error, from `who`, says why not.
[[nodiscard]] bool may_fetch(const std::string& who);

/// --online: fetches before each message. Nothing without that option, and nothing with --offline.
class Network {
 public:
  Network(const Options& options, const Given& given, Time now);

  /// The given things for this input: as they were, or with what was fetched for it. What could not
  /// be fetched is told on standard error, once per address and input.
  [[nodiscard]] const Given& given_for(Bytes octets);

 private:
  Given given_;
  Time now_;
  std::unique_ptr<fetch::Online> online_;
};

}  // namespace smime::cli
