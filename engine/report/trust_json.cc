#include "engine/report/trust_json.h"

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "engine/trust/properties.h"

namespace smime::report {
namespace {

using Json = nlohmann::ordered_json;

Json property_json(const trust::Property& property) {
  Json decoded;
  const auto value = trust::decode(property);
  if (value) {
    if (const auto* text = std::get_if<std::string>(&*value)) decoded = to_utf8(*text);
    if (const auto* list = std::get_if<std::vector<std::string>>(&*value)) {
      decoded = Json::array();
      for (const std::string& text : *list) decoded.push_back(to_utf8(text));
    }
  }
  return {{"id", property.id},
          {"name", trust::property_name(property.id)},
          {"encoding", property.encoding},
          {"offset", property.offset},
          {"raw", hex(property.value)},
          {"malformed", !value.has_value()},
          {"decoded", std::move(decoded)}};
}

Json properties_json(const std::vector<trust::Property>& properties) {
  Json list = Json::array();
  for (const trust::Property& property : properties) list.push_back(property_json(property));
  return list;
}

Json certificate_json(const TrustShown& shown, const trust::Element& element) {
  if (!element.certificate) return nullptr;
  const CertificateFacts facts = pki::describe(*element.certificate);
  return {{"subject", to_utf8(facts.subject)},
          {"issuer", to_utf8(facts.issuer)},
          {"serial", facts.serial},
          {"sha256", facts.sha256},
          {"thumbprint", facts.thumbprint},
          {"not_before", to_rfc3339(facts.not_before)},
          {"not_after", to_rfc3339(facts.not_after)},
          {"validity", wire_name(validity_at(shown.at, facts.not_before, facts.not_after))},
          {"key", to_utf8(facts.key)},
          {"signature_algorithm", to_utf8(facts.signature_algorithm)},
          {"ca", facts.ca},
          {"self_signed", element.self_signed}};
}

Json ctl_json(const trust::Element& element) {
  if (!element.ctl) return nullptr;
  const trust::CertificateTrustList& ctl = *element.ctl;
  Json entries = Json::array();
  for (const trust::CtlEntry& entry : ctl.entries) {
    entries.push_back(
        {{"identifier", hex(entry.identifier)}, {"properties", properties_json(entry.properties)}});
  }
  return {{"subject_usage", ctl.subject_usage},
          {"list_identifier", hex(ctl.list_identifier)},
          {"sequence_number", hex(ctl.sequence_number)},
          {"this_update", to_rfc3339(ctl.this_update)},
          {"next_update", ctl.next_update ? Json(to_rfc3339(*ctl.next_update)) : Json()},
          {"subject_algorithm", ctl.subject_algorithm},
          {"signature_checked", false},
          {"entries", std::move(entries)}};
}

Json element_json(const TrustShown& shown, const trust::Element& element, std::size_t index) {
  constexpr std::string_view kRoles[] = {"anchor", "helper", "unusable"};
  const bool certificate = element.kind == trust::ElementKind::Certificate;
  const auto role = static_cast<std::size_t>(role_of(element, shown.anchors));
  return {{"index", index},
          {"kind", trust::wire_name(element.kind)},
          {"offset", element.offset},
          {"size", element.octets.size()},
          {"role", certificate ? Json(kRoles[role]) : Json()},
          {"unusable", element.unusable.empty() ? Json() : Json(to_utf8(element.unusable))},
          {"certificate", certificate_json(shown, element)},
          {"ctl", ctl_json(element)},
          {"properties", properties_json(element.properties)}};
}

Json finding_json(const Finding& finding) {
  Json details = Json::object();
  for (const auto& [key, value] : finding.details) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) details[key] = *number;
    if (const auto* text = std::get_if<std::string>(&value)) details[key] = to_utf8(*text);
  }
  const CodeInfo& known = info(finding.code);
  return {{"code", known.wire},
          {"severity", smime::wire_name(known.severity)},
          {"where", to_utf8(finding.where)},
          {"details", std::move(details)},
          {"cure", known.cure.empty() ? Json() : Json(known.cure)}};
}

}  // namespace

std::string trust_json(const TrustShown& shown, bool pretty) {
  Json object = {{"type", "trust_list"},
                 {"schema", 1},
                 {"location", to_utf8(shown.name)},
                 {"at", to_rfc3339(shown.at)},
                 {"format", nullptr},
                 {"fingerprint", nullptr},
                 {"size", nullptr},
                 {"counts", nullptr},
                 {"elements", Json::array()},
                 {"findings", Json::array()}};
  if (shown.list) {
    const TrustCounts counts = count(*shown.list, shown.anchors);
    object["format"] = trust::wire_name(shown.list->format);
    object["fingerprint"] = shown.list->fingerprint;
    object["size"] = shown.list->size;
    object["counts"] = {{"anchors", counts.anchors},
                        {"helpers", counts.helpers},
                        {"unusable", counts.unusable},
                        {"crls", counts.crls},
                        {"ctls", counts.ctls}};
    std::size_t index = 0;
    for (const trust::Element& element : shown.list->elements) {
      object["elements"].push_back(element_json(shown, element, index++));
    }
  }
  for (const Finding& finding : shown.findings) {
    object["findings"].push_back(finding_json(finding));
  }
  // ASCII: every character that could move text on a terminal is above 7F or a control.
  return object.dump(pretty ? 2 : -1, ' ', true) + "\n";
}

}  // namespace smime::report
