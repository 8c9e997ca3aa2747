#pragma once
#include "base/bytes.h"
#include "base/findings.h"
#include "mime/entity.h"

namespace smime::mime {

/// Looks through what a multipart/signed entity holds outside its signed part (preamble, signature
/// part, epilogue) for text in which other readers see delimiters: after a CR without LF, after the
/// close delimiter, or anywhere in a line, in upper or lower case, where the line ends behind it or
/// a part header follows. Such readers show parts that nobody signed. `signature` is the second of
/// the two parts. Time and memory are linear in the octets outside the signed part.
void check_unsigned_text(Bytes buffer, const EntityTree& tree, EntityId multipart,
                         EntityId signature, Findings& out);

}  // namespace smime::mime
