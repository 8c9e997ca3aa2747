#pragma once
#include "engine/report/layout.h"
#include "engine/report/summary.h"
#include "engine/verify.h"

namespace smime::report {

/// One line per client, `strict` first: its word, the finding that decided, how well that is known,
/// and marks for what was assumed; what the marks mean stands below.
void write_client_table(TextPage& page, const Report& report,
                        const std::vector<FindingGroup>& groups);

/// What the clients whose word is not valid are documented to show, and with which codes; the same
/// texts once. A text stands in quotation marks, with how well it is known. Nothing if there is
/// nothing to say.
void write_what_users_see(TextPage& page, const Report& report);

[[nodiscard]] Tone tone_of(Word word);
[[nodiscard]] Tone tone_of(judge::ClientWord word);

}  // namespace smime::report
