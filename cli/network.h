#pragma once
#include <memory>
#include <string>

#include "cli/options.h"
#include "engine/fetch/online.h"

namespace smime::cli {

/// What the options say about the use of the network, in the engine's terms. With `online`, the two
/// time-outs of Exchange take the place of the usual ones.
[[nodiscard]] fetch::DownloadRules download_rules(const NetworkOptions& network);

/// True if this machine can fetch; else one line on standard error, from `who`, says why not.
[[nodiscard]] bool may_fetch(const std::string& who);

/// Reads the file of --ca, if given. False, after a line on standard error, if it holds no
/// certificate in PEM: then the run must end with status 2.
[[nodiscard]] bool check_authorities(const NetworkOptions& network);

/// What to do about an address that brought nothing usable; empty for one that did.
[[nodiscard]] std::string cure_of(const fetch::Item& item, const NetworkOptions& network);

/// --online: fetches before each message. Nothing without that option, and nothing with --offline.
class Network {
 public:
  Network(const Options& options, const Given& given);

  /// The given things for this input: as they were, or with what was fetched for it and, unless a
  /// time was chosen, the time of day. What could not
  /// be fetched is told on standard error: one line for each address that this input needs.
  [[nodiscard]] const Given& given_for(const std::string& location, Bytes octets);

 private:
  NetworkOptions options_;
  Given given_;
  std::unique_ptr<fetch::Online> online_;
};

}  // namespace smime::cli
