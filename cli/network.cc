#include "cli/network.h"

namespace smime::cli {

fetch::DownloadRules download_rules(const NetworkOptions& network) {
  fetch::DownloadRules rules;
  if (network.online) {
    rules.connect_time = fetch::Milliseconds(network.connection_timeout);
    rules.address_time = fetch::Milliseconds(network.connection_timeout);
  }
  if (network.max_time) rules.address_time = std::chrono::seconds(*network.max_time);
  if (network.max_redirects) rules.redirects = *network.max_redirects;
  rules.allow_private = network.allow_private;
  rules.ca_file = network.ca_file;
  rules.proxy = network.proxy;
  return rules;
}

}  // namespace smime::cli
