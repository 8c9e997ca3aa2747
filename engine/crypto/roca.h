#pragma once
#include "base/bytes.h"

namespace smime::crypto {

/// True if an RSA modulus (contents octets of its INTEGER, positive) has the pattern that a widely
/// used chip library left in its keys (CVE-2017-15361, "ROCA"): such keys can be factored in
/// practice. Modulo each of the first primes the modulus is a power of 65537, which other keys are
/// by chance once in 2^27 or more rarely.
[[nodiscard]] bool has_roca_pattern(Bytes modulus);

}  // namespace smime::crypto
