#pragma once
#include "base/findings.h"
#include "base/limits.h"
#include "engine/trust/trust_list.h"

namespace smime::trust {

/// What is done to every list alike, whatever format its elements came from: reads certificates and
/// CTLs, says which elements are unusable and why (one that comes with `unusable` set is distrusted
/// by the file: it stays so, in each of its copies), compares stored hashes with the octets, notes
/// duplicates, repeated, malformed and restricting properties. Never fails: all of it is findings.
void examine(TrustList& list, const Limits& limits, Findings& out);

}  // namespace smime::trust
