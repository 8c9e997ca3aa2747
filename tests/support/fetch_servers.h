#pragma once
#include <sys/types.h>

#include <map>
#include <string>

#include "tests/support/run_program.h"

namespace smime::test {

/// The servers of fetch_servers.py on loopback, with their PKI; they end with this object.
class FetchServers {
 public:
  FetchServers();
  ~FetchServers();
  FetchServers(const FetchServers&) = delete;
  FetchServers& operator=(const FetchServers&) = delete;

  /// A file that the script made: "ca.crl", "signer.cer", "message.eml".
  [[nodiscard]] std::string file(const std::string& name) const { return directory_.path(name); }
  [[nodiscard]] const TemporaryDirectory& directory() const { return directory_; }
  /// 0: there is no such server, as without IPv6.
  [[nodiscard]] int port(const std::string& name) const;
  [[nodiscard]] std::string http(const std::string& path) const;
  /// Lines "GET /path user-agent odd=header,header" of all requests so far.
  [[nodiscard]] std::string requests() const;

 private:
  TemporaryDirectory directory_;
  std::map<std::string, int> ports_;
  int standard_input_ = -1;
  pid_t process_ = -1;
};

}  // namespace smime::test
