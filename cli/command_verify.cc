#include <algorithm>
#include <new>

#include "cli/commands.h"
#include "cli/given_files.h"
#include "cli/message_loop.h"
#include "cli/version.h"
#include "engine/judge/judge.h"
#include "engine/report/json.h"
#include "engine/report/overview.h"
#include "engine/report/run.h"
#include "engine/report/summary.h"
#include "engine/report/text.h"
#include "engine/verify.h"

namespace smime::cli {
namespace {

/// The result of an input that could not be read or brought the program down: also an object.
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

/// Design 3. With --fail-on only the words it lists make a message count as not accepted.
ExitStatus status_of(const Report& report, const Options& options) {
  if (report::unchecked(report.facts)) return ExitStatus::Unchecked;
  const bool good = options.fail_on ? !listed(report, *options.fail_on) : accepted(report);
  return good ? ExitStatus::Accepted : ExitStatus::NotAccepted;
}

/// One message must not end the run for the others.
Report verify_guarded(const std::string& location, Bytes octets, const Given& given,
                      const Limits& limits) {
  const auto failed = [&](const char* what) {
    return failed_report(location,
                         {Code::InternalError, "message", {{"reason", std::string(what)}}}, given);
  };
  try {
    return verify_message(octets, location, given, limits);
  } catch (const std::bad_alloc&) {
    return failed("out of memory");
  } catch (const std::exception& error) {
    return failed(error.what());
  }
}

}  // namespace

ExitStatus run_verify(const Options& options, Time now) {
  const auto files = read_given(options, now);
  if (!files) return ExitStatus::Usage;
  const Given& given = files->given;
  const report::Run run = report::describe_run(given, std::string(program_version()));
  const report::TextStyle style{80, wants_color(options)};
  report::Overview overview;
  const auto render = [&](const std::string& location, const Loaded& loaded,
                          const std::optional<Finding>& fault) {
    const Report report = fault ? failed_report(location, *fault, given)
                                : verify_guarded(location, *loaded.octets, given, options.limits);
    Rendered out;
    out.status = status_of(report, options);
    if (options.format == Format::Text) {
      overview.add(report);
      out.text = report::message_text(report, run, style);
    } else {
      out.text = report::message_json(report, run);
    }
    return out;
  };
  return for_each_message(options, render, [&] { return overview.text(style); });
}

}  // namespace smime::cli
