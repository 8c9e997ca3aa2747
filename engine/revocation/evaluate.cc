#include "engine/revocation/evaluate.h"

#include <algorithm>

#include "base/text.h"
#include "engine/revocation/target.h"

namespace smime::revocation {
namespace {

/// How many delta CRLs are compared with a complete one for one of Limits::revocation_steps.
constexpr std::size_t kDeltasPerStep = 8;
/// The same of names of the certificate's distribution points that are looked for in a CRL, and of
/// octets of names and entries that are read.
constexpr std::size_t kNamesPerStep = 8, kOctetsPerStep = 64;

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
