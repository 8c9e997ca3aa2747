#include "engine/trust/fault.h"

#include <algorithm>

#include "base/text.h"

namespace smime::trust {

void refuse(Code code, const Fault& fault, std::string where, Findings& out) {
  out.add({code,
           std::move(where),
           {{"offset", static_cast<std::int64_t>(fault.offset)},
            {"expected", fault.expected},
            {"found", fault.found}}});
}

void refuse(const Fault& fault, std::string where, Findings& out) {
  refuse(fault.truncated ? Code::TrustTruncated : Code::TrustMalformed, fault, std::move(where),
         out);
}

std::string first_octets(Bytes octets) {
  if (octets.empty()) return "the end of the file";
  std::string text = "the octets";
  const std::size_t shown = std::min<std::size_t>(octets.size(), 8);
  for (std::size_t i = 0; i < shown; ++i) text += " " + hex_upper(octets.subspan(i, 1));
  return octets.size() > shown ? text + " ..." : text;
}

}  // namespace smime::trust
