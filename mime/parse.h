#pragma once
#include <optional>
#include <string_view>

#include "base/findings.h"
#include "base/limits.h"
#include "mime/entity.h"

namespace smime::mime {

/// Parses one RFC 5322 message into positions: iterative, bounded by `limits`, no octet copied.
/// Delimiters are RFC 2046 5.1.1's: a whole line, its trailing blanks aside; the last one may end
/// with the data. An outer delimiter ends inner parts that were not closed. CRLF and LF end lines.
///
/// Findings about one entity stand in Entity::findings, "part/" and its number in `where`. A fault
/// of one header field names it in the detail "field". A limit that left the body of an entity
/// unread stands there too, with descended = false; `out` receives input.empty and the limits that
/// concern the root (its header, its parts, the size of the message: then the tree is a root
/// without body). Returns nothing if and only if `out` received a fatal finding.
///
/// A mailbox separator ("From ") in the first line is skipped with mime.envelope_line.
/// `prefix` stands before every part number: "1/" inside the CMS object of part 1.
[[nodiscard]] std::optional<EntityTree> parse(Bytes message, const Limits& limits, Findings& out,
                                              std::string_view prefix = {});

}  // namespace smime::mime
