#pragma once
#include <cstdint>
#include <functional>
#include <set>
#include <string>

#include "base/limits.h"
#include "engine/fetch/bundle.h"
#include "engine/fetch/cache.h"
#include "engine/fetch/collect.h"
#include "engine/fetch/download.h"

namespace smime::fetch {

/// What is told while a run goes on.
struct Watcher {
  std::function<void(const Need&)> asking;  // before the network is used
  std::function<void(const Need&, const Item&, bool cached)> answered;  // once per address
  std::function<void(const std::string& error)> cache_failed;
};

/// One run: asks every address that the collector names, in rounds, until none is new or
/// Limits::fetch_rounds is over, and puts all of them into `bundle`, in order. An address that
/// stands in the bundle is not asked again. What `time`, Limits::bundle_size or fetch_rounds leaves
/// no room for is NotTried. `now` is the time of day when it begins, from which the items have
/// theirs. Returns how many addresses are not in the bundle at all, because Limits::bundle_items
/// was reached; those that are never asked, or were not tried, are left out first.
///
/// The cache gets, and gives, only what an issuer that the collector knows vouches for (vouched.h).
/// So CRLs wait for their issuer while issuers are asked for. An answer that nobody vouches for
/// goes into the bundle all the same: whoever uses it checks its signature.
[[nodiscard]] std::size_t fetch_all(Collector& collector, Downloader& network, Cache& cache,
                                    Time now, Milliseconds time, const Limits& limits,
                                    const Watcher& watcher, Bundle& bundle);

}  // namespace smime::fetch
