#pragma once
#include "base/limits.h"
#include "engine/asn1/der.h"
#include "engine/pki/certificate.h"

namespace smime::pki {

/// Decodes the extensions that this program knows (RFC 5280 4.2) from `certificate.extensions`
/// into their fields, lists unknown critical ones, and reports what occurs twice or cannot be
/// decoded. Pointers to web resources (AIA, CRL distribution points) and what Windows alone reads
/// (application policies) are hints: a malformed one is noted and counts as absent.
void decode_extensions(Certificate& certificate, const Limits& limits);

/// GeneralNames (RFC 5280 4.2.1.6): contents octets of the SEQUENCE. Nothing if malformed or empty.
[[nodiscard]] std::optional<std::vector<GeneralName>> read_general_names(Bytes contents);

}  // namespace smime::pki
