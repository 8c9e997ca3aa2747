#pragma once
#include <vector>

#include "engine/layers.h"

namespace smime {

/// A header inside (RFC 9788) may name another sender. What keeps it from being compared is told of
/// the signature that decides: a limit leaves the answer open, other reasons deserve a note. To be
/// called where no payload of the layer that decides was read.
void note_unread_payload(std::vector<Layer>& layers);

}  // namespace smime
