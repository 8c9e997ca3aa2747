#pragma once
#include "cli/exit_status.h"
#include "cli/options.h"

/// One function per command of the command line: options → engine → renderer.
namespace smime::cli {

/// `now` is the time of day, the only clock there is.
[[nodiscard]] ExitStatus run_verify(const Options& options, Time now);
[[nodiscard]] ExitStatus run_certificate(const Options& options, Time now);
[[nodiscard]] ExitStatus run_trust(const Options& options, Time now);
[[nodiscard]] ExitStatus run_inspect(const Options& options);
/// inspect --compare
[[nodiscard]] ExitStatus run_compare(const Options& options, Time now);
[[nodiscard]] ExitStatus run_explain(const Options& options);
[[nodiscard]] ExitStatus run_kit(Options options);
[[nodiscard]] ExitStatus run_fetch(const Options& options, Time now);
[[nodiscard]] ExitStatus run_schema(const Options& options);

/// Colour as --color, NO_COLOR and the terminal say; always off in a file.
[[nodiscard]] bool wants_color(const Options& options);

}  // namespace smime::cli
