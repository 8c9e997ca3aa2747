#pragma once
#include <optional>

#include "base/bytes.h"

namespace smime {

/// The CMS octets of a file that holds nothing else: DER or BER, PEM ("CMS" or "PKCS7"), or base64
/// alone. Nothing if it is not such a file; then it is read as a mail message. Told by content: a
/// ContentInfo begins with a SEQUENCE whose first member is an OBJECT IDENTIFIER, which no header
/// field can. Text behind the END line of PEM, other than blanks and line ends, is put behind the
/// octets of the object, where cms::read_content_info counts it as trailing.
[[nodiscard]] std::optional<Octets> bare_cms(Bytes octets);

}  // namespace smime
