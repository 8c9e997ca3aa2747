#pragma once
#include "base/bytes.h"
#include "base/findings.h"
#include "base/limits.h"
#include "mime/mailbox.h"

namespace smime {

/// Compares From, Subject and Date of a message with those inside its signed content, if there are
/// any: those of a part marked with hp (RFC 9788), or of the message/rfc822 entity that is the
/// whole content (RFC 8551 3.1). Clients that know either form show the inner ones, others the
/// outer ones: so another From inside, or one that readers understand differently, is an error, and
/// what is odd about it is told as of the one outside. Without such fields the header is told to be
/// unsigned. `payload` is an entity of `tree`.
void check_header_protection(const mime::MessageHeader& outside, Bytes octets,
                             const mime::EntityTree& tree, mime::EntityId payload,
                             const Limits& limits, Findings& out);

}  // namespace smime
