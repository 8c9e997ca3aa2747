#pragma once
#include <optional>

#include "base/bytes.h"
#include "cli/options.h"
#include "engine/given.h"

namespace smime::cli {

/// What the options name, read: trust lists, intermediates, client files, detached content.
struct GivenFiles {
  Given given;
  Octets content;  // given.content borrows from it
};

/// `now` is the time of day. Nothing if a file cannot be used or a client is not known: then one
/// line on standard error says which, and the run must end with status 2. Several lists for the
/// same client are joined; their common fingerprint is that of their octets one after the other.
[[nodiscard]] std::optional<GivenFiles> read_given(const Options& options, Time now);

}  // namespace smime::cli
