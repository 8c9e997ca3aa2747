#include "cli/options/groups.h"
#include "cli/options/values.h"

namespace smime::cli {
namespace {

NetworkOptions network_options(const GivenOptions& given) {
  constexpr std::uint32_t kDay = 86'400;
  NetworkOptions out;
  const auto number_of = [&](const std::string& name, std::uint32_t least, std::uint32_t most) {
    return static_cast<std::uint32_t>(number("--" + name, given.text(name), least, most));
  };
  for (const char* name : {"cache", "ca"}) given.needs_file_name(name);
  out.online = given.has("online");
  out.offline = given.has("offline");
  out.allow_private = given.has("allow-private");
  out.dry_run = given.has("dry-run");
  out.cache = given.text("cache");
  out.ca_file = given.text("ca");
  out.proxy = given.text("proxy");
  if (given.has("proxy") && !is_proxy(out.proxy))
    throw UsageError{"--proxy " + out.proxy + ": give it as http://HOST:PORT"};
  if (given.has("max-time")) out.max_time = number_of("max-time", 1, kDay);
  if (given.has("max-redirects")) out.max_redirects = number_of("max-redirects", 0, 5);
  if (given.has("crl-connection-timeout"))
    out.connection_timeout = number_of("crl-connection-timeout", 1, kDay * 1'000);
  if (given.has("crl-retrieval-timeout"))
    out.retrieval_timeout = number_of("crl-retrieval-timeout", 1, kDay * 1'000);
  return out;
}

void check_fetch(const Options& options) {
  if (options.network.offline)
    throw UsageError{
        "--offline: fetch does nothing but ask the network; leave it out, or give --dry-run "
        "instead"};
  if (options.output == "-")
    throw UsageError{"-o -: standard output has the results; give the bundle a file name"};
  if (options.output && options.network.dry_run)
    throw UsageError{"-o: there is no bundle with --dry-run; leave out one of them"};
}

}  // namespace

void read_network(const GivenOptions& given, Options& options) {
  options.network = network_options(given);
  if (options.command == "fetch") return check_fetch(options);
  if (options.network.online || options.network.offline) return;
  for (const char* name : {"crl-connection-timeout", "crl-retrieval-timeout", "cache",
                           "allow-private", "max-time", "max-redirects", "ca", "proxy"})
    if (given.has(name))
      throw UsageError{"--" + std::string(name) + ": nothing is fetched without --online; add it"};
}

}  // namespace smime::cli
