#include "engine/pki/environment.h"

namespace smime::pki {

std::optional<bool> AnchorRestriction::bites(Time at, Time issued) const {
  switch (rule) {
    case Rule::Always:
      return true;
    case Rule::JudgedFrom:
      return at >= from;
    case Rule::IssuedFrom:
      return issued >= from;
    case Rule::NotEvaluated:
      break;
  }
  return std::nullopt;
}

void TrustAnchors::add(const TrustAnchors& other) {
  distrusted.insert(other.distrusted.begin(), other.distrusted.end());
  anchors.insert(anchors.end(), other.anchors.begin(), other.anchors.end());
  helpers.insert(helpers.end(), other.helpers.begin(), other.helpers.end());
  for (const auto& [anchor, found] : other.restrictions) {
    auto& mine = restrictions[anchor];
    mine.insert(mine.end(), found.begin(), found.end());
  }
  for (auto* const list : {&anchors, &helpers})
    std::erase_if(*list, [this](const CertificatePtr& one) {
      return one && distrusted.contains(one->sha256);
    });
}

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
