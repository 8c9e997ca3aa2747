#pragma once
#include "cli/options.h"
#include "cli/options/given.h"

/// Options that belong together, read together. All of it throws UsageError.
namespace smime::cli {

/// --trust, --anchors and --intermediates.
void read_trust(const GivenOptions& given, Options& options);

/// --at.
void read_time(const GivenOptions& given, Options& options);

/// --policy and its neighbours: RFC 5280 6.1.1 (c), (e), (f) and (g).
[[nodiscard]] pki::PolicyInputs policies_of(const GivenOptions& given);

/// --fail-on: the words of the list.
[[nodiscard]] std::vector<FailOn> fail_on(const GivenOptions& given);

/// --limit NAME=N, as often as it was given.
void read_limits(const GivenOptions& given, Limits& limits);

/// inspect --compare, and what only it takes, since inspect alone judges nothing.
void read_compare(const GivenOptions& given, Options& options);

/// How the network may be used. An option that has no effect must not look as if it had.
void read_network(const GivenOptions& given, Options& options);

/// kit mutate.
[[nodiscard]] KitOptions kit_options(const GivenOptions& given);

}  // namespace smime::cli
