#pragma once
#include "base/bytes.h"

/// Public keys with which anybody can sign, since they lie in a group of a few elements. A library
/// that verifies with them finds the arithmetic right.
namespace smime::crypto {

/// True if `point`, an encoded point of edwards25519 (32 octets) or edwards448 (57 octets), has one
/// of the small orders 1, 2, 4 and 8, whatever its sign bit says and also where y is not below p
/// (RFC 8032 5.1.3, 5.2.3). Other lengths: false.
[[nodiscard]] bool has_small_order(Bytes point);

/// True if a DSA key fits FIPS 186-4 4.1 as far as a glance tells: p and q odd, q of 160 to 256
/// bits and shorter than p, g and y from 2 to p - 2. Whether g and y have the order q is checked
/// with each signature, which costs as much. INTEGER contents octets.
[[nodiscard]] bool is_plausible_dsa(Bytes p, Bytes q, Bytes g, Bytes y);

}  // namespace smime::crypto
