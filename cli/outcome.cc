#include "cli/outcome.h"

#include <algorithm>
#include <variant>

#include "cli/complain.h"
#include "engine/judge/judge.h"
#include "engine/report/summary.h"

namespace smime::cli {
namespace {

bool accepted(const Report& report) {
  const Word word = report.facts.word;
  if (word != Word::Valid && word != Word::ValidWithNotes) return false;
  return std::all_of(report.verdicts.begin(), report.verdicts.end(),
                     [](const judge::Verdict& verdict) {
                       return verdict.word == judge::ClientWord::Valid ||
                              verdict.word == judge::ClientWord::NotApplicable;
                     });
}

bool listed(const Report& report, const std::vector<FailOn>& fail_on) {
  return std::any_of(fail_on.begin(), fail_on.end(), [&](const FailOn& item) {
    if (item.client.empty()) return wire_name(report.facts.word) == item.word;
    return std::any_of(
        report.verdicts.begin(), report.verdicts.end(), [&](const judge::Verdict& verdict) {
          return verdict.client == item.client && judge::wire_name(verdict.word) == item.word;
        });
  });
}

}  // namespace

Report failed_report(const std::string& location, const Finding& fault, const Given& given) {
  Report report;
  report.facts.location = location;
  report.facts.at = given.now;
  report.facts.at_source = given.time_rule == TimeRule::Given ? "given" : "now";
  report.facts.word = Word::Unknown;
  report.facts.findings.add(fault);
  for (const auto& client : given.clients) {
    if (client->id == "strict") continue;
    judge::Verdict verdict;
    verdict.client = client->id;
    verdict.name = client->name;
    verdict.word = judge::ClientWord::Unknown;
    verdict.reason = info(fault.code).wire;
    if (!info(fault.code).cure.empty()) verdict.cure.emplace_back(info(fault.code).cure);
    report.verdicts.push_back(std::move(verdict));
  }
  return report;
}

void tell_what_stopped(const std::string& location, const Findings& findings) {
  for (const Finding& finding : findings) {
    const CodeInfo& about = info(finding.code);
    if (about.severity != Severity::Fatal) continue;
    std::string values, cure(about.cure);
    for (const auto& [key, value] : finding.details) {
      const auto* const text = std::get_if<std::string>(&value);
      if (text == nullptr) continue;
      if (key == "what_to_do")
        cure = *text;
      else
        values += (values.empty() ? "" : ", ") + std::string(key) + " " + *text;
    }
    complain(location + ": " + std::string(about.text) +
             (values.empty() ? "" : " (" + values + ")") + (cure.empty() ? "" : "; " + cure));
  }
}

ExitStatus status_of(const Report& report, const Options& options) {
  if (report::unchecked(report.facts)) return ExitStatus::Unchecked;
  const bool good = options.fail_on ? !listed(report, *options.fail_on) : accepted(report);
  return good ? ExitStatus::Accepted : ExitStatus::NotAccepted;
}

}  // namespace smime::cli
