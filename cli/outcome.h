#pragma once
#include <string>

#include "cli/exit_status.h"
#include "cli/options.h"
#include "engine/given.h"
#include "engine/verify.h"

/// What a report means for the run, the same for messages and certificates.
namespace smime::cli {

/// The result of an input that could not be read or brought the program down: also an object.
[[nodiscard]] Report failed_report(const std::string& location, const Finding& fault,
                                   const Given& given);

/// One line on standard error for each finding that stopped the work on an input: what, where, what
/// to do.
void tell_what_stopped(const std::string& location, const Findings& findings);

/// docs/exit-status.md. With --fail-on only the words it lists count as not accepted.
[[nodiscard]] ExitStatus status_of(const Report& report, const Options& options);

}  // namespace smime::cli
