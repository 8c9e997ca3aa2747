#pragma once
#include <string>
#include <vector>

#include "base/limits.h"
#include "cli/options.h"
#include "engine/given.h"
#include "engine/revocation/evidence.h"
#include "engine/trust/trust_list.h"

namespace smime::cli {

/// Reads the files of --crl and --revocation into `given`: CRLs and OCSP responses as evidence,
/// issuer certificates of a bundle as fetched ones. If either option was given, revocation is
/// asked about. False, after a line on standard error, if a file cannot be used: then the run must
/// end with status 2. What single answers inside a bundle lack is said and does not end the run:
/// they are what a server answered, not what the user chose.
[[nodiscard]] bool read_revocation(const Options& options, revocation::Evidence& evidence,
                                   Given& given);

/// The CRLs that stand in a trust list. One that cannot be used is told on standard error.
void add_crls_of(const trust::TrustList& list, const std::string& path, const Limits& limits,
                 revocation::Evidence& evidence);

}  // namespace smime::cli
