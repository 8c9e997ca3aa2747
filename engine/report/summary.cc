#include "engine/report/summary.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/text.h"
#include "engine/judge/judge.h"

namespace smime::report {
namespace {

const std::vector<std::string> kNobody;

/// A place without its chain number: the same certificate fault seen from two environments.
std::string place_of(const Finding& finding) {
  std::string place = finding.where;
  const std::size_t chain = place.find("/chain/");
  if (chain != std::string::npos) {
    const std::size_t end = place.find('/', chain + 7);
    place.erase(chain, end == std::string::npos ? std::string::npos : end - chain);
  }
  for (const auto& [key, value] : finding.details) {
    place.push_back('\0');
    place.append(key);
    place.push_back('=');
    place += std::holds_alternative<std::string>(value)
                 ? std::get<std::string>(value)
                 : std::to_string(std::get<std::int64_t>(value));
  }
  return place;
}

}  // namespace

const ChainFacts* strict_chain(const SignerFacts& signer) {
  for (const ChainFacts& chain : signer.chains) {
    const auto& used_by = chain.used_by;
    if (std::find(used_by.begin(), used_by.end(), "strict") != used_by.end()) return &chain;
  }
  return nullptr;
}

Word signature_word(const LayerFacts& layer, const SignerFacts& signer) {
  if (layer.signers.size() == 1) return layer.word;
  return std::min(layer.findings.word(), judge::signer_word(signer));
}

bool unchecked(const MessageFacts& facts) {
  if (facts.word != Word::Unknown) return false;
  const auto says_so = [](const Findings& findings) {
    return std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
      switch (finding.code) {
        case Code::InputEmpty:
        case Code::InputUnreadable:
        case Code::InputNotACertificate:
        case Code::InputNotAMessage:
        case Code::InputIsMailbox:
        case Code::LimitReached:
        case Code::InternalError:
          return true;
        default:
          return false;
      }
    });
  };
  if (says_so(facts.findings)) return true;
  for (const LayerFacts& layer : facts.layers) {
    if (says_so(layer.findings)) return true;
    for (const SignerFacts& signer : layer.signers) {
      if (says_so(signer.findings)) return true;
      for (const ChainFacts& chain : signer.chains)
        if (says_so(chain.findings)) return true;
    }
  }
  return false;
}

const SignerFacts* main_signer(const MessageFacts& facts) {
  if (!facts.deciding_layer || *facts.deciding_layer >= facts.layers.size()) return nullptr;
  const auto& signers = facts.layers[*facts.deciding_layer].signers;
  if (signers.empty()) return nullptr;
  return facts.deciding_signer < signers.size() ? &signers[facts.deciding_signer]
                                                : &signers.front();
}

std::vector<std::string_view> not_checked(const MessageFacts& facts) {
  std::vector<std::string_view> out;
  const SignerFacts* signer = main_signer(facts);
  if (signer == nullptr) return out;
  const ChainFacts* chain = strict_chain(*signer);
  switch (chain == nullptr ? Revocation::NotChecked : chain->revocation) {
    case Revocation::NotChecked:
      out.push_back("revocation not checked");
      break;
    case Revocation::Unavailable:
      out.push_back("revocation data not available");
      break;
    case Revocation::Stale:
      out.push_back("revocation data out of date");
      break;
    case Revocation::Good:
    case Revocation::Revoked:
      break;
  }
  if (signer->address == AddressMatch::NotApplicable) out.push_back("sender address not checked");
  return out;
}

std::string_view wire_name(AddressMatch match) {
  constexpr std::array<std::string_view, 8> kNames = {
      "matches",        "sender_only",    "mismatch",   "no_from",
      "ambiguous_from", "malformed_from", "no_address", "not_applicable"};
  return kNames.at(static_cast<std::size_t>(match));
}

