#pragma once
#include <string>

#include "base/limits.h"
#include "engine/report/layout.h"
#include "engine/report/trust_request.h"

namespace smime::cli {

enum class TrustFormat : std::uint8_t { Text, Json, Ndjson };

/// `smimecheck trust show FILE`: writes to `out` what is to be printed. Returns the exit status:
/// 0 the list was read, even if it is empty or something is wrong in it; 2 it was refused.
int command_trust_show(const report::TrustShowRequest& request, TrustFormat format,
                       const Limits& limits, std::string& out, const report::TextStyle& style = {});

}  // namespace smime::cli
