#pragma once
#include <string>

#include "engine/report/layout.h"
#include "engine/report/run.h"
#include "engine/verify.h"

/// A certificate judged as the signer of mail (engine/signer_certificate.h), rendered.
namespace smime::report {

/// One certificate for an administrator: the verdict on mails that it would sign, a line per
/// client, causes with cures, notices, the certificate and its chains.
[[nodiscard]] std::string certificate_text(const Report& report, const Run& run,
                                           const TextStyle& style);

/// One certificate as one line of JSON: "type" is "certificate"; verdict, trusted, chains, findings
/// and clients stand at its top.
[[nodiscard]] std::string certificate_json(const Report& report, const Run& run);

}  // namespace smime::report
