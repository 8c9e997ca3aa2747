#pragma once
#include <string>

#include "engine/report/trust_request.h"

namespace smime::report {

/// `trust show --format json`: one object {"type":"trust_list","schema":1,…}, every field always
/// present, unknown ones null, every property with its raw octets. ASCII only. `pretty`: indented
/// by two blanks, else one line. Ends with a line feed.
[[nodiscard]] std::string trust_json(const TrustShown& shown, bool pretty);

}  // namespace smime::report
