#pragma once
#include <cstdint>
#include <vector>

#include "engine/pki/path_builder.h"
#include "engine/revocation/evaluate.h"

namespace smime::cryptoapi {

/// The bits of revocation that Windows sets on each certificate of a path, its end trusted or not:
/// - IS_REVOKED where data, be it too old, lists the certificate with a date that has come;
/// - REVOCATION_STATUS_UNKNOWN and IS_OFFLINE_REVOCATION together where nothing usable answers; the
///   former alone for a certificate that names neither CRL nor OCSP (which Chromium relies on);
/// - these two also on all that stands below a revoked certificate, revoked itself or not;
/// - nothing on a root for which there is no data.
/// With Asked::WhereKnown only IS_REVOKED is set. The evaluator's `fresh_at` should be the present:
/// Windows judges the age of data by its clock, whatever the time it was asked about.
[[nodiscard]] std::vector<std::uint32_t> revocation_errors(revocation::Evaluator& evaluator,
                                                           const pki::Path& path,
                                                           revocation::Asked asked);

}  // namespace smime::cryptoapi
