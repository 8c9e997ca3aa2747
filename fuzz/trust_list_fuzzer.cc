// A trust list in any format, and how it is shown. The format is told by content.
#include "engine/report/trust_json.h"
#include "engine/report/trust_text.h"
#include "engine/trust/trust_list.h"
#include "fuzz/support/demand.h"
#include "fuzz/support/output.h"
#include "fuzz/support/second_certificate.h"
#include "fuzz/support/setting.h"

namespace {

using namespace smime;
using fuzz::demand;

bool same(const trust::TrustList& a, const trust::TrustList& b) {
  if (a.format != b.format || a.fingerprint != b.fingerprint) return false;
  if (a.elements.size() != b.elements.size()) return false;
  for (std::size_t i = 0; i < a.elements.size(); ++i) {
    const trust::Element& x = a.elements[i];
    const trust::Element& y = b.elements[i];
    if (x.kind != y.kind || x.offset != y.offset || x.octets != y.octets) return false;
    if (x.unusable != y.unusable || x.properties.size() != y.properties.size()) return false;
  }
  return true;
}

/// Every element and property lies inside the file; those of a store stand there as they are.
void demand_inside(Bytes file, const trust::TrustList& list, const trust::Element& element) {
  demand(element.offset <= file.size());
  if (list.format == trust::Format::Sst) {
    demand(element.octets.size() <= file.size() - element.offset);
    demand(equal(file.subspan(element.offset, element.octets.size()), element.octets));
  }
  for (const trust::Property& property : element.properties) {
    demand(property.offset <= element.offset);
    demand(property.value.size() + 12 <= file.size() - property.offset);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes file(data, size);
  const Limits limits;
  Findings findings, again;
  const auto list = trust::read_trust_list(file, "list.sst", limits, findings);
  // A fatal finding is reported if and only if there is no list.
  demand(findings.any(Severity::Fatal) != list.has_value());
  const auto second = trust::read_trust_list(file, "list.sst", limits, again);
  // Two runs, one result.
  demand(list.has_value() == second.has_value());
  demand(findings.items().size() == again.items().size());
  demand(!list || same(*list, *second));

  const report::TrustShown shown = report::show_trust({file, "list.sst", fuzz::kNow}, limits);
  std::string json = report::trust_json(shown, false);
  demand(!json.empty() && json.back() == '\n');
  json.pop_back();
  fuzz::demand_json(json);
  fuzz::demand_plain_text(report::trust_text(shown));
  if (!list) return 0;

  for (const trust::Element& element : list->elements) {
    demand_inside(file, *list, element);
    // Only what is usable can be trusted, and OpenSSL reads the same in it.
    demand(!element.self_signed || element.certificate);
    demand(!element.certificate || element.unusable.empty());
    if (element.certificate) fuzz::demand_second_certificate(*element.certificate);
  }
  const auto anchors = trust::anchors_of(*list, trust::Anchors::SelfSigned);
  demand(anchors->anchors.size() + anchors->helpers.size() <= list->certificates());
  for (const auto& anchor : anchors->anchors)
    demand(pki::self_signed(*anchor) || pki::self_signature_unchecked(*anchor));
  return 0;
}
