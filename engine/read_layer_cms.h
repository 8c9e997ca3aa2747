#pragma once
#include <deque>
#include <string_view>

#include "base/limits.h"
#include "engine/layers.h"

namespace smime {

/// Reads the CMS object of `layer` and says what kind of layer that makes it: its content type
/// decides, not a header. Certificates that can be read are added, compressed content is inflated
/// into `storage` within `inflated`. A clear-signed layer whose object is no SignedData stays
/// unreadable, with structure.claim_without_signature. `layer` borrows from `octets`.
void read_layer_cms(Layer& layer, Bytes octets, const Limits& limits, Budget& inflated,
                    std::deque<Octets>& storage);

/// RFC 8551 3.2.2. A lying smime-type decides nothing (the content type does), but is told.
void check_smime_type(std::string_view declared, Layer& layer);

}  // namespace smime
