#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "base/findings.h"
#include "base/limits.h"
#include "engine/cms/ber.h"

namespace smime::cms {

/// What one pass over a BER object counted, before anything is built from it.
struct BerScan {
  /// Empty: every length fits its surroundings and every indefinite length is ended. Otherwise what
  /// was wrong, at `fault_offset`; the counts then are those up to there.
  std::string_view fault;
  std::size_t fault_offset = 0;
  std::size_t size = 0;  // octets of the object; what follows is trailing
  std::size_t depth = 0;
  /// No indefinite or longer than minimal length and no constructed string was met.
  bool der = true;
  /// Ends of long values on the outer levels, where readers descend from one to the next.
  IndefiniteEnds ends;

  // Counted where the object is a SignedData (RFC 5652 5.1), else 0.
  bool signed_data = false;
  std::size_t content_octets = 0;  // contents of [0] EXPLICIT eContent
  std::size_t digest_algorithms = 0, certificates = 0, crls = 0, signer_infos = 0;
  std::size_t crl_octets = 0;
  std::size_t attributes = 0;  // the largest number in one set
};

/// Scans the first BER value of `octets`: iterative, linear, memory bounded (nesting is followed to
/// about a million levels, so that what is merely unterminated is told from what is too deep).
[[nodiscard]] BerScan scan_ber(Bytes octets);

/// Holds `scan` against `limits`: one limit.reached per limit that was hit, with what was allowed
/// and found. False if there was one.
[[nodiscard]] bool within_limits(const BerScan& scan, const Limits& limits, std::string_view where,
                                 Findings& out);

/// limit.reached with the name of the limit, in the same form everywhere.
void add_limit_reached(std::string_view limit, std::uint64_t allowed, std::uint64_t found,
                       std::string_view where, Findings& out);

}  // namespace smime::cms
