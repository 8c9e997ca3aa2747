#include "engine/fetch/fetch.h"

#include <algorithm>
#include <chrono>
#include <map>

#include "base/text.h"
#include "engine/fetch/content.h"
#include "engine/fetch/ocsp_request.h"
#include "engine/fetch/url.h"

namespace smime::fetch {
namespace {

using Clock = std::chrono::steady_clock;

/// A URL that is none, as it can be shown and written.
std::string shown(std::string_view url) {
  std::string text = visible(url);
  text.resize(std::min(text.size(), kLongestUrl));
  // A character that was cut in two is left out.
  while (visible(text) != text) text.pop_back();
  return text.empty() ? "(empty)" : text;
}

class Run {
 public:
  Run(Downloader& network, const Cache& cache, Time now, Milliseconds time, const Limits& limits,
      const Watcher& watcher, Bundle& bundle)
      : network_(network),
        cache_(cache),
        now_(now),
        deadline_(Clock::now() + time),
        limits_(limits),
        watcher_(watcher),
        bundle_(bundle) {
    for (const Item& item : bundle.items) note(item);
  }

  /// Asks one address unless `may_ask` is false, or answers from what is there already.
  Item answer(const Need& need, bool may_ask) {
    Item item;
    item.kind = need.kind;
    item.url = need.url;
    item.fetched = now_;
    if (need.kind == Kind::Ocsp) item.certificate = need.certificate->sha256;
    const Outcome readable = read_url(need.url).outcome;
    if (readable == Outcome::MalformedUrl) item.url = shown(need.url);
    if (const auto had = had_.find(key_of(item)); had != had_.end()) {
      if (watcher_.known) watcher_.known(need, had->second);
      return had->second;
    }
    bool cached = false;
    if (readable != Outcome::Fetched) {
      item.outcome = readable;
    } else if (auto kept = cache_.find(item, now_)) {
      item = std::move(*kept);
      cached = true;
    } else if (may_ask) {
      ask(need, item);
    }
    note(item);
    bundle_.items.push_back(item);
    if (watcher_.answered) watcher_.answered(need, item, cached);
    return item;
  }

  [[nodiscard]] bool full() const { return bundle_.items.size() >= limits_.bundle_items; }

 private:
  static std::string key_of(const Item& item) {
    return std::string(wire_name(item.kind)) + "\n" + item.url + "\n" +
           (item.certificate ? hex(*item.certificate) : "");
  }

  void note(const Item& item) {
    had_.emplace(key_of(item), item);
    if (item.octets) octets_ += item.octets->size();
  }

  [[nodiscard]] Milliseconds time_left() const {
    return std::chrono::duration_cast<Milliseconds>(deadline_ - Clock::now());
  }

  void ask(const Need& need, Item& item) {
    if (time_left().count() <= 0 || network_.stopped()) return;  // NotTried
    if (watcher_.asking) watcher_.asking(need);
    const bool whole = network_.enough(time_left());
    Download answer = need.kind == Kind::Ocsp ? ask_responder(need) : get(need.url, need.kind);
    item.http_status = answer.http_status;
    item.outcome = answer.outcome;
    // It was the time of the whole run that ended.
    if (answer.outcome == Outcome::TimedOut && !whole) item.outcome = Outcome::NotTried;
    if (answer.outcome != Outcome::Fetched) return;
    item.outcome = examine(need.kind, answer.octets).outcome;
    if (item.outcome != Outcome::Fetched) return;
    if (octets_ + answer.octets.size() > limits_.bundle_size) {
      item.outcome = Outcome::NotTried;
      return;
    }
    item.octets = std::make_shared<const Octets>(std::move(answer.octets));
    std::string error;
    if (!cache_.keep(item, error) && watcher_.cache_failed) watcher_.cache_failed(error);
  }

  Download get(const std::string& url, Kind kind) {
    const std::uint32_t most = kind == Kind::Crl    ? limits_.fetch_crl
                               : kind == Kind::Ocsp ? limits_.fetch_ocsp
                                                    : limits_.fetch_issuers;
    return network_.get(url, most, time_left());
  }

  /// With GET where the request is short (RFC 5019 5), and with POST where it is not or where GET
  /// brought something else than a response: not every responder knows both.
  Download ask_responder(const Need& need) {
    const auto request = ocsp_request(*need.certificate, *need.issuer);
    if (!request) return {Outcome::UnexpectedContent, 0, {}};
    const std::string url = ocsp_get_url(need.url, *request);
    if (url.size() <= kLongestOcspGet) {
      Download answer = get(url, Kind::Ocsp);
      const bool other = answer.outcome == Outcome::HttpStatus ||
                         (answer.outcome == Outcome::Fetched &&
                          examine(Kind::Ocsp, answer.octets).outcome == Outcome::UnexpectedContent);
      if (!other) return answer;
    }
    return network_.post(need.url, *request, "application/ocsp-request", limits_.fetch_ocsp,
                         time_left());
  }

  Downloader& network_;
  const Cache& cache_;
  Time now_;
  Clock::time_point deadline_;
  const Limits& limits_;
  const Watcher& watcher_;
  Bundle& bundle_;
  std::map<std::string, Item> had_;
  std::uint64_t octets_ = 0;
};

}  // namespace

std::size_t fetch_all(Collector& collector, Downloader& network, const Cache& cache, Time now,
                      Milliseconds time, const Limits& limits, const Watcher& watcher,
                      Bundle& bundle) {
  Run run(network, cache, now, time, limits, watcher, bundle);
  std::size_t left_out = 0;
  // The last round asks about the certificates that the one before it brought, but for no further
  // issuers.
  for (std::uint32_t round = 0; round <= limits.fetch_rounds; ++round) {
    const std::vector<Need> needs = collector.next();
    if (needs.empty()) break;
    for (const Need& need : needs) {
      if (run.full()) {
        ++left_out;
      } else {
        const bool may_ask = need.kind != Kind::Issuers || round < limits.fetch_rounds;
        collector.take(run.answer(need, may_ask));
      }
    }
  }
  put_in_order(bundle);
  return left_out;
}

}  // namespace smime::fetch
