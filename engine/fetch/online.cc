#include "engine/fetch/online.h"

#include <algorithm>

namespace smime::fetch {
std::shared_ptr<const pki::TrustAnchors> all_trust(const Given& given) {
  auto all = std::make_shared<pki::TrustAnchors>();
  if (given.trust) all->add(*given.trust);
  for (const auto& [client, list] : given.client_trust) all->add(*list);
  return all;
}

namespace {

/// No address has more time than all of a message's together.
DownloadRules with_time(DownloadRules rules, Milliseconds most) {
  rules.address_time = std::min(rules.address_time, most);
  return rules;
}

/// Signatures that are verified for one message before its own; usual ones need some twenty.
constexpr std::uint32_t kChecks = 1'000;

/// A message's answers are held once while they are fetched, and once more as evidence.
Limits limits_for_message(Limits limits) {
  limits.bundle_size = std::min(limits.bundle_size, kOnlineOctets);
  return limits;
}

}  // namespace

Online::Online(Rules rules, const Given& given, const Limits& limits, std::function<bool()> stop)
    : limits_(limits_for_message(limits)),
      rules_(std::move(rules)),
      trust_(all_trust(given)),
      intermediates_(given.intermediates),
      given_evidence_(given.revocation.evidence),
      given_issuers_(given.fetched),
      network_(with_time(rules_.download, rules_.retrieval_time), std::move(stop)),
      cache_(rules_.cache, limits_, limits_.bundle_size) {}

void Online::prepare(Bytes octets, Time now, Given& given, const Unusable& failed) {
  // Nothing of the message before: it may have been made to fill every limit.
  given.revocation.evidence = given_evidence_;
  given.fetched = given_issuers_;
  network_.forget_dead();
  Collector collector(trust_, intermediates_, limits_, kChecks);
  (void)collector.want(octets);
  Watcher watcher;
  watcher.answered = [&](const Need& need, const Item& item, bool /*cached*/) {
    const bool harmless = item.outcome == Outcome::UnsupportedScheme && need.has_other;
    if (item.outcome != Outcome::Fetched && !harmless) failed(item, "");
  };
  Bundle bundle;
  const std::size_t left_out =
      fetch_all(collector, network_, cache_, now, rules_.retrieval_time, limits_, watcher, bundle);
  const auto tell_left_out = [&](std::size_t count, const std::string& limit) {
    if (count == 0) return;
    Item rest;
    rest.url = std::to_string(count) + (count == 1 ? " address" : " addresses");
    failed(rest, "beyond a limit; raise --limit " + limit + "=N");
  };
  tell_left_out(left_out, "bundle-items");
  tell_left_out(collector.left_out(), "fetch-urls");
  const auto evidence = given_evidence_ ? std::make_shared<revocation::Evidence>(*given_evidence_)
                                        : std::make_shared<revocation::Evidence>();
  for (Item& item : bundle.items) {
    add_fetched({&item, 1}, limits_, *evidence, given, failed);
    item.octets = nullptr;  // the evidence has a copy
  }
  given.revocation.evidence = evidence;
  given.revocation.asked = revocation::Asked::Required;
}

}  // namespace smime::fetch
