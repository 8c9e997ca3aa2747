#pragma once
#include <optional>
#include <string>

#include "base/bytes.h"

namespace smime::cms {

/// AlgorithmIdentifier (RFC 5280 4.1.1.2): the OID and its parameters as they stand.
struct AlgorithmIdentifier {
  std::string oid;   // dotted
  Bytes parameters;  // whole value; empty: absent
  Bytes whole;       // the SEQUENCE
};

/// Reads `contents`, the inside of the SEQUENCE (or of an IMPLICIT tag in its place); `whole` is
/// kept as given. BER or DER. Nothing if it is not an OID and at most one more value.
[[nodiscard]] std::optional<AlgorithmIdentifier> read_algorithm_identifier(Bytes contents,
                                                                           Bytes whole);

/// True if the parameters are absent or NULL, which say the same for digests and most signatures.
[[nodiscard]] bool no_parameters(const AlgorithmIdentifier& algorithm);

/// True if both name the same algorithm with the same parameters; absent and NULL count as the same
/// (RFC 5754 2: digest parameters may be either).
[[nodiscard]] bool same_algorithm(const AlgorithmIdentifier& a, const AlgorithmIdentifier& b);

}  // namespace smime::cms
