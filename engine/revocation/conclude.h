#pragma once
#include <string_view>
#include <vector>

#include "engine/facts.h"
#include "engine/pki/path_checks.h"
#include "engine/revocation/evaluate.h"

namespace smime::revocation {

/// Finds out about the certificates of a path that ends in an anchor (of another: nothing), and
/// adds the answers and their findings to `checked`: revocation.signer_revoked, .ca_revoked,
/// .revoked_later (the first two with revoked_later=1 where the invalidity date alone is not later
/// than the time asked about); if Required also .unavailable, .stale and limit.reached; the latter
/// also if WhereKnown where a limit kept data that the user gave from being looked at, and nothing
/// is known to be revoked. The chain is revoked if
/// one certificate is, else unavailable, else stale, else good if any was asked about. `where` as
/// for check_path().
void check_revocation(Evaluator& evaluator, const pki::Path& path, Asked asked,
                      std::string_view where, pki::CheckedPath& checked);

}  // namespace smime::revocation
