#pragma once
#include <string>

#include "engine/report/layout.h"
#include "engine/report/run.h"
#include "engine/verify.h"

namespace smime::report {

/// One message for an administrator, ready to be pasted into a ticket: the verdict with what was
/// not checked in the first line, who signed, a line per client, what users will see, each cause
/// once with its cure, notices, then signer and chains. Text from the message stands only in
/// visible() form, and no line is longer than the style says.
[[nodiscard]] std::string message_text(const Report& report, const Run& run,
                                       const TextStyle& style);

/// One sentence for people: what a verdict word means.
[[nodiscard]] std::string_view sentence(Word word);

/// True if the chain of strict leads to an anchor and nothing but a certificate policy is wanting
/// for trust (chain.policy).
[[nodiscard]] bool only_policy_is_missing(const MessageFacts& facts);

}  // namespace smime::report
