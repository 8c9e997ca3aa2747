#pragma once
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/limits.h"
#include "engine/facts.h"
#include "engine/given.h"
#include "engine/judge/judge.h"

namespace smime {

/// One message: what is so, and what each client will say of it.
struct Report {
  MessageFacts facts;
  std::vector<judge::Verdict> verdicts;  // one per client of Given, in that order, without "strict"
};

/// Verifies one message, or one bare CMS object (DER, PEM or base64), whatever its octets are.
/// Never throws for what the message contains. `location` is only carried into the report.
[[nodiscard]] Report verify_message(Bytes message, std::string_view location, const Given& given,
                                    const Limits& limits);

}  // namespace smime
