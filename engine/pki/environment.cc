#include "engine/pki/environment.h"

#include "engine/pki/key_writer.h"

namespace smime::pki {
namespace {

crypto::Sha256 identity_of(const TrustAnchors& list) {
  KeyWriter key;
  key.add(list.anchors);
  key.add(list.helpers);
  for (const auto* const some : {&list.distrusted, &list.unchecked}) {
    key.add(some->size());
    for (const crypto::Sha256& one : *some) key.add(Bytes(one));
  }
  key.add(list.fingerprint);
  key.add(list.limit_reached);
  key.add(list.restrictions.size());
  for (const auto& [anchor, restrictions] : list.restrictions) {
    key.add(Bytes(anchor));
    key.add(restrictions.size());
    for (const AnchorRestriction& one : restrictions) {
      key.add(one.property);
      key.add(one.text);
      key.add(static_cast<std::uint64_t>(one.rule));
      key.add(static_cast<std::uint64_t>(one.from));
    }
  }
  return key.digest();
}

}  // namespace

std::optional<bool> AnchorRestriction::bites(const Moment& at, Time issued) const {
  switch (rule) {
    case Rule::Always:
      return true;
    case Rule::JudgedFrom:
      return !at.is_before(from);
    case Rule::IssuedFrom:
      return issued >= from;
    case Rule::NotEvaluated:
      break;
  }
  return std::nullopt;
}

void TrustAnchors::add(const TrustAnchors& other) {
  distrusted.insert(other.distrusted.begin(), other.distrusted.end());
  unchecked.insert(other.unchecked.begin(), other.unchecked.end());
  anchors.insert(anchors.end(), other.anchors.begin(), other.anchors.end());
  helpers.insert(helpers.end(), other.helpers.begin(), other.helpers.end());
  if (limit_reached.empty()) limit_reached = other.limit_reached;
  for (const auto& [anchor, found] : other.restrictions) {
    auto& mine = restrictions[anchor];
    mine.insert(mine.end(), found.begin(), found.end());
  }
  for (auto* const list : {&anchors, &helpers})
    std::erase_if(*list, [this](const CertificatePtr& one) {
      return one && distrusted.contains(one->signed_sha256);
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
    index.identity_ = identity_of(*this);
  });
  return index;
}

const crypto::Sha256& TrustAnchors::identity() const { return filled().identity_; }

const CertPool& TrustAnchors::pool() const { return filled().pool_; }

bool TrustAnchors::is_anchor(const Certificate& certificate) const {
  return filled().anchors_.contains(std::string(as_text(certificate.sha256)));
}

}  // namespace smime::pki
