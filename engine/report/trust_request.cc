#include "engine/report/trust_request.h"

namespace smime::report {
namespace {

/// What the list says only at a time, or as a whole: reading it needs neither.
void add_findings(TrustShown& shown) {
  const trust::TrustList& list = *shown.list;
  if (list.certificates() > 0 && count(list, shown.anchors).anchors == 0)
    shown.findings.add(Code::TrustNoRoot, "list");
  for (std::size_t i = 0; i < list.elements.size(); ++i) {
    const trust::Element& element = list.elements[i];
    if (!element.certificate) continue;
    const CertificateFacts facts = pki::describe(*element.certificate);
    if (validity_at(shown.at, facts.not_before, facts.not_after) != Validity::Expired) continue;
    shown.findings.add({Code::TrustExpired,
                        "element/" + std::to_string(i),
                        {{"subject", facts.subject}, {"not_after", to_rfc3339(facts.not_after)}}});
  }
}

}  // namespace

TrustShown show_trust(const TrustShowRequest& request, const Limits& limits) {
  TrustShown shown{request.name, request.at, request.anchors, {}, {}};
  shown.list = trust::read_trust_list(request.octets, request.name, limits, shown.findings);
  if (shown.list) add_findings(shown);
  return shown;
}

Role role_of(const trust::Element& element, trust::Anchors rule) {
  if (!element.certificate) return Role::Unusable;
  return trust::is_anchor(element, rule) ? Role::Anchor : Role::Helper;
}

TrustCounts count(const trust::TrustList& list, trust::Anchors rule) {
  TrustCounts counts;
  const auto used = trust::anchors_of(list, rule);
  counts.anchors = used->anchors.size();
  counts.helpers = used->helpers.size();
  for (const trust::Element& element : list.elements) {
    if (!element.unusable.empty()) ++counts.unusable;
    if (element.kind == trust::ElementKind::Crl) ++counts.crls;
    if (element.kind == trust::ElementKind::Ctl) ++counts.ctls;
  }
  return counts;
}

Validity validity_at(Time at, Time not_before, Time not_after) {
  // RFC 5280 4.1.2.5: from notBefore through notAfter, inclusive.
  if (at < not_before) return Validity::NotYetValid;
  if (at > not_after) return Validity::Expired;
  return not_after - at < kSoon ? Validity::ExpiresSoon : Validity::Valid;
}

std::string_view wire_name(Validity validity) {
  constexpr std::string_view kNames[] = {"not_yet_valid", "valid", "expires_soon", "expired"};
  return kNames[static_cast<std::size_t>(validity)];
}

}  // namespace smime::report
