#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/time.h"
#include "engine/facts.h"
#include "engine/pki/certificate.h"

namespace smime::pki {

/// The anchors and helpers a chain may use, made once per trust list and shared.
struct TrustAnchors {
  std::vector<CertificatePtr> anchors;  // where a path may end
  std::vector<CertificatePtr> helpers;  // intermediates: help building, end nothing
  std::string fingerprint;  // "sha256:…" of the list's octets; empty: no list was given
};

/// What one chain is judged in. Two clients with equal environments share one chain.
struct Environment {
  std::shared_ptr<const TrustAnchors> trust;
  std::vector<Source> helpers;  // besides Trust: whether Message and Intermediates are looked at
  Time at = 0;
};

}  // namespace smime::pki
