#pragma once
#include <string_view>

#include "base/bytes.h"
#include "engine/mutate/random.h"

namespace smime::mutate {

/// The contents octets of an OBJECT IDENTIFIER value; `dotted` must be well-formed.
[[nodiscard]] Octets oid_octets(std::string_view dotted);

/// Another identifier of the same kind (a digest for a digest, an attribute for an attribute), now
/// and then one of another kind or with its last arc changed.
[[nodiscard]] Octets neighbour_of(const Octets& oid, Random& random);

}  // namespace smime::mutate
