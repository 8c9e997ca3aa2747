#include <algorithm>
#include <string>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/complain.h"
#include "cli/limit_names.h"
#include "cli/output.h"
#include "engine/judge/builtin_clients.h"
#include "engine/report/explain.h"

namespace smime::cli {
namespace {

/// "message-size", or "message_size" as findings and docs/limits.md have it; empty: no limit.
std::string about_limit(std::string name) {
  std::replace(name.begin(), name.end(), '_', '-');
  for (const NamedLimit& limit : named_limits(Limits{})) {
    if (limit.name != name) continue;
    return name + "  a limit, " + std::to_string(limit.value) + " unless --limit " + name +
           "=N says another; see docs/limits.md\n";
  }
  return "";
}

}  // namespace

ExitStatus run_explain(const Options& options) {
  // A pasted text may come as one argument or as many.
  std::string topic;
  for (const std::string& argument : options.arguments)
    topic += (topic.empty() ? "" : " ") + argument;
  if (topic.empty()) {
    complain("nothing to explain was given; for example: smimecheck explain cms.digest_mismatch");
    return ExitStatus::Usage;
  }
  if (const std::string limit = about_limit(ascii_lower(topic)); !limit.empty()) {
    Output out(std::nullopt);
    return out.write(limit) && out.finish() ? ExitStatus::Accepted : out.status();
  }
  const report::TextStyle style{80, wants_color(options)};
  judge::Clients clients = judge::builtin_clients();
  clients.erase("common");  // what the others share; no client of its own
  const report::Explanation found = report::explain(topic, clients, style);
  if (!found.known) {
    std::string line = "nothing is known about " + topic.substr(0, 200);
    for (std::size_t i = 0; i < found.suggestions.size(); ++i)
      line += (i == 0 ? "; did you mean " : ", ") + found.suggestions[i];
    complain(line + (found.suggestions.empty() ? "; see smimecheck explain --help" : "?"));
    return ExitStatus::Usage;
  }
  Output out(std::nullopt);
  if (!out.write(found.text) || !out.finish()) return out.status();
  return ExitStatus::Accepted;
}

}  // namespace smime::cli
