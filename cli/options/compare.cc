#include <algorithm>

#include "cli/compare/engine.h"
#include "cli/options/groups.h"
#include "cli/options/values.h"

namespace smime::cli {

void read_compare(const GivenOptions& given, Options& options) {
  if (options.command != "inspect") return;
  options.compare = given.list("compare");
  const std::vector<std::string>& known = compare::engine_names();
  std::string names;
  for (const std::string& name : known) names += (names.empty() ? "" : ", ") + name;
  for (const std::string& name : options.compare)
    if (std::find(known.begin(), known.end(), name) == known.end())
      throw UsageError{"--compare " + name + ": there is no such engine; give " + names};
  if (given.has("compare") && options.compare.empty())
    throw UsageError{"--compare names no engine; give " + names};
  if (given.has("engine-timeout"))
    options.engine_timeout = static_cast<std::uint32_t>(
        number("--engine-timeout", given.text("engine-timeout"), 1, 3600));
  if (!options.compare.empty()) return;
  for (const char* name : {"trust", "anchors", "intermediates", "content", "at", "engine-timeout"})
    if (given.has(name))
      throw UsageError{"--" + std::string(name) +
                       ": inspect judges nothing without --compare; add it, or use verify"};
}

}  // namespace smime::cli
