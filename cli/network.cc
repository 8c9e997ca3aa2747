#include "cli/network.h"

#include <ctime>

#include "cli/complain.h"
#include "cli/interrupt.h"
#include "cli/load.h"
#include "engine/trust/detect.h"
#include "engine/trust/trust_list.h"
#include "engine/what_it_is.h"

namespace smime::cli {

using fetch::Outcome;

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

bool check_authorities(const NetworkOptions& network) {
  if (network.ca_file.empty()) return true;
  const std::string what = "--ca " + network.ca_file + ": ";
  const Loaded file = load(network.ca_file, Limits{}.trust_list_size);
  if (!file.octets) {
    complain(what + file.error + "; " + cure_of_path(file));
    return false;
  }
  Findings findings;
  // libcurl takes nothing else.
  const bool pem = trust::detect(*file.octets) == trust::Content::Pem;
  const auto list = trust::read_trust_list(*file.octets, network.ca_file, Limits{}, findings);
  if (pem && list && list->certificates() > 0) return true;
  complain(what + "this holds no certificate in PEM, it is " + what_it_is(*file.octets) +
           "; give the certificates of authorities for https as PEM");
  return false;
}

std::string cure_of(const fetch::Item& item, const NetworkOptions& network) {
  const std::string kind(wire_name(item.kind));
  switch (item.outcome) {
    case Outcome::Fetched:
      return "";
    case Outcome::UnsupportedScheme:
      return "only http and https are asked; get it another way and give it with --crl";
    case Outcome::MalformedUrl:
      return "have the CA correct the address in its certificates";
    case Outcome::AddressRefused:
      return "add --allow-private if servers without a public address may be asked";
    case Outcome::NotResolved:
      return "check the name and the name server of this machine";
    case Outcome::Unreachable:
      return "check the connection and the firewall, or give a --proxy";
    case Outcome::ProxyFailed:
      return "check --proxy " + network.proxy;
    case Outcome::TlsFailed:
      return "give the authorities of this server with --ca";
    case Outcome::TimedOut:
      return network.online ? "try again, or raise --crl-retrieval-timeout"
                            : "try again, or raise --max-time";
    case Outcome::TooLarge:
      return "if it is genuine, raise --limit fetch-" + kind + "=N";
    case Outcome::HttpStatus:
      return temporary(item) ? "try again later" : "ask the CA for the right address";
    case Outcome::TooManyRedirects:
      return "if the redirects are wanted, raise --max-redirects";
    case Outcome::RedirectRefused:
      return "look at where the server sends to; only http and https are asked";
    case Outcome::UnexpectedContent:
      return "look at what the address answers: often a page to log in";
    case Outcome::Truncated:
    case Outcome::TryLater:
      return "try again later";
    case Outcome::ResponderError:
      return "ask the CA why its responder refuses";
    case Outcome::NotTried:
      break;
  }
  return network.online ? "raise --crl-retrieval-timeout"
                        : "raise --limit fetch-rounds=N or bundle-size=N";
}

Network::Network(const Options& options, const Given& given)
    : options_(options.network), given_(given) {
  if (!options_.online || options_.offline || !may_fetch("--online")) return;
  fetch::Online::Rules rules{download_rules(options_),
                             fetch::Milliseconds(options_.retrieval_timeout), options_.cache};
  online_ = std::make_unique<fetch::Online>(std::move(rules), given, options.limits, interrupted);
}

const Given& Network::given_for(const std::string& location, Bytes octets) {
  if (!online_) return given_;
  const auto tell = [&](const fetch::Item& item, const std::string& why) {
    if (interrupted()) return;
    const std::string line = location + ": --online: ";
    if (why.empty()) {
      complain(line + std::string(wire_name(item.kind)) + " " + item.url + ": " +
               result_text(item) + "; " + cure_of(item, options_));
    } else {
      complain(line + item.url + ": " + why);
    }
  };
  // "Now" goes on while messages are judged: what was signed since the first one is not from the
  // future.
  const Time now = std::time(nullptr);
  online_->prepare(octets, now, given_, tell);
  if (given_.time_rule != TimeRule::Given) given_.now = std::time(nullptr);
  return given_;
}

}  // namespace smime::cli
