#include "base/bytes.h"

#include <algorithm>

namespace smime {

bool equal(Bytes a, Bytes b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); }

}  // namespace smime
