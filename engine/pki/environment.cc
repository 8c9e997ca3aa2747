#include "engine/pki/environment.h"

namespace smime::pki {

const TrustAnchors::Index& TrustAnchors::filled() const {
  std::call_once(index.once_, [this] {
    for (const CertificatePtr& anchor : anchors) {
      if (!anchor) continue;
      index.pool_.add(anchor, Source::Trust);
      index.anchors_.emplace(as_text(anchor->sha256));
    }
    for (const CertificatePtr& helper : helpers) index.pool_.add(helper, Source::Trust);
  });
  return index;
}

const CertPool& TrustAnchors::pool() const { return filled().pool_; }

bool TrustAnchors::is_anchor(const Certificate& certificate) const {
  return filled().anchors_.contains(std::string(as_text(certificate.sha256)));
}

}  // namespace smime::pki
