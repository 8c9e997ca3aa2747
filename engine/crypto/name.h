#pragma once
#include <string>

#include "base/bytes.h"

namespace smime::crypto {

/// A distinguished name (DER Name) as RFC 4514 text, UTF-8; octets that cannot be shown are escaped
/// as \XX. Never fails: an unreadable name is its hexadecimal form.
[[nodiscard]] std::string name_text(Bytes name);

/// The comparison form of RFC 5280 7.1 (case, blanks, string type). Two names are equal exactly
/// when these octets are.
[[nodiscard]] Octets canonical_name(Bytes name);

/// True if OpenSSL, too, can read this certificate: a second opinion on its encoding. Another key
/// stands in the place of `public_key_info`, a slice of `certificate`: reading a certificate makes
/// OpenSSL decode the key, at whatever cost its sender chose.
[[nodiscard]] bool readable_certificate(Bytes certificate, Bytes public_key_info);

}  // namespace smime::crypto
