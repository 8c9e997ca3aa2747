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

bool ends_as_root(const pki::Path& path) {
  return path.end == pki::PathEnd::Anchor || path.end == pki::PathEnd::UntrustedRoot ||
         path.certificates.back().certificate->self_issued();
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
  Data data;
  const char* unusable = nullptr;  // why nothing is said; "": it goes without saying
  Reasons reasons = 0;             // for which this data speaks
  bool revoked = false;            // at the time asked about
  bool fresh = false;
  std::optional<CrlEntry> entry = {};
  Time entry_from = 0;  // thisUpdate of what holds the entry
  Time this_update = 0;
  std::optional<Time> next_update = {};
  Bytes key = {};  // of the signer
  bool own = false;
  bool later = false;  // than the time asked about
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

bool Evaluator::spend(std::uint64_t steps) {
  EvidenceWork& work = context_.evidence_work;
  if ((on_message_ ? work.message_steps : work.given_steps).spend(steps)) return true;
  reached("revocation_steps");
  return false;
}

pki::SignatureChecks& Evaluator::checks() {
  EvidenceWork& work = context_.evidence_work;
  return on_message_ ? work.message_checks : work.given_checks;
}

void Evaluator::reached(std::string limit) {
  if (given_asked_) given_hidden_by_ = limit;
  limit_reached_ = std::move(limit);
}

/// The names of those whose CRLs may bear on the target, comparable().
std::set<std::string> Evaluator::issuers_asked(const Target& target) {
  std::set<std::string> issuers = {comparable_directory_name(target.certificate.canonical_issuer)};
  for (const DistributionPoint& point : target.points)
    issuers.insert(point.crl_issuers.begin(), point.crl_issuers.end());
  return issuers;
}

/// All that may bear on the target: what was given, then what the message brought, each newest
/// first.
std::vector<Evaluator::Data> Evaluator::collect(const Target& target) {
  const std::set<std::string> issuers = issuers_asked(target);
  std::vector<Data> all;
  for (const Evidence* const pool : context_.pools) {
    for (const auto& at : pool->answers_for(target.certificate.serial)) {
      const HeldResponse& held = pool->responses()[at.response];
      const OcspAnswer& answer = held.response->answers[at.answer];
      all.push_back({answer.this_update, nullptr, &held, &answer});
    }
    for (const std::string& issuer : issuers) {
      for (const std::size_t at : pool->crls_of(issuer)) {
        const HeldCrl& held = pool->crls()[at];
        all.push_back({held.crl->this_update, &held, nullptr, nullptr});
      }
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const Data& a, const Data& b) {
    const auto key = [](const Data& data) {
      return std::pair(data.source() == EvidenceSource::Message, -data.this_update);
    };
    return key(a) < key(b);
  });
  return all;
}

Evaluator::Said Evaluator::look_in_crl(const Data& data, const Target& target) {
  const Crl& crl = *data.crl->crl;
  Said said{data};
  said.reasons = reasons_covered(crl, target.certificate, target.points);
  if (said.reasons == 0) {
    said.unusable = "a CRL of its issuer is for other certificates or distribution points";
    return said;
  }
  const Standing standing = crl_standing(crl, target);
  said.unusable = standing.fault;
  if (said.unusable != nullptr) return said;
  const auto fresh = [&](const Crl& one) {
    return !one.next_update || !context_.fresh_at.is_after(*one.next_update);
  };
  said.key = standing.key;
  said.own = standing.own;
  said.fresh = fresh(crl);
  said.this_update = said.entry_from = crl.this_update;
  said.next_update = crl.next_update;
  const auto entry_in = [&](const Crl& one) {
    return one.find(target.certificate.serial, target.certificate.canonical_issuer);
  };
  said.entry = entry_in(crl);
  const char* not_good = standing.not_good;
  if (crl.base_number) {
    // RFC 5280 5.2.4 says what a delta CRL may be combined with; what it lists is revoked anyhow.
    if (!said.entry || said.entry->reason == kRemoveFromCrl || !said.fresh) said.unusable = "";
    not_good = "";
  } else {
    for (const HeldCrl* const held : target.deltas) {
      const Crl& delta = *held->crl;
      if (!fits(delta, crl)) continue;
      const Standing over = crl_standing(delta, target);
      if (over.fault != nullptr) continue;
      // RFC 5280 6.3.3 (i) to (k): the delta first; removeFromCRL takes back what the CRL says.
      if (const auto newer = entry_in(delta)) {
        said.entry_from = delta.this_update;
        said.entry = newer->reason == kRemoveFromCrl ? std::nullopt : newer;
      }
      said.fresh = said.fresh || fresh(delta);
      said.this_update = std::max(crl.this_update, delta.this_update);
      said.next_update = delta.next_update;
      if (not_good == nullptr) not_good = over.not_good;
      break;
    }
  }
  if (!said.entry && said.unusable == nullptr) said.unusable = not_good;
  return said;
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
  said.this_update = said.entry_from = answer.this_update;
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

/// Adds what is said by data that counts. `why`: why the last did not; empty: there is none.
void Evaluator::look_at_all(const Target& target, std::vector<Said>& all, const char*& why) {
  const bool outer_given = given_asked_, outer_on_message = on_message_;
  const bool nested = target.depth > 0;
  // Certificates that hang together by nothing but names cost the message alone.
  const bool sound = std::all_of(target.path.signatures.begin(), target.path.signatures.end(),
                                 [](pki::SignedBy by) { return by == pki::SignedBy::Good; });
  const Moment &at = context_.environment.at, &now = context_.now;
  const Time expiry = target.certificate.not_after;
  Reasons settled = 0;  // by the issuer's own key, since:
  Time settled_since = INT64_MAX;
  bool given_why = false;
  for (const Data& data : collect(target)) {
    // Nothing older takes back what the issuer itself says.
    if (settled == kAllReasons && data.this_update < settled_since) continue;
    const bool given = data.source() != EvidenceSource::Message;
    given_asked_ = nested ? outer_given : given;
    on_message_ = (nested && outer_on_message) || !given || !sound;
    if (!spend(1 + (data.crl != nullptr ? target.deltas.size() / kDeltasPerStep : 0))) continue;
    Said said = data.crl != nullptr ? look_in_crl(data, target) : look_in_answer(data, target);
    said.later = at.is_before(said.this_update - kClockSkew);
    if (said.unusable == nullptr && !said.entry) {
      if (said.this_update > expiry && !at.is_after(expiry))
        said.unusable =
            "the data is from after the certificate's expiry, when entries are dropped: older is "
            "needed";
      else if (!context_.now_is_given && now.is_before(said.this_update - kClockSkew) && said.later)
        said.unusable = "the data is from the future";
      else if (said.next_update && *said.next_update < said.this_update)
        said.unusable = "the data ends before it begins";
    }
    if (said.unusable != nullptr) {
      if (*said.unusable != '\0' && (given || !given_why)) why = said.unusable;
      given_why = given_why || given;
      continue;
    }
    said.revoked = said.entry && (!at.is_before(said.entry->revoked_at) ||
                                  said.entry->revoked_at > said.entry_from);
    if (said.own && said.fresh && !said.later && !said.entry) {
      settled = static_cast<Reasons>(settled | said.reasons);
      settled_since = std::min(settled_since, said.this_update);
    }
    all.push_back(said);
  }
  given_asked_ = outer_given;
  on_message_ = outer_on_message;
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
    Reasons reasons = 0;
    for (const Said& said : all) {
      if (said.revoked || !said.fresh || said.later) continue;
      if (said.this_update <= revoked.this_update) continue;
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
      if (said.revoked || (said.data.crl != nullptr && said.data.crl->crl->base_number)) continue;
      if (said.entry && !facts.revoked_at) tell_entry(*said.entry);
      if (said.later != later) continue;
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
                depth,       distribution_points(certificate, context_.limits)};
  for (const Evidence* const pool : context_.pools) {
    for (const std::string& issuer : issuers_asked(target)) {
      for (const std::size_t at : pool->crls_of(issuer)) {
        const HeldCrl& held = pool->crls()[at];
        if (held.crl->base_number) target.deltas.push_back(&held);
      }
    }
  }
  const auto newest_first = [](auto& all, const auto& time_of) {
    std::stable_sort(all.begin(), all.end(),
                     [&](const auto& a, const auto& b) { return time_of(a) > time_of(b); });
  };
  newest_first(target.deltas, [](const HeldCrl* held) { return held->crl->this_update; });
  const char* why = "";
  std::vector<Said> all;
  look_at_all(target, all, why);
  newest_first(all, [](const Said& said) { return said.this_update; });
  return conclude(target, all, why);
}

}  // namespace smime::revocation