std::vector<FindingGroup> all_findings(const MessageFacts& facts) {
  std::vector<FindingGroup> groups;
  std::map<Code, std::size_t> group_of;
  std::set<std::pair<Code, std::string>> seen;
  std::set<std::string> everybody;
  std::set<Code> for_all;
  const auto take = [&](const Findings& findings, const ChainFacts* chain) {
    for (const Finding& finding : findings) {
      const auto [at, fresh] = group_of.emplace(finding.code, groups.size());
      if (fresh) groups.push_back({finding.code, {}, {}, false});
      FindingGroup& group = groups[at->second];
      if (chain == nullptr) for_all.insert(finding.code);
      for (const std::string& client : chain == nullptr ? kNobody : chain->used_by)
        if (std::find(group.clients.begin(), group.clients.end(), client) == group.clients.end())
          group.clients.push_back(client);
      if (seen.emplace(finding.code, place_of(finding)).second) group.places.push_back(&finding);
    }
  };
  take(facts.findings, nullptr);
  for (const LayerFacts& layer : facts.layers) {
    take(layer.findings, nullptr);
    for (const SignerFacts& signer : layer.signers) {
      take(signer.findings, nullptr);
      for (const ChainFacts& chain : signer.chains) {
        everybody.insert(chain.used_by.begin(), chain.used_by.end());
        take(chain.findings, &chain);
      }
    }
  }
  for (FindingGroup& group : groups)
    if (for_all.contains(group.code) || group.clients.size() == everybody.size())
      group.clients.clear();
  std::stable_sort(groups.begin(), groups.end(), [](const FindingGroup& a, const FindingGroup& b) {
    return info(a.code).severity < info(b.code).severity;
  });
  return groups;
}

std::vector<FindingGroup> all_findings(const MessageFacts& facts,
                                       const std::vector<judge::Verdict>& verdicts) {
  std::vector<FindingGroup> groups = all_findings(facts);
  for (FindingGroup& group : groups) {
    const CodeInfo& about = info(group.code);
    group.counts = std::any_of(verdicts.begin(), verdicts.end(), [&](const judge::Verdict& one) {
      const auto& cures = one.cure;
      const bool worse = one.word < judge::ClientWord::Valid;
      return (worse && one.reason == about.wire) ||
             (!about.cure.empty() &&
              std::find(cures.begin(), cures.end(), about.cure) != cures.end());
    });
  }
  return groups;
}

bool has_ill_formed_text(const MessageFacts& facts) {
  const auto bad = [](const std::string& text) { return !is_utf8(text); };
  const auto any_bad = [&](const std::vector<std::string>& texts) {
    return std::any_of(texts.begin(), texts.end(), bad);
  };
  const auto bad_certificate = [&](const CertificateFacts& certificate) {
    return bad(certificate.subject) || bad(certificate.issuer) || any_bad(certificate.addresses);
  };
  const auto bad_findings = [&](const Findings& findings) {
    return std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
      return std::any_of(finding.details.begin(), finding.details.end(), [&](const auto& detail) {
        const auto* text = std::get_if<std::string>(&detail.second);
        return text != nullptr && bad(*text);
      });
    });
  };
  const auto bad_chain = [&](const ChainFacts& chain) {
    return bad_findings(chain.findings) ||
           std::any_of(chain.elements.begin(), chain.elements.end(),
                       [&](const auto& element) { return bad_certificate(element.certificate); });
  };
  const auto bad_signer = [&](const SignerFacts& signer) {
    return (signer.certificate && bad_certificate(*signer.certificate)) || bad(signer.identifier) ||
           any_bad(signer.attributes) || bad_findings(signer.findings) ||
           std::any_of(signer.chains.begin(), signer.chains.end(), bad_chain);
  };
  return bad(facts.location) || any_bad(facts.from) || bad_findings(facts.findings) ||
         std::any_of(facts.layers.begin(), facts.layers.end(), [&](const LayerFacts& layer) {
           return bad(layer.part) || bad_findings(layer.findings) ||
                  std::any_of(layer.signers.begin(), layer.signers.end(), bad_signer);
         });
}

}  // namespace smime::report
