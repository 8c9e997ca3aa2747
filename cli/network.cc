#include "cli/network.h"

#include "cli/complain.h"
#include "cli/interrupt.h"

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

bool may_fetch(const std::string& who) {
  const std::string& fault = fetch::Downloader::fault();
  if (!fault.empty()) complain(who + ": " + fault + "; install libcurl4");
  return fault.empty();
}

Network::Network(const Options& options, const Given& given, Time now) : given_(given), now_(now) {
  const NetworkOptions& network = options.network;
  if (!network.online || network.offline || !may_fetch("--online")) return;
  fetch::Online::Rules rules{download_rules(network),
                             fetch::Milliseconds(network.retrieval_timeout), network.cache};
  online_ = std::make_unique<fetch::Online>(std::move(rules), given, options.limits, interrupted);
}

const Given& Network::given_for(Bytes octets) {
  if (!online_) return given_;
  online_->prepare(octets, now_, given_, [](const fetch::Item& item, const std::string& why) {
    complain("--online: " + item.url + ": " + why);
  });
  return given_;
}

}  // namespace smime::cli
