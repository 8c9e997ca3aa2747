#pragma once
#include <curl/curl.h>

#include "engine/fetch/bundle.h"

namespace smime::fetch {

/// What libcurl's code means for a transfer that brought no complete answer. `began`: there was a
/// status line.
[[nodiscard]] Outcome outcome_of(CURLcode code, bool began);

}  // namespace smime::fetch
