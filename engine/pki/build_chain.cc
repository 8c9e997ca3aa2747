#include "engine/pki/build_chain.h"

#include <algorithm>
#include <tuple>
#include <vector>

namespace smime::pki {
namespace {

struct Judged {
  Path path;
  CheckedPath checked;
};

/// The order of preference that the header promises. Of two equal paths the earlier one stays.
bool better(const Judged& a, const Judged& b) {
  const auto key = [](const Judged& judged) {
    return std::tuple(-static_cast<int>(judged.checked.word), judged.checked.faults,
                      judged.path.certificates.size());
  };
  return key(a) < key(b);
}

bool perfect(const CheckedPath& checked) {
  return checked.word == Word::Valid && checked.faults == 0;
}

ChainElementFacts element_of(const Candidate& candidate, const Environment& environment) {
  ChainElementFacts element;
  element.certificate = describe_briefly(*candidate.certificate);
  const bool listed =
      environment.trust && environment.trust->pool().contains(*candidate.certificate);
  element.source = listed ? Source::Trust : candidate.source;
  return element;
}

void fill(ChainFacts& chain, const Judged& best, const Environment& environment) {
  for (std::size_t i = 0; i < best.path.certificates.size(); ++i) {
    chain.elements.push_back(element_of(best.path.certificates[i], environment));
    if (i < best.checked.revocation.size())
      chain.elements.back().revocation = best.checked.revocation[i];
    chain.findings.append(best.checked.certificates[i]);
  }
  chain.revocation = best.checked.revocation_state;
  chain.reaches_anchor = best.path.end == PathEnd::Anchor;
  chain.completed_key = best.path.completed_signer_key();
}

OtherPathFacts describe(const Judged& judged) {
  OtherPathFacts other;
  other.word = judged.checked.word;
  other.reaches_anchor = judged.path.end == PathEnd::Anchor;
  for (std::uint32_t i = 0; i < judged.path.certificates.size(); ++i) {
    CertificateFacts facts = describe_briefly(*judged.path.certificates[i].certificate);
    other.certificates.push_back({std::move(facts.subject), std::move(facts.sha256)});
    for (const Finding& finding : judged.checked.certificates[i]) {
      if (info(finding.code).severity <= Severity::Warning)
        other.faults.push_back({finding.code, i});
    }
  }
  return other;
}

/// The best paths so far, best first: one to choose, and kOtherPaths.
class Ranking {
 public:
  void add(Judged judged) {
    const auto place = std::upper_bound(paths_.begin(), paths_.end(), judged, better);
    paths_.insert(place, std::move(judged));
    if (paths_.size() > 1 + kOtherPaths) paths_.pop_back();
  }
  [[nodiscard]] bool empty() const { return paths_.empty(); }
  [[nodiscard]] const Judged& best() const { return paths_.front(); }
  [[nodiscard]] std::vector<OtherPathFacts> others() const {
    std::vector<OtherPathFacts> others;
    for (std::size_t i = 1; i < paths_.size(); ++i) others.push_back(describe(paths_[i]));
    return others;
  }

 private:
  std::vector<Judged> paths_;
};

}  // namespace

ChainFacts build_chain(const CertificatePtr& signer, const std::vector<CertificatePtr>& message,
                       const std::vector<CertificatePtr>& intermediates,
                       const Environment& environment, std::string_view where, const Limits& limits,
                       SignatureChecks& checks, ChainWork* work, const FurtherChecks& further) {
  ChainFacts chain;
  if (environment.trust) chain.anchors = environment.trust->fingerprint;
  chain.helpers = environment.helpers;
  chain.at = environment.at.unnoted();

  PathBuilder builder(environment, message, intermediates, limits, checks);
  ChainWork own_work(limits);
  std::string limit;
  Ranking ranking;
  builder.walk(signer, [&](const Path& path) {
    // The first is always looked at: there is no chain without a path.
    if (!ranking.empty() && chain.paths_tried >= limits.chain_paths) {
      limit = "chain_paths";
      return false;
    }
    ++chain.paths_tried;
    Judged judged{path,
                  check_path(path, environment, where, limits, work != nullptr ? *work : own_work)};
    if (limit.empty()) limit = limit_in(judged.checked);
    if (further) further(judged.path, judged.checked);
    ranking.add(std::move(judged));
    return !perfect(ranking.best().checked);
  });
  if (builder.limit_reached() != nullptr) limit = builder.limit_reached();

  const Judged& best = ranking.best();
  fill(chain, best, environment);
  chain.other_paths = ranking.others();
  // What was not looked at could have been better, unless nothing is.
  if (!limit.empty() && !perfect(best.checked) && limit_in(best.checked) != limit)
    chain.findings.add({Code::LimitReached, std::string(where), {{"limit", limit}}});
  return chain;
}

}  // namespace smime::pki
