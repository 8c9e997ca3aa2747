#include "engine/fetch/fetch.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

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

/// Answers that nobody was asked for take no room from those that somebody was.
bool needs_no_answer(const Item& item) {
  return item.outcome == Outcome::UnsupportedScheme || item.outcome == Outcome::MalformedUrl ||
         item.outcome == Outcome::NotTried;
}

class Run {
 public:
  Run(Collector& collector, Downloader& network, Cache& cache, Time now, Milliseconds time,
      const Limits& limits, const Watcher& watcher, Bundle& bundle)
      : collector_(collector),
        network_(network),
        cache_(cache),
        began_(now),
        start_(Clock::now()),
        deadline_(start_ + time),
        limits_(limits),
        watcher_(watcher),
        bundle_(bundle) {
    for (const Item& item : bundle.items) {
      note(item);
      if (!needs_no_answer(item)) ++answers_;
    }
  }

  /// Asks one address unless `may_ask` is false, or answers from what is there already.
  Item answer(const Need& need, bool may_ask) {
    Item item;
    item.kind = need.kind;
    item.url = need.url;
    item.fetched = present();
    if (need.kind == Kind::Ocsp) item.certificate = need.certificate->sha256;
    const Outcome readable = read_url(need.url).outcome;
    if (readable == Outcome::MalformedUrl) item.url = shown(need.url);
    if (const auto had = had_.find(key_of(item)); had != had_.end()) return had->second;
    bool cached = false;
    if (readable != Outcome::Fetched) {
      item.outcome = readable;
    } else if (answers_ >= limits_.bundle_items) {
      ++left_out_;
      return item;
    } else if (auto kept = cache_.find(item, item.fetched);
               kept && collector_.vouches_for(need, *kept, item.fetched)) {
      cached = kept->octets->size() <= room();
      if (cached) item = std::move(*kept);  // else NotTried
    } else if (may_ask) {
      ask(need, item);
    }
    if (needs_no_answer(item) && idle_.size() >= limits_.bundle_items) {
      ++left_out_;
      return item;
    }
    note(item);
    if (needs_no_answer(item)) {
      idle_.push_back(item);
    } else {
      ++answers_;
      bundle_.items.push_back(item);
    }
    if (watcher_.answered) watcher_.answered(need, item, cached);
    return item;
  }

  /// Puts what needed no answer behind the answers, as far as there is room. How many addresses are
  /// not in the bundle.
  std::size_t finish() {
    const std::size_t room =
        limits_.bundle_items - std::min<std::size_t>(limits_.bundle_items, bundle_.items.size());
    const std::size_t fit = std::min(room, idle_.size());
    bundle_.items.insert(bundle_.items.end(), idle_.begin(),
                         idle_.begin() + static_cast<std::ptrdiff_t>(fit));
    return left_out_ + idle_.size() - fit;
  }

 private:
  static std::string key_of(const Item& item) {
    return std::string(wire_name(item.kind)) + "\n" + item.url + "\n" +
           (item.certificate ? hex(*item.certificate) : "");
  }

  void note(const Item& item) {
    had_.emplace(key_of(item), item);
    if (item.octets) octets_ += item.octets->size();
  }

