#include "engine/unread_payload.h"

#include <algorithm>
#include <utility>

namespace smime {

void note_unread_payload(std::vector<Layer>& layers) {
  const auto covers_all = [](const Layer& layer) {
    return layer.facts.coverage == Coverage::Whole;
  };
  const auto decides = std::find_if(layers.begin(), layers.end(), [&](const Layer& layer) {
    return covers_all(layer) && layer.facts.type == LayerType::Signed;
  });
  if (decides == layers.end()) return;
  const auto innermost = std::find_if(layers.rbegin(), layers.rend(), covers_all);
  if (&*innermost == &*decides) return;
  Findings& told = decides->facts.findings;
  const LayerFacts& unread = innermost->facts;
  const std::string where = "part/" + decides->facts.part;
  const std::pair<std::string_view, Finding::Value> inside{"inside", unread.part};
  // Nobody but the recipient can open it, and that it is encrypted is told anyway.
  if (unread.type == LayerType::Encrypted) return told.add(Code::HeaderUnsigned, "header");
  for (Finding finding : unread.findings) {
    if (finding.code != Code::LimitReached) continue;
    finding.where = where;
    finding.details.push_back(inside);
    told.add(std::move(finding));
  }
  if (!unread.findings.has(Code::LimitReached))
    told.add({Code::HeaderProtectionUnread,
              where,
              {{"content", std::string(wire_name(unread.type))}, inside}});
}

}  // namespace smime
