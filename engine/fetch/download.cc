#include "engine/fetch/download.h"

#include <sys/socket.h>

#include <algorithm>
#include <thread>

#include "engine/fetch/address.h"
#include "engine/fetch/curl_library.h"
#include "engine/fetch/curl_outcome.h"
#include "engine/fetch/url.h"

namespace smime::fetch {
namespace {

constexpr std::uint32_t kOk = 200;

bool is_redirect(std::uint32_t status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

}  // namespace

/// What the callbacks of one request work on.
struct Downloader::Transfer {
  const Downloader& owner;
  std::uint64_t most;
  Octets octets;
  std::size_t headers = 0;
  bool address_refused = false;

  /// The library would keep headers for as long as they come.
  static std::size_t header(const char* /*data*/, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    const std::size_t length = size * count;
    if (length > kMostHeaders - transfer.headers) return 0;
    transfer.headers += length;
    return length;
  }

  static std::size_t write(const char* data, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    const std::size_t length = size * count;
    if (length > transfer.most - transfer.octets.size()) return 0;
    transfer.octets.insert(transfer.octets.end(), data, data + length);
    return length;
  }

  /// Here, and not when the name is resolved, an address is looked at: what is checked is what the
  /// socket is for.
  static curl_socket_t open_socket(void* self, curlsocktype /*purpose*/, curl_sockaddr* address) {
    auto& transfer = *static_cast<Transfer*>(self);
    const DownloadRules& rules = transfer.owner.rules_;
    const bool any = rules.allow_private || !rules.proxy.empty();
    if (!any && !is_public_address(address->addr)) {
      transfer.address_refused = true;
      return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  }

  static int progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<Transfer*>(self)->owner.stopped() ? 1 : 0;
  }
};

Downloader::Downloader(DownloadRules rules, std::function<bool()> stop)
    : rules_(std::move(rules)),
      stop_(std::move(stop)),
      curl_(nullptr, curl_library().easy_cleanup) {
  const CurlLibrary& library = curl_library();
  if (!library.fault.empty()) return;
  curl_.reset(library.easy_init());
  CURL* const curl = curl_.get();
  if (curl == nullptr) return;
  const auto set = library.easy_setopt;
  set(curl, CURLOPT_NOSIGNAL, 1L);
  set(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  set(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  set(curl, CURLOPT_FOLLOWLOCATION, 0L);  // follow() does it, rule by rule
  set(curl, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  set(curl, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(curl, CURLOPT_USERAGENT, "smimecheck");
  set(curl, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  // An empty proxy also keeps the library from asking the environment.
  set(curl, CURLOPT_PROXY, rules_.proxy.c_str());
  set(curl, CURLOPT_NOPROXY, "");
  if (!rules_.ca_file.empty()) {
    set(curl, CURLOPT_CAINFO, rules_.ca_file.c_str());
    set(curl, CURLOPT_CAPATH, nullptr);
  }
  set(curl, CURLOPT_WRITEFUNCTION, &Transfer::write);
  set(curl, CURLOPT_HEADERFUNCTION, &Transfer::header);
  set(curl, CURLOPT_OPENSOCKETFUNCTION, &Transfer::open_socket);
  set(curl, CURLOPT_XFERINFOFUNCTION, &Transfer::progress);
  set(curl, CURLOPT_NOPROGRESS, 0L);
}

Downloader::~Downloader() = default;

const std::string& Downloader::fault() { return curl_library().fault; }

Download Downloader::get(const std::string& url, std::uint64_t most, Milliseconds time) {
  return follow(url, nullptr, most, time);
}

Download Downloader::post(const std::string& url, Bytes body, std::string_view content_type,
                          std::uint64_t most, Milliseconds time) {
  const Body what{body, std::string(content_type)};
  return follow(url, &what, most, time);
}

bool Downloader::wait_for_turn(const std::string& server) {
  const auto last = last_.find(server);
  while (last != last_.end() && Clock::now() < last->second + rules_.pause && !stopped()) {
    const auto left = last->second + rules_.pause - Clock::now();
    std::this_thread::sleep_for(std::min<Clock::duration>(left, Milliseconds(50)));
  }
  return !stopped();
}

Download Downloader::follow(std::string url, const Body* body, std::uint64_t most,
                            Milliseconds time) {
  const auto deadline = Clock::now() + std::min(time, rules_.address_time);
  std::uint32_t status = 0;
  for (unsigned followed = 0;; ++followed) {
    const Url place = read_url(url);
    if (place.outcome != Outcome::Fetched)
      return {followed == 0 ? place.outcome : Outcome::RedirectRefused, status, {}};
    if (!rules_.allow_private && !may_be_public(place.host))
      return {Outcome::AddressRefused, status, {}};
    if (proxy_failed_) return {Outcome::ProxyFailed, status, {}};
    if (const auto dead = dead_.find(place.server);
        dead != dead_.end() && Clock::now() < dead->second.until)
      return {dead->second.why, status, {}};
    if (curl_ == nullptr || !wait_for_turn(place.server)) return {};
    const auto left = std::chrono::duration_cast<Milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) return {Outcome::TimedOut, status, {}};
    std::string redirect;
    Download answer = one(url, body, most, left, redirect);
    last_[place.server] = Clock::now();
    if (answer.http_status == 0) {
      answer.http_status = status;
      // A time that was cut short by the caller says little about the server.
      const bool whole = enough(time) && followed == 0;
      const Outcome why = answer.outcome;
      const bool late = why == Outcome::TimedOut && whole && ++timeouts_[place.server] >= 2;
      if (why == Outcome::NotResolved || why == Outcome::Unreachable || why == Outcome::TlsFailed ||
          why == Outcome::AddressRefused || late)
        dead_[place.server] = {why, Clock::now() + rules_.dead_time};
    } else {
      timeouts_.erase(place.server);
    }
    if (answer.outcome != Outcome::HttpStatus || redirect.empty()) return answer;
    if (followed == rules_.redirects) return {Outcome::TooManyRedirects, answer.http_status, {}};
    // RFC 9110 15.4.4: what follows a 303 is asked for with GET.
    status = answer.http_status;
    if (status == 303) body = nullptr;
    url = std::move(redirect);
  }
}

Download Downloader::one(const std::string& url, const Body* body, std::uint64_t most,
                         Milliseconds time, std::string& redirect) {
  CURL* const curl = curl_.get();
  const CurlLibrary& library = curl_library();
  const auto set = library.easy_setopt;
  Transfer transfer{*this, most, {}};
  set(curl, CURLOPT_URL, url.c_str());
  set(curl, CURLOPT_WRITEDATA, &transfer);
  set(curl, CURLOPT_HEADERDATA, &transfer);
  set(curl, CURLOPT_OPENSOCKETDATA, &transfer);
  set(curl, CURLOPT_XFERINFODATA, &transfer);
  set(curl, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(most));
  set(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(time.count()));
  set(curl, CURLOPT_CONNECTTIMEOUT_MS,
      static_cast<long>(std::min(time, rules_.connect_time).count()));
  curl_slist* headers = nullptr;
  if (body != nullptr) {
    headers = library.slist_append(nullptr, ("Content-Type: " + body->content_type).c_str());
    set(curl, CURLOPT_POST, 1L);
    set(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body->octets.size()));
    set(curl, CURLOPT_POSTFIELDS, body->octets.data());
  } else {
    set(curl, CURLOPT_HTTPGET, 1L);
  }
  set(curl, CURLOPT_HTTPHEADER, headers);

  const CURLcode code = library.easy_perform(curl);

  set(curl, CURLOPT_HTTPHEADER, nullptr);
  library.slist_free_all(headers);
  long status = 0;
  library.easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  Download out;
  out.http_status = static_cast<std::uint32_t>(status);
  if (code == CURLE_ABORTED_BY_CALLBACK) return out;
  if (transfer.address_refused && out.http_status == 0) {
    out.outcome = Outcome::AddressRefused;
  } else if (out.http_status != 0 && out.http_status != kOk) {
    // Whatever became of its text: the answer is the status.
    out.outcome = Outcome::HttpStatus;
    const char* target = nullptr;
    library.easy_getinfo(curl, CURLINFO_REDIRECT_URL, &target);
    if (is_redirect(out.http_status) && target != nullptr) redirect = target;
  } else if (code != CURLE_OK) {
    out.outcome = outcome_of(code, out.http_status != 0);
    // With a proxy, nothing else is connected to, and it may refuse to for one server.
    long refused = 0;
    library.easy_getinfo(curl, CURLINFO_HTTP_CONNECTCODE, &refused);
    const bool none = code == CURLE_COULDNT_CONNECT && !rules_.proxy.empty();
    if (none || (refused != 0 && refused != kOk)) out.outcome = Outcome::ProxyFailed;
    proxy_failed_ = none || code == CURLE_COULDNT_RESOLVE_PROXY;
  } else {
    out.outcome = Outcome::Fetched;
    out.octets = std::move(transfer.octets);
  }
  return out;
}

}  // namespace smime::fetch