  /// A run may be long, and its answers are made while it lasts.
  [[nodiscard]] Time present() const {
    return began_ + std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - start_).count();
  }

  [[nodiscard]] Milliseconds time_left() const {
    return std::chrono::duration_cast<Milliseconds>(deadline_ - Clock::now());
  }

  void ask(const Need& need, Item& item) {
    if (time_left().count() <= 0 || room() == 0 || network_.stopped()) return;  // NotTried
    if (watcher_.asking) watcher_.asking(need);
    const bool whole = network_.enough(time_left());
    Download answer = need.kind == Kind::Ocsp ? ask_responder(need) : get(need.url, need.kind);
    item.http_status = answer.http_status;
    item.outcome = answer.outcome;
    // It was the time of the whole run that ended.
    if (answer.outcome == Outcome::TimedOut && !whole) item.outcome = Outcome::NotTried;
    // What others have left no room for was not tried in earnest.
    if (answer.outcome == Outcome::TooLarge && room() < limit_of(need.kind))
      item.outcome = Outcome::NotTried;
    if (answer.outcome != Outcome::Fetched) return;
    item.outcome = examine(need.kind, answer.octets).outcome;
    if (item.outcome != Outcome::Fetched) return;
    item.octets = std::make_shared<const Octets>(std::move(answer.octets));
    if (!collector_.vouches_for(need, item, item.fetched)) return;
    std::string error;
    if (!cache_.keep(item, error) && watcher_.cache_failed) watcher_.cache_failed(error);
  }

  [[nodiscard]] std::uint64_t room() const {
    return limits_.bundle_size - std::min<std::uint64_t>(limits_.bundle_size, octets_);
  }

  [[nodiscard]] std::uint64_t limit_of(Kind kind) const {
    return kind == Kind::Crl    ? limits_.fetch_crl
           : kind == Kind::Ocsp ? limits_.fetch_ocsp
                                : limits_.fetch_issuers;
  }
  [[nodiscard]] std::uint64_t most(Kind kind) const { return std::min(limit_of(kind), room()); }

  Download get(const std::string& url, Kind kind) {
    return network_.get(url, most(kind), time_left());
  }

  /// With GET where the request is short (RFC 5019 5), and with POST where it is not, where the URL
  /// has a query, or where GET brought something else than a response: not every responder knows
  /// both.
  Download ask_responder(const Need& need) {
    const auto request = ocsp_request(*need.certificate, *need.issuer);
    if (!request) return {Outcome::UnexpectedContent, 0, {}};
    const auto url = ocsp_get_url(need.url, *request);
    if (url && url->size() <= kLongestOcspGet) {
      Download answer = get(*url, Kind::Ocsp);
      const bool other = answer.outcome == Outcome::HttpStatus ||
                         (answer.outcome == Outcome::Fetched &&
                          examine(Kind::Ocsp, answer.octets).outcome == Outcome::UnexpectedContent);
      if (!other) return answer;
    }
    return network_.post(need.url, *request, "application/ocsp-request", most(Kind::Ocsp),
                         time_left());
  }

  Collector& collector_;
  Downloader& network_;
  Cache& cache_;
  Time began_;
  Clock::time_point start_, deadline_;
  const Limits& limits_;
  const Watcher& watcher_;
  Bundle& bundle_;
  std::map<std::string, Item> had_;
  std::uint64_t octets_ = 0;
  std::size_t answers_ = 0;  // in the bundle, of those asked for
  std::vector<Item> idle_;   // not asked for
  std::size_t left_out_ = 0;
};

}  // namespace

std::size_t fetch_all(Collector& collector, Downloader& network, Cache& cache, Time now,
                      Milliseconds time, const Limits& limits, const Watcher& watcher,
                      Bundle& bundle) {
  Run run(collector, network, cache, now, time, limits, watcher, bundle);
  std::vector<Need> waiting;
  // The last round asks about the certificates that the one before it brought, but for no further
  // issuers.
  for (std::uint32_t round = 0; round <= limits.fetch_rounds; ++round) {
    std::vector<Need> needs = std::exchange(waiting, {});
    for (Need& need : collector.next()) needs.push_back(std::move(need));
    if (needs.empty()) break;
    const bool may_ask_issuers = round < limits.fetch_rounds;
    const bool issuers_come =
        may_ask_issuers && std::any_of(needs.begin(), needs.end(),
                                       [](const Need& need) { return need.kind == Kind::Issuers; });
    for (Need& need : needs) {
      // A CRL whose issuer is still to come can neither be kept nor taken from the cache.
      if (need.kind == Kind::Crl && issuers_come && !collector.knows_issuer(need)) {
        waiting.push_back(std::move(need));
      } else {
        const bool may_ask = need.kind != Kind::Issuers || may_ask_issuers;
        collector.take(run.answer(need, may_ask), need.certificate);
      }
    }
  }
  const std::size_t left_out = run.finish();
  put_in_order(bundle);
  return left_out;
}

}  // namespace smime::fetch
