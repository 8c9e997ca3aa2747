#pragma once
#include <vector>

#include "base/limits.h"
#include "engine/given.h"
#include "engine/layers.h"

namespace smime {

/// Checks digest, signature value and sender for every SignerInfo of every layer, and writes the
/// facts into the layers. Returns the signers' certificates, per layer and SignerInfo; null where
/// none was found.
[[nodiscard]] std::vector<std::vector<pki::CertificatePtr>> verify_signers(
    Layers& layers, const Given& given, const Limits& limits, Budget& signature_checks);

}  // namespace smime
