#pragma once
#include <variant>

#include "base/bytes.h"
#include "engine/trust/fault.h"
#include "engine/trust/trust_list.h"

namespace smime::trust {

/// Reads a CertificateTrustList ([MS-CAESO], as Windows writes it): the contents of the [0] of the
/// inner ContentInfo, a SEQUENCE that stands there directly, without an OCTET STRING around it.
/// `base` is the file offset of `octets`, used for the offsets in properties and faults. At most
/// `limit` entries. Attributes 1.3.6.1.4.1.311.10.11.<id> become properties; others are left out.
[[nodiscard]] std::variant<CertificateTrustList, Fault> read_ctl(Bytes octets, std::uint32_t base,
                                                                 std::uint32_t limit);

}  // namespace smime::trust
