#pragma once
#include "engine/pki/certificate.h"

namespace smime::fuzz {

/// Demands that OpenSSL reads the same in the certificate: the octets of names, key and serial
/// number, the validity, the extensions and their order, CA or not, the rfc822Names, and whether
/// its own key signed it.
void demand_second_certificate(const pki::Certificate& certificate);

/// Makes a certificate: `tbs` signed with the Ed25519 key number `key`, whose private key is 32
/// octets of that number.
[[nodiscard]] Octets sign_certificate(Bytes tbs, std::uint8_t key);

}  // namespace smime::fuzz
