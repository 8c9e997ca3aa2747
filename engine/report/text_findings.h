#pragma once
#include <string>
#include <vector>

#include "engine/report/layout.h"
#include "engine/report/summary.h"

namespace smime::report {

/// Each error and warning, and each notice that some client minds, once, with where it was found
/// and its cure, under a heading. Nothing where there is none.
void write_causes(TextPage& page, const std::vector<FindingGroup>& groups);

/// Each other notice once.
void write_notices(TextPage& page, const std::vector<FindingGroup>& groups);

/// The values of a finding, "offset 17, expected a, found b", made visible().
[[nodiscard]] std::string values_text(const Finding& finding);

}  // namespace smime::report
