#pragma once
#include "engine/report/run.h"
#include "engine/verify.h"

namespace smime::test {

/// A report with every kind of value in it, made by hand: one layer, one signer with a chain of
/// three certificates, two clients, findings of each severity. `hostile` puts control characters,
/// bidirectional controls and ill-formed UTF-8 into every text that comes from a message.
[[nodiscard]] Report sample_report(bool hostile = false);
[[nodiscard]] report::Run sample_run();

}  // namespace smime::test
