#pragma once
#include <optional>
#include <string_view>

#include "base/findings.h"
#include "base/limits.h"
#include "mime/entity.h"

namespace smime::mime {

/// Parses one RFC 5322 message into positions: iterative, bounded by `limits`, no octet copied.
/// Findings about one entity stand in Entity::findings; `out` receives what concerns the whole
/// (input.empty, limit.reached). Returns nothing if and only if `out` received a fatal finding.
/// `prefix` stands before every part number: "1/" inside the CMS object of part 1.
[[nodiscard]] std::optional<EntityTree> parse(Bytes message, const Limits& limits, Findings& out,
                                              std::string_view prefix = {});

}  // namespace smime::mime
