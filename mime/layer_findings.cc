#include "mime/layer_findings.h"

#include <algorithm>

#include "base/text.h"

namespace smime::mime {
namespace {

// The field that the finding names; empty if it names none.
std::string_view field_of(const Finding& finding) {
  for (const auto& [key, value] : finding.details) {
    const auto* name = std::get_if<std::string>(&value);
    if (key == "field" && name != nullptr) return *name;
  }
  return {};
}

// True for a fault that changes one field's value only, and that field is not one of MIME's. A bare
// CR is none: for readers that end the line there, another field begins. Nor is a NUL: readers that
// end their text there lose the line end, and with it the next field or the end of the header. In
// From it names no sender, which is an answer of its own.
bool concerns_other_field(const Finding& finding) {
  if (finding.code == Code::MimeHeaderBareCr) return false;
  const std::string name = ascii_lower(field_of(finding));
  if (finding.code == Code::MimeHeaderNul && name != "from") return false;
  return !name.empty() && !name.starts_with("content-") && name != "mime-version";
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

// Faults that are told in one finding.
class Faults {
 public:
  void add(const Finding& finding) {
    if (field_.empty()) field_ = field_of(finding);
    if (std::find(codes_.begin(), codes_.end(), finding.code) == codes_.end())
      codes_.push_back(finding.code);
  }
  [[nodiscard]] bool empty() const { return codes_.empty(); }
  // Wire names, each once. All codes about MIME together are shorter than kDetailOctets.
  [[nodiscard]] std::string names() const {
    std::string text;
    for (const Code code : codes_) {
      if (!text.empty()) text += ", ";
      text += info(code).wire;
    }
    return text;
  }
  // The first field that one of them names.
  [[nodiscard]] const std::string& field() const { return field_; }

 private:
  std::vector<Code> codes_;
  std::string field_;
};

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

bool add_around(const EntityTree& tree, EntityId id, Budget& left, Findings& out) {
  while (tree.entities[id].message != id && tree.entities[id].parent != kNoEntity) {
    id = tree.entities[id].parent;
    for (const Finding& finding : tree.entities[id].findings) {
      if (info(finding.code).severity == Severity::Notice || concerns_other_field(finding))
        continue;
      if (!left.spend()) return false;
      out.add(finding);
    }
  }
  return true;
}

Findings findings_of_signed_part(const EntityTree& tree, EntityId entity) {
  Findings all;
  Findings out;
  add_part_header(tree.entities[entity], all);
  Faults faults;
  for (const Finding& finding : all) {
    if (info(finding.code).severity == Severity::Error && finding.code != Code::LimitReached)
      faults.add(finding);
    else
      out.add(finding);
  }
  if (!faults.empty())
    out.add({Code::MimeSignedHeaderIrregular,
             "part/" + tree.entities[entity].part,
             {{"faults", faults.names()}}});
  return out;
}

Findings findings_elsewhere(const Entity& entity, const Findings& rest, bool of_message) {
  Findings out;
  Faults faults;
  for (const Finding& finding : rest) {
    const bool stays = info(finding.code).severity == Severity::Notice ||
                       finding.code == Code::LimitReached ||
                       (of_message && ascii_iequal(field_of(finding), "From"));
    if (stays)
      out.add(finding);
    else
      faults.add(finding);
  }
  if (faults.empty()) return out;
  Finding told{Code::MimeIrregularElsewhere, "part/" + entity.part, {{"faults", faults.names()}}};
  if (!faults.field().empty()) told.details.emplace_back("field", faults.field());
  out.add(std::move(told));
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
