#include "engine/fetch/bundle.h"

#include <algorithm>
#include <tuple>

namespace smime::fetch {
namespace {

constexpr std::string_view kKinds[] = {"crl", "ocsp", "issuers"};
constexpr std::string_view kOutcomes[] = {
    "fetched",          "unsupported_scheme", "malformed_url", "address_refused",
    "not_resolved",     "unreachable",        "tls_failed",    "timed_out",
    "too_large",        "truncated",          "http_status",   "too_many_redirects",
    "redirect_refused", "unexpected_content", "try_later",     "responder_error",
    "proxy_failed",     "not_tried"};
static_assert(std::size(kOutcomes) == static_cast<std::size_t>(Outcome::NotTried) + 1);

auto identity(const Item& item) { return std::tie(item.kind, item.url, item.certificate); }

}  // namespace

std::string_view wire_name(Kind kind) { return kKinds[static_cast<std::size_t>(kind)]; }
std::string_view wire_name(Outcome outcome) { return kOutcomes[static_cast<std::size_t>(outcome)]; }

std::string result_text(const Item& item) {
  std::string text(wire_name(item.outcome));
  if (item.outcome == Outcome::HttpStatus) text += " " + std::to_string(item.http_status);
  return text;
}

bool temporary(const Item& item) {
  switch (item.outcome) {
    case Outcome::NotResolved:
    case Outcome::Unreachable:
    case Outcome::TimedOut:
    case Outcome::Truncated:
    case Outcome::TryLater:
    case Outcome::ProxyFailed:
    case Outcome::NotTried:
      return true;
    case Outcome::HttpStatus:
      // RFC 9110 15.5.9, 15.6 and RFC 6585 4: request timeout, server errors, too many requests.
      return item.http_status >= 500 || item.http_status == 408 || item.http_status == 429;
    default:
      return false;
  }
}

void put_in_order(Bundle& bundle) {
  auto& items = bundle.items;
  std::stable_sort(items.begin(), items.end(), [](const Item& a, const Item& b) {
    if (identity(a) != identity(b)) return identity(a) < identity(b);
    const bool had = a.outcome == Outcome::Fetched, has = b.outcome == Outcome::Fetched;
    return had != has ? had : a.fetched > b.fetched;
  });
  const auto same = [](const Item& a, const Item& b) { return identity(a) == identity(b); };
  items.erase(std::unique(items.begin(), items.end(), same), items.end());
}

}  // namespace smime::fetch
