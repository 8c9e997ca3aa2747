#pragma once
#include "engine/given.h"
#include "engine/verify.h"

/// The truths of a verdict, for the targets that verify.
namespace smime::fuzz {

/// Verifies the message twice and demands:
/// - both reports are the same octets, in JSON;
/// - a message is accepted only if a layer decided, every signature of it is intact and verifies,
/// its chain for
///   `strict` reaches an anchor without error, and nothing worse was found;
/// - OpenSSL verifies each signature that was found good, over the same octets, and finds a path
/// where one was
///   found (support/second_cms.h);
/// - where a second, plain MIME reader has an opinion of an accepted message, it finds the same
/// signed part, the same
///   CMS object, and a sender whose address OpenSSL reads in the signer's certificate
///   (support/second_mime.h).
[[nodiscard]] Report demand_true_verdict(Bytes message, const Given& given, const Limits& limits);

/// The report in JSON, text and as an inspection: in the schema, safe on a terminal.
void demand_safe_outputs(Bytes message, const Report& report, const Given& given,
                         const Limits& limits);

}  // namespace smime::fuzz
