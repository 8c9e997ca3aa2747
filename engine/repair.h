#pragma once
#include <string_view>

#include "base/bytes.h"
#include "base/findings.h"
#include "base/limits.h"
#include "engine/cms/signer_info.h"

namespace smime {

/// What may have happened to a signed part whose digest is wrong: known ways in which mail is
/// rewritten are undone one at a time, and each that gives the signed digest is reported as
/// cms.repair_hypothesis. A hypothesis explains; it never makes the signature good, since nobody
/// knows which octets the reader saw. `part` is the part as stored. Nothing is tried without signed
/// attributes, or on parts above one megabyte.
void add_repair_hypotheses(const cms::SignerInfo& signer, Bytes part, std::string_view where,
                           const Limits& limits, Findings& out);

}  // namespace smime
