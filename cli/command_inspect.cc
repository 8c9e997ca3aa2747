#include "cli/commands.h"
#include "cli/message_loop.h"
#include "cli/outcome.h"
#include "cli/version.h"
#include "engine/report/inspect.h"
#include "engine/report/run.h"

namespace smime::cli {

ExitStatus run_inspect(const Options& options) {
  const report::Run run = report::describe_run(Given{}, std::string(program_version()));
  const report::TextStyle style{80, wants_color(options)};
  return for_each_message(options, [&](const std::string& location, const Loaded& loaded,
                                       const std::optional<Finding>& fault) {
    report::Inspection inspection;
    inspection.location = location;
    if (loaded.octets) {
      inspection = report::inspect_message(*loaded.octets, location, options.limits);
      tell_what_stopped(location, inspection.findings);
    } else if (fault) {
      inspection.findings.add(*fault);
    }
    Rendered out;
    if (inspection.findings.any(Severity::Fatal) && inspection.parts.empty() &&
        inspection.cms.empty())
      out.status = ExitStatus::Unchecked;
    out.text = options.format == Format::Text ? report::inspection_text(inspection, style)
                                              : report::inspection_json(inspection, run);
    return out;
  });
}

}  // namespace smime::cli
