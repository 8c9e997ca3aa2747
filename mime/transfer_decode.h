#pragma once
#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "base/findings.h"

namespace smime::mime {

/// Base64 (RFC 2045 6.8), strict: alphabet, line ends and blanks only, right padding, zero spare
/// bits, nothing but line ends and blanks behind the end. Nothing is returned and an error reported
/// otherwise.
[[nodiscard]] std::optional<Octets> decode_base64(Bytes text, std::string_view where,
                                                  Findings& out);

/// Quoted-printable (RFC 2045 6.7), strict; line ends stay as they are.
[[nodiscard]] std::optional<Octets> decode_quoted_printable(Bytes text, std::string_view where,
                                                            Findings& out);

}  // namespace smime::mime
