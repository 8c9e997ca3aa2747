#pragma once
#include "base/bytes.h"

namespace smime::mime {

/// Line ends of a part: what decides the one rule of design 5.2.
struct LineEnds {
  std::uint32_t crlf = 0, lf = 0, cr = 0;  // lf and cr: those that are not part of a CRLF
};
[[nodiscard]] LineEnds count_line_ends(Bytes part);

/// The octets that a detached signature over `part` covers. A part without any CRLF gets CRLF for
/// each LF (RFC 8551 3.1.1: the file was stored with LF); any other part is taken as it is stored.
/// `storage` owns the copy where one is needed and must outlive the result.
[[nodiscard]] Bytes canonical(Bytes part, Octets& storage);

}  // namespace smime::mime
