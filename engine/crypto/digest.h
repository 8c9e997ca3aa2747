#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace smime::crypto {

using Sha256 = std::array<std::uint8_t, 32>;
using Sha1 = std::array<std::uint8_t, 20>;
[[nodiscard]] Sha256 sha256(Bytes octets);
[[nodiscard]] Sha1 sha1(Bytes octets);

/// Digests by the name used everywhere here: "md5", "sha1", "sha224", "sha256", "sha384", "sha512",
/// "sha512-256", "sha3-224" to "sha3-512", "shake128", "shake256" (64 octets with Ed448,
/// RFC 8419).
/// Nothing for any other name.
[[nodiscard]] std::optional<Octets> digest(std::string_view name, Bytes octets);

/// The digests of several beginnings of `octets`, which are read once. `lengths` ascend. Empty for
/// a name that digest() does not know.
[[nodiscard]] std::vector<Octets> digests_of_beginnings(std::string_view name, Bytes octets,
                                                        const std::vector<std::size_t>& lengths);

}  // namespace smime::crypto
