#pragma once
#include "base/bytes.h"
#include "base/findings.h"
#include "mime/entity.h"

namespace smime::mime {

/// Reads what `made.fields` say of the body: content_type, encoding and kind (RFC 2045 5 and 6).
/// `descended` becomes false where the body cannot be read as the parts that its type promises. The
/// findings have no place yet.
void read_entity_types(Bytes buffer, bool in_digest, Entity& made, Findings& found);

}  // namespace smime::mime
