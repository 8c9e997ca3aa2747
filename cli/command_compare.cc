#include <algorithm>

#include "cli/commands.h"
#include "cli/compare/comparison.h"
#include "cli/complain.h"
#include "cli/given_files.h"
#include "cli/message_loop.h"
#include "cli/outcome.h"
#include "cli/version.h"

namespace smime::cli {
namespace {

/// What could not be read has no comparison: an empty one with the reason.
compare::Comparison unread(const std::string& location, const Finding& fault, const Given& given) {
  compare::Comparison out;
  out.report.facts.location = location;
  out.report.facts.at = given.now;
  out.report.facts.findings.add(fault);
  return out;
}

ExitStatus status_of(const compare::Comparison& comparison) {
  const bool unreadable = comparison.report.facts.findings.any(Severity::Fatal);
  if (unreadable || comparison.silent()) return ExitStatus::Unchecked;
  return comparison.unexplained() == 0 ? ExitStatus::Accepted : ExitStatus::NotAccepted;
}

}  // namespace

ExitStatus run_compare(const Options& options, Time now) {
  Options asked = options;
  asked.clients = {"strict"};
  const auto files = read_given(asked, now);
  if (!files) return ExitStatus::Usage;
  const Given& given = files->given;
  const compare::PrivateDirectory directory;
  const auto setting = compare::make_setting(
      given, directory, {std::chrono::seconds(options.engine_timeout), 1U << 20U});
  if (!setting) {
    complain("no private directory could be made; set TMPDIR to a folder with room");
    return ExitStatus::Temporary;
  }
  compare::Engines engines;
  for (const std::string& name : compare::engine_names())
    if (std::find(options.compare.begin(), options.compare.end(), name) != options.compare.end())
      engines.push_back(compare::make_engine(name, *setting, directory));
  if (std::all_of(engines.begin(), engines.end(),
                  [](const auto& engine) { return !engine->missing().empty(); })) {
    for (const auto& engine : engines)
      complain("--compare " + std::string(engine->name()) + ": " + engine->missing());
    return ExitStatus::Unchecked;
  }
  const report::Run run = report::describe_run(given, std::string(program_version()));
  const report::TextStyle style{80, wants_color(options)};
  return for_each_message(options, [&](const std::string& location, const Loaded& loaded,
                                       const std::optional<Finding>& fault) {
    const compare::Comparison comparison =
        fault ? unread(location, *fault, given)
              : compare::compare_message(*loaded.octets, location, given, options.limits, engines);
    if (!fault) tell_what_stopped(location, comparison.report.facts.findings);
    return Rendered{options.format == Format::Text ? compare::comparison_text(comparison, style)
                                                   : compare::comparison_json(comparison, run),
                    status_of(comparison)};
  });
}

}  // namespace smime::cli
