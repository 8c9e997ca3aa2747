#pragma once
#include "base/bytes.h"
#include "base/findings.h"
#include "mime/entity.h"

namespace smime::mime {

/// Says what mime::canonical() does, or does not do, to the line ends of the signed part `id`
/// before it is hashed (RFC 8551 3.1.1): restored, left mixed, or changed where they are data (RFC
/// 3030 3).
void note_line_ends(Bytes buffer, const EntityTree& tree, EntityId id, Findings& out);

}  // namespace smime::mime
