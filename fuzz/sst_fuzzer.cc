#include <cstdint>
#include <cstdlib>

#include "base/findings.h"
#include "base/limits.h"
#include "engine/trust/trust_list.h"

namespace {

using smime::trust::TrustList;

bool same(const TrustList& a, const TrustList& b) {
  if (a.format != b.format || a.fingerprint != b.fingerprint) return false;
  if (a.elements.size() != b.elements.size()) return false;
  for (std::size_t i = 0; i < a.elements.size(); ++i) {
    const auto& x = a.elements[i];
    const auto& y = b.elements[i];
    if (x.kind != y.kind || x.offset != y.offset || x.octets != y.octets) return false;
    if (x.unusable != y.unusable || x.properties.size() != y.properties.size()) return false;
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const smime::Bytes file(data, size);
  smime::Findings findings;
  const auto list = smime::trust::read_trust_list(file, "list.sst", smime::Limits{}, findings);
  // A fatal finding is reported if and only if there is no list.
  if (findings.any(smime::Severity::Fatal) == list.has_value()) std::abort();
  smime::Findings again;
  const auto second = smime::trust::read_trust_list(file, "list.sst", smime::Limits{}, again);
  // Reading twice gives the same.
  if (list.has_value() != second.has_value()) std::abort();
  if (findings.items().size() != again.items().size()) std::abort();
  if (!list) return 0;
  if (!same(*list, *second)) std::abort();
  for (const auto& element : list->elements) {
    // Every element and property lies inside the file; those of a store stand there as they are.
    if (element.offset > size) std::abort();
    const bool binary = list->format == smime::trust::Format::Sst;
    if (binary) {
      if (element.octets.size() > size - element.offset) std::abort();
      if (!smime::equal(file.subspan(element.offset, element.octets.size()), element.octets)) {
        std::abort();
      }
    }
    for (const auto& property : element.properties) {
      if (size - element.offset > size - property.offset) std::abort();
      if (property.value.size() > size - property.offset - 12) std::abort();
    }
    // Only what is usable can be trusted.
    if (element.self_signed && !element.certificate) std::abort();
    if (element.certificate && !element.unusable.empty()) std::abort();
  }
  return 0;
}
