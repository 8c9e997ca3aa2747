#include "cli/compare/reasons.h"

#include <algorithm>
#include <array>
#include <set>

namespace smime::cli::compare {
namespace {

/// True if `test` holds for one of the items.
template <typename Test>
bool any_of_list(std::string_view list, char separator, const Test& test) {
  while (!list.empty()) {
    const std::size_t stop = std::min(list.find(separator), list.size());
    const std::string_view item = list.substr(0, stop);
    if (!item.empty() && test(item)) return true;
    list.remove_prefix(std::min(stop + 1, list.size()));
  }
  return false;
}

bool matches(std::string_view pattern, std::string_view fact) {
  if (pattern.ends_with('*')) return fact.starts_with(pattern.substr(0, pattern.size() - 1));
  return pattern == fact;
}

/// "x&y" stands for x where y is there as well.
bool stands_for(std::string_view pattern, std::string_view fact,
                const std::set<std::string>& facts) {
  const std::size_t both = pattern.find('&');
  if (both == std::string_view::npos) return matches(pattern, fact);
  return matches(pattern.substr(0, both), fact) &&
         std::any_of(facts.begin(), facts.end(), [&](const std::string& other) {
           return matches(pattern.substr(both + 1), other);
         });
}

bool concerns(const Reason& reason, std::string_view engine, Question question, Subject subject,
              Side side, std::string_view words) {
  if (reason.question != "*" && reason.question != wire_name(question)) return false;
  if (reason.subject != subject || reason.side != side) return false;
  const bool named = any_of_list(
      reason.engines, ' ', [&](std::string_view name) { return name == "*" || name == engine; });
  return named &&
         (reason.words.empty() || any_of_list(reason.words, '|', [&](std::string_view part) {
            return words.find(part) != std::string_view::npos;
          }));
}

/// Every refusing finding needs a class of its own: two faults, of which the engine is known to
/// overlook one, leave the other unexplained.
Difference stricter(std::string_view engine, Question question, Subject subject,
                    const std::vector<std::string>& refused, const Ours& ours,
                    const Answer& theirs) {
  Difference out{subject, Side::Stricter, {}, {}};
  for (const std::string& finding : refused) {
    const auto& all = all_reasons();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Reason& reason) {
      return concerns(reason, engine, question, subject, Side::Stricter, theirs.words) &&
             any_of_list(reason.facts, ' ', [&](std::string_view pattern) {
               return stands_for(pattern, finding, ours.facts);
             });
    });
    if (found == all.end()) {
      out.unexplained.push_back(finding);
      continue;
    }
    const auto known = std::find_if(out.explanations.begin(), out.explanations.end(),
                                    [&](const Explanation& one) { return one.reason == &*found; });
    if (known == out.explanations.end()) {
      out.explanations.push_back({&*found, {finding}});
    } else {
      known->facts.push_back(finding);
    }
  }
  return out;
}

Difference other(std::string_view engine, Question question, Subject subject, Side side,
                 const Ours& ours, const Answer& theirs) {
  Difference out{subject, side, {}, {}};
  for (const Reason& reason : all_reasons()) {
    if (!concerns(reason, engine, question, subject, side, theirs.words)) continue;
    std::vector<std::string> facts;
    for (const std::string& fact : ours.facts) {
      const bool fits = any_of_list(reason.facts, ' ', [&](std::string_view pattern) {
        return stands_for(pattern, fact, ours.facts);
      });
      if (fits) facts.push_back(fact);
    }
    if (facts.empty()) continue;
    out.explanations.push_back({&reason, std::move(facts)});
    return out;
  }
  out.unexplained.push_back(side == Side::Laxer ? "accepted here and not there"
                                                : "verified other octets");
  return out;
}

void compare(std::vector<Difference>& out, std::string_view engine, Question question,
             Subject subject, Said here, const std::vector<std::string>& refused, const Ours& ours,
             const Answer& theirs) {
  const Said there = subject == Subject::Chain ? theirs.chain : theirs.signature;
  const bool refused_there = there == Said::Bad || there == Said::Unreadable;
  if (there == Said::Good && here != Said::Good)
    out.push_back(stricter(engine, question, subject, refused, ours, theirs));
  if (refused_there && here == Said::Good)
    out.push_back(other(engine, question, subject, Side::Laxer, ours, theirs));
}

}  // namespace

std::string_view wire_name(Question question) {
  return question == Question::Parts ? "parts" : "mail";
}

std::string_view wire_name(Subject subject) {
  static constexpr std::array<std::string_view, 3> kNames = {"signature", "chain", "content"};
  return kNames.at(static_cast<std::size_t>(subject));
}

std::string_view wire_name(Side side) {
  static constexpr std::array<std::string_view, 3> kNames = {"stricter", "laxer", "other_content"};
  return kNames.at(static_cast<std::size_t>(side));
}

const std::vector<Reason>& all_reasons() {
  static const std::vector<Reason> kReasons = {
#define SMIME_DIFFERENCE(name, engines, question, subject, side, facts, words, text, citation) \
  {name, engines, question, Subject::subject, Side::side, facts, words, text, citation},
#include "cli/compare/reasons.def"
#undef SMIME_DIFFERENCE
  };
  return kReasons;
}

std::vector<Difference> differences(std::string_view engine, Question question, const Ours& ours,
                                    const Answer& theirs) {
  std::vector<Difference> out;
  const bool mail = question == Question::Mail;
  compare(out, engine, question, Subject::Signature, mail ? ours.mail : ours.parts,
          mail ? ours.mail_refused : ours.parts_refused, ours, theirs);
  if (ours.chain != Said::NotAsked)
    compare(out, engine, question, Subject::Chain, ours.chain, ours.chain_refused, ours, theirs);
  if (theirs.signature == Said::Good && theirs.same_content == false)
    out.push_back(other(engine, question, Subject::Content, Side::Other, ours, theirs));
  return out;
}

}  // namespace smime::cli::compare
