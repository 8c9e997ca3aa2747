#pragma once
#include <functional>

#include "base/findings.h"
#include "cli/exit_status.h"
#include "cli/load.h"
#include "cli/options.h"
#include "cli/output.h"

namespace smime::cli {

/// Renders one input. `loaded` holds its octets, or why there are none; `fault` is then the finding
/// that says so.
struct Rendered {
  std::string text;  // one JSON object without line end, or a text block
  ExitStatus status = ExitStatus::Accepted;
};
using Render = std::function<Rendered(const std::string& location, const Loaded& loaded,
                                      const std::optional<Finding>& fault)>;

/// What follows the results as text, asked for at the end; empty: nothing.
using Closing = std::function<std::string()>;

/// Loads every input in turn, one in memory at a time, and writes what `render` makes of it in that
/// order: separated by empty lines as text, as an array, or as lines. As text `closing` follows.
/// Returns the status of the whole run.
[[nodiscard]] ExitStatus for_each_message(const Options& options, const Render& render,
                                          const Closing& closing = {});

}  // namespace smime::cli
