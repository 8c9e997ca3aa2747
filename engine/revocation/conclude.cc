#include "engine/revocation/conclude.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "base/text.h"
#include "base/time.h"
#include "engine/crypto/name.h"

namespace smime::revocation {
namespace {

using Details = std::vector<std::pair<std::string_view, Finding::Value>>;

void add_source(const RevocationFacts& facts, Details& details) {
  details.emplace_back("by", facts.evidence);
  details.emplace_back("from", std::string(wire_name(facts.source)));
  details.emplace_back("this_update", to_rfc3339(facts.this_update));
  if (facts.next_update) details.emplace_back("next_update", to_rfc3339(*facts.next_update));
}

/// Whether it is the invalidity date alone that makes the certificate count as revoked: no client
/// is known to go by it.
bool revoked_later(const RevocationFacts& facts, const Moment& at) {
  return facts.invalid_since && at.is_before(*facts.revoked_at) &&
         !at.is_before(*facts.invalid_since) && *facts.revoked_at <= facts.this_update;
}

Details revoked(const RevocationFacts& facts) {
  Details details = {{"revoked_at", to_rfc3339(*facts.revoked_at)}};
  if (!facts.reason.empty()) details.emplace_back("reason", facts.reason);
  if (facts.invalid_since) details.emplace_back("invalid_since", to_rfc3339(*facts.invalid_since));
  add_source(facts, details);
  return details;
}

Details stale(const RevocationFacts& facts, const Moment& fresh_at) {
  Details details;
  add_source(facts, details);
  if (facts.next_update)
    details.emplace_back("seconds_too_old", fresh_at.exact() - *facts.next_update);
  return details;
}

Details unavailable(const RevocationFacts& facts, const pki::Certificate& certificate) {
  Details details = {{"reason", facts.why},
                     {"certificate", crypto::name_text(certificate.subject)}};
  if (!certificate.crl_urls.empty()) {
    details.emplace_back("crl", visible(certificate.crl_urls.front()));
  } else if (!certificate.ocsp_urls.empty()) {
    details.emplace_back("ocsp", visible(certificate.ocsp_urls.front()));
  }
  return details;
}

/// The worst of the certificates' states; NotChecked if none was asked about.
Revocation overall(const std::vector<RevocationFacts>& certificates) {
  for (const Revocation state :
       {Revocation::Revoked, Revocation::Unavailable, Revocation::Stale, Revocation::Good}) {
    if (std::any_of(certificates.begin(), certificates.end(),
                    [&](const RevocationFacts& one) { return one.state == state; }))
      return state;
  }
  return Revocation::NotChecked;
}

bool answered(Revocation state) {
  return state == Revocation::Good || state == Revocation::Revoked;
}

}  // namespace

void check_revocation(Evaluator& evaluator, const pki::Path& path, Asked asked,
                      std::string_view where, pki::CheckedPath& checked) {
  checked.revocation.assign(path.certificates.size(), {});
  if (path.end != pki::PathEnd::Anchor) return;
  checked.revocation = evaluator.evaluate(path);
  checked.revocation_state = overall(checked.revocation);
  bool limited = false;
  for (std::size_t i = 0; i < checked.revocation.size(); ++i) {
    RevocationFacts& facts = checked.revocation[i];
    const std::string place = std::string(where) + "/cert/" + std::to_string(i);
    switch (facts.state) {
      case Revocation::Revoked: {
        Details details = revoked(facts);
        if (revoked_later(facts, evaluator.context().environment.at))
          details.emplace_back("revoked_later", std::int64_t{1});
        checked.add(i, {i == 0 ? Code::RevokedSigner : Code::RevokedCa, place, std::move(details)});
        break;
      }
      case Revocation::Unavailable:
        limited = limited || !evaluator.limit_reached().empty();
        if (asked == Asked::Required)
          checked.add(i, {Code::RevocationUnavailable, place,
                          unavailable(facts, *path.certificates[i].certificate)});
        break;
      case Revocation::Stale:
        if (asked == Asked::Required)
          checked.add(i,
                      {Code::RevocationStale, place, stale(facts, evaluator.context().fresh_at)});
        break;
      case Revocation::Good:
        if (facts.revoked_at) checked.add(i, {Code::RevokedLater, place, revoked(facts)});
        break;
      case Revocation::NotChecked:
        break;
    }
  }
  if (asked == Asked::WhereKnown) {
    if (!answered(checked.revocation_state)) checked.revocation_state = Revocation::NotChecked;
    for (RevocationFacts& facts : checked.revocation) {
      if (!answered(facts.state)) facts = {};
    }
  }
  // What the user gave is not passed over in silence: the answer in it is not known.
  const std::string& hidden = evaluator.given_hidden_by();
  const bool known = checked.revocation_state == Revocation::Revoked;
  const std::string& limit =
      limited && asked == Asked::Required ? evaluator.limit_reached() : hidden;
  if (!limit.empty() && (!known || asked == Asked::Required))
    checked.add(0, {Code::LimitReached, std::string(where), {{"limit", limit}}});
}

}  // namespace smime::revocation
