#include "mime/canonical.h"

#include <cstring>

namespace smime::mime {
namespace {

// Calls found(position) for each `octet` of `part`.
template <typename Found>
void each(Bytes part, int octet, Found found) {
  std::size_t at = 0;
  while (at < part.size()) {
    const void* hit = std::memchr(part.data() + at, octet, part.size() - at);
    if (hit == nullptr) return;
    at = static_cast<std::size_t>(static_cast<const std::uint8_t*>(hit) - part.data());
    found(at++);
  }
}

}  // namespace

LineEnds count_line_ends(Bytes part) {
  LineEnds ends;
  each(part, '\n',
       [&](std::size_t at) { ++(at > 0 && part[at - 1] == '\r' ? ends.crlf : ends.lf); });
  std::uint32_t returns = 0;
  each(part, '\r', [&](std::size_t) { ++returns; });
  ends.cr = returns - ends.crlf;
  return ends;
}

Bytes canonical(Bytes part, Octets& storage) {
  const LineEnds ends = count_line_ends(part);
  if (ends.crlf != 0 || ends.lf == 0) return part;
  storage.clear();
  storage.reserve(part.size() + ends.lf);
  std::size_t from = 0;
  each(part, '\n', [&](std::size_t at) {
    storage.insert(storage.end(), part.begin() + static_cast<std::ptrdiff_t>(from),
                   part.begin() + static_cast<std::ptrdiff_t>(at));
    storage.push_back('\r');
    storage.push_back('\n');
    from = at + 1;
  });
  storage.insert(storage.end(), part.begin() + static_cast<std::ptrdiff_t>(from), part.end());
  return storage;
}

}  // namespace smime::mime
