#pragma once
#include "base/bytes.h"
#include "base/findings.h"
#include "mime/entity.h"

namespace smime::mime {

/// Looks through what a multipart/signed entity holds outside its signed part (preamble, signature
/// part, epilogue) for text in which other readers see delimiters: after a CR without LF, after the
/// close delimiter, or a line that only begins like one and is followed by a part header. Such
/// readers show parts that nobody signed. `signature` is the second of the two parts.
/// Time is linear in the octets outside the signed part.
void check_unsigned_text(Bytes buffer, const EntityTree& tree, EntityId multipart,
                         EntityId signature, Findings& out);

}  // namespace smime::mime
