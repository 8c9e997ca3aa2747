#include <new>

#include "cli/commands.h"
#include "cli/given_files.h"
#include "cli/message_loop.h"
#include "cli/network.h"
#include "cli/outcome.h"
#include "cli/version.h"
#include "engine/report/json.h"
#include "engine/report/overview.h"
#include "engine/report/run.h"
#include "engine/report/text.h"
#include "engine/verify.h"

namespace smime::cli {
namespace {

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
  Network network(options, given);
  const auto render = [&](const std::string& location, const Loaded& loaded,
                          const std::optional<Finding>& fault) {
    const Report report =
        fault ? failed_report(location, *fault, given)
              : verify_guarded(location, *loaded.octets,
                               network.given_for(location, *loaded.octets), options.limits);
    if (!fault) tell_what_stopped(location, report.facts.findings);
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
