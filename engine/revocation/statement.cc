// What one CRL or OCSP response says about a certificate, and whether it can.
#include <algorithm>

#include "engine/revocation/target.h"

namespace smime::revocation {
namespace {

/// How long an OCSP response without nextUpdate counts, as for Windows. RFC 6960 4.2.2.1 only says
/// that newer information is available all the time.
constexpr Time kWithoutNextUpdate = 12 * 3'600;
/// What looking for a serial number counts as, in octets.
constexpr std::size_t kOctetsToSearch = 4;

}  // namespace

/// Whether data of this time is more than a clock's error newer than the time asked about.
bool Evaluator::is_later(Time this_update) const {
  return context_.environment.at.is_before(this_update - kClockSkew);
}

/// Whether nobody can have made data of this time yet.
bool Evaluator::is_from_the_future(Time this_update) const {
  return !context_.now_is_given && context_.now.is_before(this_update - kClockSkew) &&
         is_later(this_update);
}

/// Whether data of this time is from after the target's expiry, when entries are dropped, and says
/// nothing of the time before.
bool Evaluator::is_after_expiry(Time this_update, const Target& target) const {
  const Time expiry = target.certificate.not_after;
  return this_update > expiry && !context_.environment.at.is_after(expiry);
}

bool Evaluator::is_fresh(const Crl& crl) const {
  return !crl.next_update || !context_.fresh_at.is_after(*crl.next_update);
}

/// What `crl` says of the target. `hidden`: a limit kept that from being found out.
std::optional<CrlEntry> Evaluator::entry_in(const Crl& crl, const Target& target, bool& hidden) {
  return crl.find(target.certificate.serial, target.certificate.canonical_issuer,
                  [&](std::size_t octets) {
                    const bool may = read(octets);
                    hidden = hidden || !may;
                    return may;
                  });
}

Evaluator::Said Evaluator::look_in_crl(const Data& data, const Target& target) {
  const Crl& crl = *data.crl->crl;
  Said said{data};
  said.reasons = reasons_covered(crl, target.certificate, target.sources->points);
  if (said.reasons == 0) {
    said.unusable = "a CRL of its issuer is for other certificates or distribution points";
    return said;
  }
  const Standing standing = crl_standing(crl, target);
  said.unusable = standing.fault;
  if (said.unusable != nullptr) return said;
  said.key = standing.key;
  said.own = standing.own;
  said.fresh = is_fresh(crl);
  said.this_update = crl.this_update;
  said.next_update = crl.next_update;
  bool hidden = false;
  said.entry = entry_in(crl, target, hidden);
  const char* not_good = standing.not_good;
  if (crl.base_number) {
    said.partial = true;
    // RFC 5280 5.2.4 says what a delta CRL may be combined with; what it lists is revoked anyhow,
    // but for a hold that may have ended since.
    const bool lists = said.entry && said.entry->reason != kRemoveFromCrl;
    if (!lists || (said.on_hold() && !said.fresh)) said.unusable = "";
  } else {
    lay_delta_over(target, said, not_good, hidden);
  }
  if (hidden)
    said.unusable = "a limit kept the entries of the CRL from being looked at";
  else if (!said.entry && said.unusable == nullptr)
    said.unusable = not_good;
  return said;
}

/// RFC 5280 6.3.3 (c) and (h) to (k), but that no delta CRL takes back more than a hold (5.3.1),
/// and what the message brought nothing that was given. What a delta CRL lists it says by itself.
void Evaluator::lay_delta_over(const Target& target, Said& said, const char*& not_good,
                               bool& hidden) {
  const Crl& complete = *said.data.crl->crl;
  if (said.entry && !said.on_hold()) return;
  const auto counts = [&](const Crl& delta) {
    return is_fresh(delta) && !is_from_the_future(delta.this_update) &&
           !is_after_expiry(delta.this_update, target) &&
           !(delta.next_update && *delta.next_update < delta.this_update);
  };
  for (const bool later : {false, true}) {
    // What is later than the time asked about is needed only where nothing of that time answers.
    if (later && (said.entry || said.fresh)) return;
    for (const HeldCrl* const held : target.deltas) {
      const Crl& delta = *held->crl;
      if (!fits(delta, complete) || delta.this_update < complete.this_update) continue;
      if (is_later(delta.this_update) != later || !counts(delta)) continue;
      const bool weaker = held->source == EvidenceSource::Message && !said.from_message();
      if (weaker && (said.entry || said.fresh)) continue;
      const Standing over = crl_standing(delta, target);
      // (h): with the key of the complete CRL; or with that of the issuer itself.
      if (over.fault != nullptr || !(over.own || equal(over.key, said.key))) continue;
      const auto newer = entry_in(delta, target, hidden);
      const bool removes = newer && newer->reason == kRemoveFromCrl;
      if (said.entry && !removes) return;
      said.entry = removes ? std::nullopt : newer;
      said.data.crl = held;
      said.this_update = delta.this_update;
      said.next_update = delta.next_update;
      said.fresh = true;
      if (not_good == nullptr) not_good = over.not_good;
      return;
    }
  }
}

Evaluator::Said Evaluator::look_in_answer(const Data& data, const Target& target) {
  const OcspAnswer& answer = *data.answer;
  Said said{data};
  said.reasons = kAllReasons;
  if (!names_issuer(answer, target.certificate, target.issuer)) {
    said.unusable = "";  // the same serial number of another issuer
    return said;
  }
  if (answer.unknown_critical) {
    said.unusable = "an OCSP response has an unknown critical extension";
    return said;
  }
  const Standing standing = response_standing(*data.response->response, target);
  said.unusable = standing.fault;
  if (said.unusable == nullptr && answer.status == OcspAnswer::Status::Unknown)
    said.unusable = "the OCSP responder does not know the certificate";
  if (said.unusable != nullptr) return said;
  said.key = standing.key;
  said.own = standing.own;
  said.this_update = answer.this_update;
  said.next_update = answer.next_update;
  said.fresh = !context_.fresh_at.is_after(
      answer.next_update.value_or(answer.this_update + kWithoutNextUpdate));
  if (answer.status == OcspAnswer::Status::Revoked) {
    said.entry = CrlEntry{answer.revoked_at, answer.reason, std::nullopt};
  } else {
    said.unusable = standing.not_good;
    if (answer.this_update > data.response->response->produced_at)
      said.unusable = "an OCSP response was made before what it says";
  }
  return said;
}

/// Whether an entry counts at the time asked about: from its dates on (Context); and at once where
/// that of the revocation is later than the data, or where the clock of who made the data is ahead
/// of the present.
bool Evaluator::counts_already(const Said& said) const {
  const Time revoked_at = said.entry->revoked_at;
  const Time invalid_since = said.entry->invalid_since.value_or(revoked_at);
  const Time from =
      context_.from_invalidity_date ? std::min(revoked_at, invalid_since) : revoked_at;
  if (!context_.environment.at.is_before(from) || revoked_at > said.this_update) return true;
  return !said.later && !context_.now_is_given && context_.now.is_before(said.this_update);
}

/// Why data of such times does not say that the target is not revoked; null: it does.
const char* Evaluator::fault_of_times(const Said& said, const Target& target) const {
  if (!said.entry && is_after_expiry(said.this_update, target))
    return "the data is from after the certificate's expiry, when entries are dropped: older is "
           "needed";
  if (is_from_the_future(said.this_update)) return "the data is from the future";
  if (said.next_update && *said.next_update < said.this_update)
    return "the data ends before it begins";
  return nullptr;
}

/// Whether data claims that the target is revoked for good, so that nothing newer takes that back.
/// Costs little, as the signature is not looked at.
bool Evaluator::may_revoke_for_good(const Data& data, const Target& target) {
  if (data.crl == nullptr)
    return data.answer->status == OcspAnswer::Status::Revoked &&
           data.answer->reason != kCertificateHold;
  if (!read(kOctetsToSearch)) return true;
  bool hidden = false;
  const auto entry = entry_in(*data.crl->crl, target, hidden);
  return hidden || (entry && entry->reason != kCertificateHold && entry->reason != kRemoveFromCrl);
}

}  // namespace smime::revocation
