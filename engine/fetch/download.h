#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/bytes.h"
#include "engine/fetch/bundle.h"

namespace smime::fetch {

using Milliseconds = std::chrono::milliseconds;

/// How the network may be used. Addresses come from certificates, and those from whoever sends
/// mail: without these rules a message could make this machine knock on any door inside a network.
struct DownloadRules {
  Milliseconds connect_time{5'000};   // until there is a connection, TLS included
  Milliseconds address_time{15'000};  // for one address, redirects included; Windows' own default
  /// Followed at most, from 0 to 5. None by default: an authority names where its data is, and each
  /// redirect is one more address that somebody else has chosen.
  unsigned redirects = 0;
  bool allow_private = false;  // also connect to addresses that are not public (address.h)
  std::string ca_file;         // PEM, instead of the system's authorities, for https
  /// "http://host:port". Empty: none, whatever the environment says. A proxy resolves the names
  /// itself, so only hosts written as addresses can still be refused.
  std::string proxy;
  Milliseconds pause{100};  // between two requests to the same server
  /// How long a server that could not be reached is left alone; others are asked meanwhile.
  Milliseconds dead_time{10'000};
};

/// Octets of the headers of one response. Servers accept 8 to 64 KiB of a request's.
inline constexpr std::size_t kMostHeaders = 65'536;

struct Download {
  Outcome outcome = Outcome::NotTried;
  std::uint32_t http_status = 0;
  Octets octets;  // empty unless Fetched
};

/// Fetches over http and https, nothing else, one address at a time over one connection per server.
/// Every address that is connected to is checked when its socket is made, redirects and changing
/// name servers included. Sends no cookies, no credentials, no referrer; the user agent is
/// "smimecheck". A server that could not be reached, or that twice in a row let enough() time pass
/// without an answer, is not tried again for DownloadRules::dead_time: the same is said of it at
/// once. No more than kMostHeaders octets of response headers are read: beyond, the answer is
/// TooLarge.
class Downloader {
 public:
  /// `stop` is asked several times a second; once it answers true, everything is NotTried.
  explicit Downloader(DownloadRules rules, std::function<bool()> stop = {});
  ~Downloader();
  /// Why this machine cannot fetch anything, then all is NotTried; empty: it can.
  [[nodiscard]] static const std::string& fault();
  Downloader(const Downloader&) = delete;
  Downloader& operator=(const Downloader&) = delete;

  /// At most `most` octets, and at most `time` beside the rules. Never throws for what is answered.
  [[nodiscard]] Download get(const std::string& url, std::uint64_t most, Milliseconds time);
  [[nodiscard]] Download post(const std::string& url, Bytes body, std::string_view content_type,
                              std::uint64_t most, Milliseconds time);
  /// Asks every server again, also one that could not be reached just now.
  void forget_dead() {
    dead_.clear();
    timeouts_.clear();
  }
  [[nodiscard]] bool stopped() const { return stop_ && stop_(); }
  /// False if `time` is so much shorter than the rules allow that its end says nothing about a
  /// server: less than half of DownloadRules::address_time.
  [[nodiscard]] bool enough(Milliseconds time) const { return 2 * time >= rules_.address_time; }

 private:
  struct Body {
    Bytes octets;
    std::string content_type;
  };
  struct Transfer;  // one request and its answer, in libcurl's terms
  using Clock = std::chrono::steady_clock;

  Download follow(std::string url, const Body* body, std::uint64_t most, Milliseconds time);
  Download one(const std::string& url, const Body* body, std::uint64_t most, Milliseconds time,
               std::string& redirect);
  [[nodiscard]] bool wait_for_turn(const std::string& server);

  DownloadRules rules_;
  std::function<bool()> stop_;
  std::unique_ptr<void, void (*)(void*)> curl_;    // CURL*
  std::map<std::string, Clock::time_point> last_;  // end of the last request to a server
  struct Dead {
    Outcome why;
    Clock::time_point until;
  };
  std::map<std::string, Dead> dead_;          // servers that could not be reached
  std::map<std::string, unsigned> timeouts_;  // of a server, since it last answered
  bool proxy_failed_ = false;                 // then nothing can be reached
};

}  // namespace smime::fetch
