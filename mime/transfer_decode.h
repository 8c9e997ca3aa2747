#pragma once
#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "base/findings.h"
#include "mime/entity.h"

namespace smime::mime {

/// Base64 (RFC 2045 6.8), strict: alphabet, line ends and blanks only, right padding, zero spare
/// bits, nothing but line ends and blanks behind the end. Nothing is returned and an error reported
/// otherwise.
[[nodiscard]] std::optional<Octets> decode_base64(Bytes text, std::string_view where,
                                                  Findings& out);

/// Quoted-printable (RFC 2045 6.7), strict; line ends stay as they are.
[[nodiscard]] std::optional<Octets> decode_quoted_printable(Bytes text, std::string_view where,
                                                            Findings& out);

/// The body of `entity`, decoded. Nothing where it cannot be; `out` says why, or the findings of
/// the entity do (mime.encoding_unknown).
[[nodiscard]] std::optional<Octets> decoded_body(Bytes buffer, const Entity& entity, Findings& out);

}  // namespace smime::mime
