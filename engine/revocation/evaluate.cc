#include "engine/revocation/evaluate.h"

#include <algorithm>

#include "base/text.h"
#include "engine/revocation/target.h"

namespace smime::revocation {
namespace {

/// How long an OCSP response without nextUpdate counts, as for Windows. RFC 6960 4.2.2.1 only says
/// that newer information is available all the time.
constexpr Time kWithoutNextUpdate = 12 * 3'600;
/// How many delta CRLs are compared with a complete one for one of Limits::revocation_steps.
constexpr std::size_t kDeltasPerStep = 8;
/// The same of names of the certificate's distribution points that are looked for in a CRL, and of
/// octets of names and entries that are read.
constexpr std::size_t kNamesPerStep = 8, kOctetsPerStep = 64;
/// What looking for a serial number counts as, in octets.
constexpr std::size_t kOctetsToSearch = 4;

bool ends_as_root(const pki::Path& path) {
  return path.end == pki::PathEnd::Anchor || path.end == pki::PathEnd::UntrustedRoot ||
         path.certificates.back().certificate->self_issued();
}

/// What was given comes first, and of that the newest.
std::pair<bool, Time> order_of(EvidenceSource source, Time this_update) {
  return {source == EvidenceSource::Message, -this_update};
}

bool asked(const pki::Path& path, std::size_t index, Scope scope) {
  const bool root = index + 1 == path.certificates.size() && ends_as_root(path);
  switch (scope) {
    case Scope::None:
      return false;
    case Scope::EndCertificate:
      return index == 0;
    case Scope::ExcludeRoot:
      return !root;
    case Scope::WholeChain:
      break;
  }
  return true;
}

}  // namespace

struct Evaluator::Data {
  Time this_update = 0;
  const HeldCrl* crl = nullptr;
  const HeldResponse* response = nullptr;
  const OcspAnswer* answer = nullptr;

  [[nodiscard]] EvidenceSource source() const {
    return crl != nullptr ? crl->source : response->source;
  }
};

struct Evaluator::Said {
  Data data;                       // that decides: of a complete CRL under a delta CRL, the latter
  const char* unusable = nullptr;  // why nothing is said; "": it goes without saying
  Reasons reasons = 0;             // for which this data speaks
  bool revoked = false;            // at the time asked about
  bool fresh = false;
  bool partial = false;  // a delta CRL alone: nothing is known of what it does not list
  std::optional<CrlEntry> entry = {};
  Time this_update = 0;
  std::optional<Time> next_update = {};
  Bytes key = {};  // of the signer
  bool own = false;
  bool later = false;  // than the time asked about

