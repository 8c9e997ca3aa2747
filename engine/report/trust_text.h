#pragma once
#include <string>

#include "engine/report/layout.h"
#include "engine/report/trust_request.h"

namespace smime::report {

/// `trust show` for people, at most as wide as the style says: a header, two lines per certificate,
/// then what was found with its cure. Every text of the list goes through visible(). A refused list
/// gives one block: what, where, what to do.
[[nodiscard]] std::string trust_text(const TrustShown& shown, const TextStyle& style = {});

}  // namespace smime::report
