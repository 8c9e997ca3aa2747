#include <algorithm>

#include "engine/report/inspect.h"
#include "engine/report/text_findings.h"

namespace smime::report {
namespace {

constexpr std::size_t kIndent = 15;

std::string list(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : ", ") + shown(text);
  return out.empty() ? "none" : out;
}

void parts(TextPage& page, const Inspection& inspection) {
  if (inspection.parts.empty()) return;
  std::size_t width = 4;
  for (const InspectedPart& part : inspection.parts)
    width = std::max(width, columns(shown(part.part)) + std::min<std::size_t>(part.depth, 10) * 2);
  page.blank().line("Parts: number, octets from-to, type, covered by the signature of part",
                    Tone::Strong);
  for (const InspectedPart& part : inspection.parts) {
    const std::string lead = "  " + std::string(std::min<std::size_t>(part.depth, 10) * 2, ' ');
    std::string text = std::to_string(part.header.offset) + "-" + std::to_string(part.body.end());
    text += " " + shown(part.content_type);
    if (!part.closed) text += " (not closed)";
    text += part.covered_by.empty() ? "; not covered" : "; covered by " + list(part.covered_by);
    page.paragraph(padded(lead + shown(part.part), width + 4), text, width + 6);
  }
}

void signer(TextPage& page, const InspectedSigner& facts, std::size_t index) {
  page.paragraph("  signer " + std::to_string(index), shown(facts.identifier), kIndent);
  page.paragraph("",
                 "version " + std::to_string(facts.version) + ", digest " + shown(facts.digest) +
                     ", signature " + shown(facts.signature_algorithm) + ", " +
                     std::to_string(facts.signature_size) + " octets",
                 kIndent);
  if (facts.attributes.empty()) page.paragraph("", "no signed attributes", kIndent);
  for (const auto& [name, value] : facts.attributes)
    page.paragraph(
        std::string(kIndent, ' ') + "signed " + shown(name) + (value.empty() ? "" : ": "),
        shown(value), kIndent + 2);
  for (const std::string& name : facts.unsigned_attributes)
    page.paragraph("", "unsigned " + shown(name), kIndent);
}

void certificate(TextPage& page, const CertificateFacts& facts) {
  page.paragraph("  certificate", shown(facts.subject), kIndent);
  page.paragraph("", "issuer " + shown(facts.issuer), kIndent);
  page.paragraph("",
                 "serial " + shown(facts.serial) + ", " + shown(facts.key) + ", " +
                     shown(facts.signature_algorithm),
                 kIndent);
  page.paragraph("", to_rfc3339(facts.not_before) + " to " + to_rfc3339(facts.not_after), kIndent);
  page.paragraph("", "thumbprint " + shown(facts.thumbprint), kIndent);
}

void object(TextPage& page, const InspectedCms& cms) {
  page.blank().line(
      "CMS object of part " + shown(cms.part) + ", " + std::to_string(cms.size) + " octets",
      Tone::Strong);
  page.paragraph("  type", cms.type.empty() ? "could not be read" : shown(cms.type), kIndent);
  if (!cms.signed_data) return;
  page.paragraph("  version", std::to_string(cms.version) + (cms.der ? ", DER" : ", BER"), kIndent);
  page.paragraph("  digests", list(cms.digest_algorithms), kIndent);
  page.paragraph("  content",
                 shown(cms.content_type) + ", " +
                     (cms.content_size ? std::to_string(*cms.content_size) + " octets inside"
                                       : std::string("detached")),
                 kIndent);
  if (cms.crls != 0) page.paragraph("  CRLs", std::to_string(cms.crls), kIndent);
  for (const CertificateFacts& facts : cms.certificates) certificate(page, facts);
  if (cms.unreadable_certificates != 0)
    page.paragraph("  certificate",
                   std::to_string(cms.unreadable_certificates) + " could not be read", kIndent);
  for (std::size_t i = 0; i < cms.signers.size(); ++i) signer(page, cms.signers[i], i);
}

}  // namespace

std::string inspection_text(const Inspection& inspection, const TextStyle& style) {
  TextPage page(style);
  page.paragraph("", shown(inspection.location), 0, Tone::Strong);
  // What could not be read has neither.
  if (!inspection.sha256.empty()) {
    page.line(std::to_string(inspection.size) + " octets");
    page.line("sha256:" + inspection.sha256);
  }
  parts(page, inspection);
  if (!inspection.second_opinion.empty())
    page.blank().line("The same parts as another MIME reader (mimetic) lists them", Tone::Strong);
  if (!inspection.second_opinion_reason.empty())
    page.blank().paragraph(
        "", "No second opinion on the parts: " + shown(inspection.second_opinion_reason), 0);
  for (const std::string& part : inspection.second_opinion) page.paragraph("  ", shown(part), 4);
  for (const InspectedCms& cms : inspection.cms) object(page, cms);
  if (!inspection.findings.empty()) page.blank().line("Findings", Tone::Strong);
  for (const Finding& finding : inspection.findings) {
    const std::string values = values_text(finding);
    page.paragraph("  " + padded(wire_name(info(finding.code).severity), 9),
                   std::string(info(finding.code).wire) + " at " + shown(finding.where) +
                       (values.empty() ? "" : ": " + values),
                   11);
  }
  return page.text();
}

}  // namespace smime::report
