#include "engine/revocation/evaluate.h"

#include <algorithm>

#include "base/text.h"
#include "engine/revocation/target.h"

namespace smime::revocation {
namespace {

/// How long an OCSP response without nextUpdate counts, as for Windows. RFC 6960 4.2.2.1 only says
/// that newer information is available all the time.
constexpr Time kWithoutNextUpdate = 12 * 3'600;

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
  Time newest = 0;  // thisUpdate; of a CRL's newest delta, if there is one
  const HeldCrl* crl = nullptr;
  std::vector<const Crl*> deltas;  // newest first
  const HeldResponse* response = nullptr;
  const OcspAnswer* answer = nullptr;
};

struct Evaluator::Said {
  const char* unusable = nullptr;  // why nothing is said
  Reasons reasons = 0;             // for which this data speaks
  bool revoked = false, fresh = false;
  CrlEntry entry;  // if revoked
  Time this_update = 0;
  std::optional<Time> next_update;
};

std::vector<RevocationFacts> Evaluator::evaluate(const pki::Path& path) {
  std::vector<RevocationFacts> facts(path.certificates.size());
  for (std::size_t i = 0; i < facts.size(); ++i) {
    if (asked(path, i, context_.scope)) facts[i] = status(path, i, 0);
  }
  return facts;
}

std::vector<const Crl*> Evaluator::deltas_of(const Crl& complete) const {
  std::vector<const Crl*> deltas;
  const std::string issuer = comparable_directory_name(complete.canonical_issuer);
  for (const Evidence* const pool : context_.pools) {
    for (const std::size_t at : pool->crls_of(issuer)) {
      const Crl& crl = *pool->crls()[at].crl;
      if (fits(crl, complete)) deltas.push_back(&crl);
    }
  }
  std::stable_sort(deltas.begin(), deltas.end(),
                   [](const Crl* a, const Crl* b) { return a->this_update > b->this_update; });
  return deltas;
}

/// All that may bear on the target, newest first.
std::vector<Evaluator::Data> Evaluator::collect(const Target& target) const {
  std::set<std::string> issuers = {comparable_directory_name(target.certificate.canonical_issuer)};
  for (const DistributionPoint& point : target.points)
    issuers.insert(point.crl_issuers.begin(), point.crl_issuers.end());
  std::vector<Data> all;
  for (const Evidence* const pool : context_.pools) {
    for (const auto& at : pool->answers_for(target.certificate.serial)) {
      const HeldResponse& held = pool->responses()[at.response];
      const OcspAnswer& answer = held.response->answers[at.answer];
      all.push_back({answer.this_update, nullptr, {}, &held, &answer});
    }
    for (const std::string& issuer : issuers) {
      for (const std::size_t at : pool->crls_of(issuer)) {
        const HeldCrl& held = pool->crls()[at];
        if (held.crl->base_number) continue;
        Data data{held.crl->this_update, &held, {}, nullptr, nullptr};
        data.deltas = deltas_of(*held.crl);
        if (!data.deltas.empty())
          data.newest = std::max(data.newest, data.deltas.front()->this_update);
        all.push_back(std::move(data));
      }
    }
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Data& a, const Data& b) { return a.newest > b.newest; });
  return all;
}

Evaluator::Said Evaluator::look_in_crl(const Data& data, const Target& target) {
  const Crl& crl = *data.crl->crl;
  Said said;
  said.reasons = reasons_covered(crl, target.certificate, target.points);
  if (said.reasons == 0) {
    said.unusable = "a CRL of its issuer is for other certificates or distribution points";
    return said;
  }
  said.unusable = crl_fault(crl, target);
  if (said.unusable != nullptr) return said;
  const auto fresh = [&](const Crl& one) {
    return !one.next_update || !context_.fresh_at.is_after(*one.next_update);
  };
  said.fresh = fresh(crl);
  said.this_update = crl.this_update;
  said.next_update = crl.next_update;
  auto entry = crl.find(target.certificate.serial, target.certificate.canonical_issuer);
  for (const Crl* const delta : data.deltas) {
    if (crl_fault(*delta, target) != nullptr) continue;
    // RFC 5280 6.3.3 (i) to (k): the delta first; removeFromCRL takes back what the CRL says.
    const auto newer = delta->find(target.certificate.serial, target.certificate.canonical_issuer);
    if (newer) entry = newer->reason == kRemoveFromCrl ? std::nullopt : newer;
    said.fresh = said.fresh || fresh(*delta);
    said.this_update = std::max(crl.this_update, delta->this_update);
    said.next_update = delta->next_update;
    break;
  }
  said.revoked = entry.has_value();
  if (entry) said.entry = *entry;
  return said;
}

