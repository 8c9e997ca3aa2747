#include "mime/layer_findings.h"

#include <algorithm>

#include "base/text.h"

namespace smime::mime {
namespace {

// True for a fault that changes one field's value only, and that field is not one of MIME's. A bare
// CR is none: for readers that end the line there, another field begins.
bool concerns_other_field(const Finding& finding) {
  if (finding.code == Code::MimeHeaderBareCr) return false;
  for (const auto& [key, value] : finding.details) {
    if (key != "field") continue;
    const auto* name = std::get_if<std::string>(&value);
    if (name == nullptr) return false;
    const std::string lower = ascii_lower(*name);
    return !lower.starts_with("content-") && lower != "mime-version";
  }
  return false;
}

// True for what is wrong inside a body: in a signed part, that is covered by the signature.
bool concerns_body(Code code) {
  switch (code) {
    case Code::MimeDelimiterMissing:
    case Code::MimeCloseMissing:
    case Code::MimeBoundaryAmbiguous:
    case Code::MimeBoundaryReused:
    case Code::MimePreamble:
    case Code::MimeEpilogue:
      return true;
    default:
      return false;
  }
}

bool names_limit(const Finding& finding, std::string_view limit) {
  return std::any_of(finding.details.begin(), finding.details.end(), [&](const auto& detail) {
    const auto* text = std::get_if<std::string>(&detail.second);
    return detail.first == "limit" && text != nullptr && *text == limit;
  });
}

}  // namespace

void add_own(const Entity& entity, Findings& out) {
  for (const Finding& finding : entity.findings) {
    if (!concerns_other_field(finding)) out.add(finding);
  }
}

void add_part_header(const Entity& part, Findings& out) {
  for (const Finding& finding : part.findings) {
    const bool inner_limit =
        finding.code == Code::LimitReached &&
        (names_limit(finding, "mime_depth") || names_limit(finding, "entities"));
    if (!concerns_other_field(finding) && !concerns_body(finding.code) && !inner_limit)
      out.add(finding);
  }
}

void add_around(const EntityTree& tree, EntityId id, Findings& out) {
  while (tree.entities[id].message != id && tree.entities[id].parent != kNoEntity) {
    id = tree.entities[id].parent;
    for (const Finding& finding : tree.entities[id].findings) {
      if (info(finding.code).severity != Severity::Notice && !concerns_other_field(finding))
        out.add(finding);
    }
  }
}

Findings findings_of_signed_part(const EntityTree& tree, EntityId entity) {
  Findings all;
  Findings out;
  add_part_header(tree.entities[entity], all);
  std::string faults;
  for (const Finding& finding : all) {
    if (info(finding.code).severity != Severity::Error || finding.code == Code::LimitReached) {
      out.add(finding);
      continue;
    }
    const std::string_view wire = info(finding.code).wire;
    if (faults.find(wire) != std::string::npos) continue;
    if (!faults.empty()) faults += ", ";
    faults += wire;
  }
  if (!faults.empty())
    out.add({Code::MimeSignedHeaderIrregular,
             "part/" + tree.entities[entity].part,
             {{"faults", faults}}});
  return out;
}

std::vector<Code> faults_of_signed_header(const Finding& finding) {
  std::vector<Code> codes;
  if (finding.code != Code::MimeSignedHeaderIrregular) return codes;
  for (const auto& [key, value] : finding.details) {
    const auto* names = std::get_if<std::string>(&value);
    if (key != "faults" || names == nullptr) continue;
    std::string_view rest = *names;
    while (!rest.empty()) {
      const std::string_view name = rest.substr(0, rest.find(','));
      if (const auto code = code_from(trim_blanks(name))) codes.push_back(*code);
      rest.remove_prefix(std::min(rest.size(), name.size() + 1));
    }
  }
  return codes;
}

}  // namespace smime::mime
