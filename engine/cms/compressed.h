#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/findings.h"
#include "base/limits.h"

/// CompressedData (RFC 3274), so that a signature inside or around it can be seen.
namespace smime::cms {

struct CompressedContent {
  std::string type;  // eContentType of what is compressed, dotted
  Octets octets;     // inflated
};

/// Inflates a whole ContentInfo of type CompressedData. Hostile input may not grow without bound:
/// beyond 1 MiB it stops at a hundred times the compressed size, and always where `inflated_octets`
/// runs out, the budget of the whole message, from which all that was inflated is taken, also what
/// came to nothing. Returns nothing if and only if `out` received a fatal finding:
/// cms.malformed (also for damaged zlib data), or limit.reached or algorithm.unsupported followed
/// by cms.not_read.
[[nodiscard]] std::optional<CompressedContent> read_compressed(Bytes octets,
                                                               Budget& inflated_octets,
                                                               const Limits& limits,
                                                               std::string_view where,
                                                               Findings& out);

}  // namespace smime::cms