Evaluator::Said Evaluator::look_in_answer(const Data& data, const Target& target) {
  const OcspAnswer& answer = *data.answer;
  Said said;
  said.reasons = kAllReasons;
  said.unusable = answer.unknown_critical ? "an OCSP response has an unknown critical extension"
                                          : response_fault(*data.response->response, target);
  if (said.unusable == nullptr && answer.status == OcspAnswer::Status::Unknown)
    said.unusable = "the OCSP responder does not know the certificate";
  if (said.unusable != nullptr) return said;
  said.this_update = answer.this_update;
  said.next_update = answer.next_update;
  said.fresh = !context_.fresh_at.is_after(
      answer.next_update.value_or(answer.this_update + kWithoutNextUpdate));
  said.revoked = answer.status == OcspAnswer::Status::Revoked;
  said.entry = {answer.revoked_at, answer.reason, std::nullopt};
  return said;
}

RevocationFacts Evaluator::status(const pki::Path& path, std::size_t index, unsigned depth) {
  RevocationFacts facts;
  facts.state = Revocation::Unavailable;
  const pki::Certificate& certificate = *path.certificates[index].certificate;
  const bool last = index + 1 == path.certificates.size();
  if (last && !certificate.self_issued()) {
    facts.why = "its issuer's certificate is missing";
    return facts;
  }
  const Target target{path,        index,
                      certificate, last ? certificate : *path.certificates[index + 1].certificate,
                      depth,       distribution_points(certificate, context_.limits)};
  const Moment& at = context_.environment.at;
  const auto tell = [&](const Data& data, const Said& said) {
    facts.evidence = data.crl != nullptr ? "crl" : "ocsp";
    facts.sha256 =
        hex(data.crl != nullptr ? data.crl->crl->sha256 : data.response->response->sha256);
    facts.source = data.crl != nullptr ? data.crl->source : data.response->source;
    facts.this_update = said.this_update;
    facts.next_update = said.next_update;
  };
  const auto tell_entry = [&](const CrlEntry& entry) {
    facts.revoked_at = entry.revoked_at;
    facts.invalid_since = entry.invalid_since;
    if (entry.reason) facts.reason = reason_text(*entry.reason);
  };
  Reasons covered = 0;
  Reasons by_stale = 0;
  Time covered_since = INT64_MAX;
  for (const Data& data : collect(target)) {
    if (covered == kAllReasons && data.newest < covered_since) break;
    if (!steps_.spend(1 + data.deltas.size())) {
      limit_reached_ = "revocation_steps";
      facts.why = "a limit kept the data from being looked at";
      covered = by_stale = 0;
      break;
    }
    // The same serial number of another issuer: this is about another certificate.
    if (data.answer != nullptr && !names_issuer(*data.answer, certificate, target.issuer)) continue;
    Said said = data.crl != nullptr ? look_in_crl(data, target) : look_in_answer(data, target);
    const bool late =
        said.this_update > certificate.not_after && !at.is_after(certificate.not_after);
    if (said.unusable == nullptr && !said.revoked && late)
      said.unusable =
          "the data is from after the certificate's expiry, when entries are dropped: older is "
          "needed";
    if (said.unusable != nullptr) {
      facts.why = said.unusable;
      continue;
    }
    if (said.revoked && !at.is_before(said.entry.revoked_at)) {
      facts = {};
      facts.state = Revocation::Revoked;
      tell(data, said);
      tell_entry(said.entry);
      return facts;
    }
    if (said.revoked && !facts.revoked_at) tell_entry(said.entry);
    if (covered == 0 && (said.fresh || by_stale == 0)) tell(data, said);
    Reasons& mask = said.fresh ? covered : by_stale;
    mask = static_cast<Reasons>(mask | said.reasons);
    if (said.fresh) covered_since = std::min(covered_since, said.this_update);
  }
  if (covered == kAllReasons) {
    facts.state = Revocation::Good;
  } else if ((covered | by_stale) == kAllReasons) {
    facts.state = Revocation::Stale;
  } else {
    RevocationFacts none;
    none.state = Revocation::Unavailable;
    none.why = (covered | by_stale) != 0 ? "the data does not cover every reason"
               : facts.why.empty()       ? target.without_data(context_.pools)
                                         : facts.why;
    return none;
  }
  facts.why.clear();
  return facts;
}

}  // namespace smime::revocation
