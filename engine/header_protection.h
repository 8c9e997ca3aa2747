#pragma once
#include "base/bytes.h"
#include "base/findings.h"
#include "base/limits.h"
#include "mime/mailbox.h"

namespace smime {

/// Compares From, Reply-To, Subject and Date of a message with those inside its signed content, if
/// there are any: those of a part marked with hp (RFC 9788), or of the message that is the whole
/// content (RFC 8551 3.1), encoded or not. Clients that know either form show the inner ones,
/// others the outer ones: so another From inside, or one that readers understand differently, is an
/// error, and what is odd about it is told as of the one outside. Of a header without such a mark,
/// and of other types of message/, From alone is compared. Without marked fields the header is told
/// to be unsigned. `payload` is an entity of `tree`, `decoded` what may still be decoded.
void check_header_protection(const mime::MessageHeader& outside, Bytes octets,
                             const mime::EntityTree& tree, mime::EntityId payload,
                             const Limits& limits, Budget& decoded, Findings& out);

}  // namespace smime
