#pragma once
#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/findings.h"

namespace smime::trust {

/// Why a list is refused: what was expected at an octet offset of the file, what stood there.
struct Fault {
  std::uint32_t offset = 0;
  std::string expected, found;
  bool truncated = false;  // the octets end too early, rather than being wrong
};

/// Adds trust.truncated or trust.malformed with offset, expected and found.
void refuse(const Fault& fault, std::string where, Findings& out);
/// The same details under another code.
void refuse(Code code, const Fault& fault, std::string where, Findings& out);

/// "the octets 30 82 …": the first eight at most, for `found`.
[[nodiscard]] std::string first_octets(Bytes octets);

}  // namespace smime::trust
