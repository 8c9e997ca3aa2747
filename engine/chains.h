#pragma once
#include <vector>

#include "base/limits.h"
#include "engine/given.h"
#include "engine/layers.h"

namespace smime {

/// Builds the chains of every signer of every layer, one per distinct environment of the given
/// clients, and writes them into the layers' signers. `certificates` are the signers' certificates,
/// per layer and SignerInfo, null where none was found: those signers get no chain.
/// Each signer is judged at its own SignerFacts::at.
void build_chains(std::vector<Layer>& layers,
                  const std::vector<std::vector<pki::CertificatePtr>>& certificates,
                  const Given& given, const Limits& limits, Budget& signature_checks);

}  // namespace smime
