#include "engine/fetch/online.h"

namespace smime::fetch {

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
      network_(rules_.download, std::move(stop)),
      cache_(rules_.cache, limits) {}

void Online::prepare(Bytes octets, Time now, Given& given, const Unusable& failed) {
  Collector collector(trust_, intermediates_, limits_);
  // Issuers that an earlier message needed may be this one's.
  for (const Item& item : bundle_.items)
    if (item.kind == Kind::Issuers) collector.take(item);
  (void)collector.want(octets);
  std::vector<Item> fresh;
  Watcher watcher;
  watcher.answered = [&](const Need& need, const Item& item, bool /*cached*/) {
    fresh.push_back(item);
    const bool harmless = item.outcome == Outcome::UnsupportedScheme && need.has_other;
    if (item.outcome != Outcome::Fetched && !harmless)
      failed(item, std::string(wire_name(item.outcome)));
  };
  const std::size_t left_out =
      fetch_all(collector, network_, cache_, now, rules_.retrieval_time, limits_, watcher, bundle_);
  if (left_out > 0) {
    Item rest;
    rest.url = std::to_string(left_out) + " addresses";
    failed(rest, "beyond the limit bundle-items");
  }
  add_fetched(fresh, limits_, *evidence_, given, failed);
  given.revocation.evidence = evidence_;
  given.revocation.asked = revocation::Asked::Required;
}

}  // namespace smime::fetch
