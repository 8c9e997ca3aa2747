#include "cli/commands.h"
#include "cli/complain.h"
#include "cli/output.h"
#include "engine/report/schema.h"

namespace smime::cli {

ExitStatus run_schema(const Options& options) {
  if (!options.arguments.empty()) {
    complain("schema " + options.arguments.front() + ": schema takes no arguments");
    return ExitStatus::Usage;
  }
  Output out(std::nullopt);
  if (!out.write(report::json_schema()) || !out.finish()) return out.status();
  return ExitStatus::Accepted;
}

}  // namespace smime::cli