  [[nodiscard]] bool from_message() const { return data.source() == EvidenceSource::Message; }
  /// RFC 5280 5.3.1: only a hold ends. Whatever else revokes does so for good.
  [[nodiscard]] bool on_hold() const { return entry && entry->reason == kCertificateHold; }
};

std::vector<RevocationFacts> Evaluator::evaluate(const pki::Path& path) {
  std::vector<RevocationFacts> facts(path.certificates.size());
  std::string hidden;
  for (std::size_t i = 0; i < facts.size(); ++i) {
    if (!asked(path, i, context_.scope)) continue;
    const std::string key = Target::key_of(path, i);
    auto known = known_.find(key);
    if (known == known_.end()) {
      given_hidden_by_.clear();
      Known now{status(path, i, 0), {}};
      now.given_hidden_by = given_hidden_by_;
      known = known_.emplace(key, std::move(now)).first;
    }
    facts[i] = known->second.facts;
    if (hidden.empty()) hidden = known->second.given_hidden_by;
  }
  given_hidden_by_ = std::move(hidden);
  return facts;
}

/// Who pays for looking at data about a certificate of `path`.
Evaluator::Expense Evaluator::expense_for(const pki::Path& path, unsigned depth, bool given,
                                          const Expense& outer) {
  const bool nested = depth > 0;
  // Certificates that hang together by nothing but names cost the message alone.
  const bool sound = std::all_of(path.signatures.begin(), path.signatures.end(),
                                 [](pki::SignedBy by) { return by == pki::SignedBy::Good; });
  return {nested ? outer.given : given, (nested && outer.on_message) || !given || !sound};
}

bool Evaluator::spend(std::uint64_t steps) {
  EvidenceWork& work = context_.evidence_work;
  if ((expense_.on_message ? work.message_steps : work.given_steps).spend(steps)) return true;
  reached("revocation_steps");
  return false;
}

/// The same for reading: what is less than a step is added up.
bool Evaluator::read(std::size_t octets) {
  octets_read_ += octets;
  const std::size_t steps = octets_read_ / kOctetsPerStep;
  octets_read_ %= kOctetsPerStep;
  return spend(steps);
}

pki::SignatureChecks& Evaluator::checks() {
  EvidenceWork& work = context_.evidence_work;
  return expense_.on_message ? work.message_checks : work.given_checks;
}

void Evaluator::reached(std::string limit) {
  if (expense_.given) given_hidden_by_ = limit;
  limit_reached_ = std::move(limit);
}

/// Where CRLs about the certificate may come from. Without any CRL at hand nothing is read.
std::shared_ptr<const CrlSources> Evaluator::sources_of(const pki::Path& path, std::size_t index,
                                                        unsigned depth) {
  const pki::Certificate& certificate = *path.certificates[index].certificate;
  const bool no_crls = std::all_of(context_.pools.begin(), context_.pools.end(),
                                   [](const Evidence* pool) { return pool->crls().empty(); });
  if (no_crls) return std::make_shared<const CrlSources>();
  const Expense outer = expense_;
  expense_ = expense_for(path, depth, true, outer);
  bool all_read = true;
  const MayRead may_read = [&](std::size_t octets) {
    all_read = all_read && read(octets);
    return all_read;
  };
  auto& known = context_.evidence_work.sources;
  const auto at = known.find(certificate.sha256);
  auto sources =
      at != known.end()
          ? at->second
          : std::make_shared<const CrlSources>(crl_sources(certificate, context_.limits, may_read));
  if (all_read) known.emplace(certificate.sha256, sources);
  // Looking for the CRLs of all of them is work, too.
  if (!spend(sources->names / kNamesPerStep))
    sources = std::make_shared<const CrlSources>(
        crl_sources(certificate, context_.limits, [](std::size_t) { return false; }));
  expense_ = outer;
  return sources;
}

void Evaluator::collect_deltas(Target& target) {
  for (const Evidence* const pool : context_.pools) {
    for (const std::string& issuer : target.sources->issuers) {
      for (const std::size_t at : pool->crls_of(issuer)) {
        const HeldCrl& held = pool->crls()[at];
        if (held.crl->base_number) target.deltas.push_back(&held);
      }
    }
  }
  std::stable_sort(
      target.deltas.begin(), target.deltas.end(), [](const HeldCrl* a, const HeldCrl* b) {
        return order_of(a->source, a->crl->this_update) < order_of(b->source, b->crl->this_update);
      });
}

/// All that may bear on the target: what was given, then what the message brought, each newest
/// first.
std::vector<Evaluator::Data> Evaluator::collect(const Target& target) {
  std::vector<Data> all;
  for (const Evidence* const pool : context_.pools) {
    for (const auto& at : pool->answers_for(target.certificate.serial)) {
      const HeldResponse& held = pool->responses()[at.response];
      const OcspAnswer& answer = held.response->answers[at.answer];
      all.push_back({answer.this_update, nullptr, &held, &answer});
    }
    for (const std::string& issuer : target.sources->issuers) {
      for (const std::size_t at : pool->crls_of(issuer)) {
        const HeldCrl& held = pool->crls()[at];
        all.push_back({held.crl->this_update, &held, nullptr, nullptr});
      }
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const Data& a, const Data& b) {
    return order_of(a.source(), a.this_update) < order_of(b.source(), b.this_update);
  });
  return all;
}

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

/// Whether an entry counts at the time asked about: from its date on; and at once where that is
/// later than the data, or where the clock of who made the data is ahead of the present.
bool Evaluator::counts_already(const Said& said) const {
  const Time from = said.entry->revoked_at;
  if (!context_.environment.at.is_before(from) || from > said.this_update) return true;
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

/// Adds what is said by data that counts. `why`: why the last did not; empty: there is none.
void Evaluator::look_at_all(const Target& target, std::vector<Said>& all, const char*& why) {
  const Expense outer = expense_;
  Reasons settled = 0;  // by the issuer's own key, since:
  Time settled_since = INT64_MAX;
  bool given_why = false;
  const std::size_t steps_of_crl =
      1 + target.deltas.size() / kDeltasPerStep + target.sources->names / kNamesPerStep;
  for (const Data& data : collect(target)) {
    const bool given = data.source() != EvidenceSource::Message;
    expense_ = expense_for(target.path, target.depth, given, outer);
    // Nothing older takes back what the issuer itself says, unless it revoked before, for good.
    if (settled == kAllReasons && data.this_update < settled_since &&
        !may_revoke_for_good(data, target))
      continue;
    if (!spend(data.crl != nullptr ? steps_of_crl : 1)) continue;
    Said said = data.crl != nullptr ? look_in_crl(data, target) : look_in_answer(data, target);
    said.later = is_later(said.this_update);
    said.revoked = said.unusable == nullptr && said.entry && counts_already(said);
    if (said.unusable == nullptr && !said.revoked) said.unusable = fault_of_times(said, target);
    if (said.unusable != nullptr) {
      if (*said.unusable != '\0' && (given || !given_why)) why = said.unusable;
      given_why = given_why || given;
      continue;
    }
    // A delta CRL of the message over a given one does not make older given data needless.
    const bool as_given = given == !said.from_message();
    if (said.own && said.fresh && !said.later && !said.entry && as_given) {
      settled = static_cast<Reasons>(settled | said.reasons);
      settled_since = std::min(settled_since, said.this_update);
    }
    all.push_back(said);
  }
  expense_ = outer;
}

RevocationFacts Evaluator::conclude(const Target& target, const std::vector<Said>& all,
                                    const char* why) {
  RevocationFacts facts;
  const auto tell = [&](const Said& said) {
    const Data& data = said.data;
    facts.evidence = data.crl != nullptr ? "crl" : "ocsp";
    facts.sha256 =
        hex(data.crl != nullptr ? data.crl->crl->sha256 : data.response->response->sha256);
    facts.source = data.source();
    facts.this_update = said.this_update;
    facts.next_update = said.next_update;
  };
  const auto tell_entry = [&](const CrlEntry& entry) {
    facts.revoked_at = entry.revoked_at;
    facts.invalid_since = entry.invalid_since;
    if (entry.reason) facts.reason = reason_text(*entry.reason);
  };
  const auto taken_back = [&](const Said& revoked) {
    if (!revoked.on_hold()) return false;
    Reasons reasons = 0;
    for (const Said& said : all) {
      if (said.entry || !said.fresh || said.later) continue;
      if (said.this_update <= revoked.this_update) continue;
      if (said.from_message() && !revoked.from_message()) continue;
      if (said.own || equal(said.key, revoked.key))
        reasons = static_cast<Reasons>(reasons | said.reasons);
    }
    return reasons == kAllReasons;
  };
  for (const Said& said : all) {
    if (!said.revoked || taken_back(said)) continue;
    facts.state = Revocation::Revoked;
    tell(said);
    tell_entry(*said.entry);
    return facts;
  }
  Reasons covered = 0, by_stale = 0;
  Time covered_since = INT64_MAX;
  for (const bool later : {false, true}) {
    for (const Said& said : all) {
      if (said.revoked) continue;
      if (said.entry && !facts.revoked_at) tell_entry(*said.entry);
      if (said.partial || said.later != later) continue;
      if (covered == kAllReasons && said.this_update < covered_since) break;
      if (covered == 0 && (said.fresh || by_stale == 0)) tell(said);
      Reasons& mask = said.fresh ? covered : by_stale;
      mask = static_cast<Reasons>(mask | said.reasons);
      if (said.fresh) covered_since = std::min(covered_since, said.this_update);
    }
    if (covered == kAllReasons) break;
  }
  const bool hidden = target.depth == 0 && !given_hidden_by_.empty();
  if (covered == kAllReasons && !hidden) {
    facts.state = Revocation::Good;
  } else if ((covered | by_stale) == kAllReasons && !hidden) {
    facts.state = Revocation::Stale;
  } else {
    if (hidden)
      why = "a limit kept data from being looked at";
    else if ((covered | by_stale) != 0)
      why = "the data does not cover every reason";
    facts = {};
    facts.state = Revocation::Unavailable;
    facts.why = *why != '\0' ? why : target.without_data(context_.pools);
  }
  return facts;
}

RevocationFacts Evaluator::status(const pki::Path& path, std::size_t index, unsigned depth) {
  const pki::Certificate& certificate = *path.certificates[index].certificate;
  const bool last = index + 1 == path.certificates.size();
  if (last && !certificate.self_issued()) {
    RevocationFacts facts;
    facts.state = Revocation::Unavailable;
    facts.why = "its issuer's certificate is missing";
    return facts;
  }
  Target target{path,        index,
                certificate, last ? certificate : *path.certificates[index + 1].certificate,
                depth,       sources_of(path, index, depth)};
  collect_deltas(target);
  const char* why = "";
  std::vector<Said> all;
  look_at_all(target, all, why);
  std::stable_sort(all.begin(), all.end(),
                   [](const Said& a, const Said& b) { return a.this_update > b.this_update; });
  return conclude(target, all, why);
}

}  // namespace smime::revocation
