#pragma once
#include "engine/facts.h"
#include "engine/report/layout.h"

namespace smime::report {

/// One S/MIME layer: its signers, what holds of them, and the chain of each environment.
void write_signature_text(TextPage& page, const LayerFacts& layer);

}  // namespace smime::report
