#pragma once
#include "engine/facts.h"
#include "engine/report/layout.h"
#include "engine/report/run.h"

namespace smime::report {

/// Who signed what, how it was checked, each chain once with the clients that use it, the trust
/// lists, and which octets the verdict is for.
void write_details(TextPage& page, const MessageFacts& facts, const Run& run);

/// The same for a certificate on its own (engine/signer_certificate.h): nothing was signed.
void write_certificate_details(TextPage& page, const MessageFacts& facts, const Run& run);

}  // namespace smime::report
