#include "engine/fetch/online.h"

#include <algorithm>

namespace smime::fetch {
namespace {

DownloadRules with_time(DownloadRules rules, Milliseconds most) {
  rules.address_time = std::min(rules.address_time, most);
  return rules;
}

}  // namespace

std::shared_ptr<const pki::TrustAnchors> all_trust(const Given& given) {
  auto all = std::make_shared<pki::TrustAnchors>();
  if (given.trust) all->add(*given.trust);
  for (const auto& [client, list] : given.client_trust) all->add(*list);
  return all;
}

Online::Online(Rules rules, const Given& given, const Limits& limits, std::function<bool()> stop)
    : limits_(limits),
      rules_(std::move(rules)),
      trust_(all_trust(given)),
      intermediates_(given.intermediates),
      evidence_(given.revocation.evidence
                    ? std::make_shared<revocation::Evidence>(*given.revocation.evidence)
                    : std::make_shared<revocation::Evidence>()),
      network_(with_time(rules_.download, rules_.retrieval_time), std::move(stop)),
      cache_(rules_.cache, limits) {}

void Online::prepare(Bytes octets, Time now, Given& given, const Unusable& failed) {
  Collector collector(trust_, intermediates_, limits_);
  // Issuers that an earlier message needed may be this one's.
  for (const Item& item : bundle_.items)
    if (item.kind == Kind::Issuers) collector.take(item);
  (void)collector.want(octets);
  std::vector<Item> fresh;
  Watcher watcher;
  watcher.known = [&](const Need& need, const Item& item) {
    const bool harmless = item.outcome == Outcome::UnsupportedScheme && need.has_other;
    if (item.outcome != Outcome::Fetched && !harmless) failed(item, "");
    const auto why = unusable_.find({item.kind, item.url, item.certificate});
    if (why != unusable_.end()) failed(item, why->second);
  };
  watcher.answered = [&](const Need& need, const Item& item, bool /*cached*/) {
    fresh.push_back(item);
    watcher.known(need, item);
  };
  const std::size_t left_out =
      fetch_all(collector, network_, cache_, now, rules_.retrieval_time, limits_, watcher, bundle_);
  if (left_out > 0) {
    Item rest;
    rest.url = std::to_string(left_out) + " addresses";
    failed(rest, "beyond a limit; raise --limit bundle-items=N");
  }
  // A limit of one message is none of the next one's.
  std::erase_if(bundle_.items, [](const Item& item) { return item.outcome == Outcome::NotTried; });
  add_fetched(fresh, limits_, *evidence_, given, [&](const Item& item, const std::string& why) {
    unusable_[{item.kind, item.url, item.certificate}] = why;
    failed(item, why);
  });
  given.revocation.evidence = evidence_;
  given.revocation.asked = revocation::Asked::Required;
}

}  // namespace smime::fetch
