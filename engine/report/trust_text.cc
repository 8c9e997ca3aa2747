#include "engine/report/trust_text.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "engine/asn1/oids.h"
#include "engine/trust/properties.h"

namespace smime::report {
namespace {

std::string_view format_words(trust::Format format) {
  constexpr std::string_view kWords[] = {
      "serialized certificate store (SST)", "one serialized element, without store header",
      "PKCS #7 certificate store",          "PEM",
      "single certificate (DER)",           "certificate trust list (CTL)"};
  return kWords[static_cast<std::size_t>(format)];
}

std::string number(std::size_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

void header(TextPage& page, const TrustShown& shown) {
  const trust::TrustList& list = *shown.list;
  const TrustCounts counts = count(list, shown.anchors);
  page.paragraph("",
                 visible(shown.name) + ": " + std::string(format_words(list.format)) + ", " +
                     number(list.size, "octet", "octets"),
                 0);
  page.paragraph("", list.fingerprint, 0);
  page.paragraph("",
                 number(counts.anchors, "anchor", "anchors") + ", " +
                     number(counts.helpers, "helper", "helpers") + ", " +
                     std::to_string(counts.unusable) + " unusable, " +
                     number(counts.crls, "CRL", "CRLs") + ", " +
                     number(counts.ctls, "CTL", "CTLs") + "; validity at " + to_rfc3339(shown.at),
                 0);
}

/// The most telling part of a distinguished name: its first CN, else all of it.
std::string short_name(std::string_view subject) {
  for (std::size_t at = 0; (at = subject.find("CN=", at)) != std::string_view::npos; at += 3) {
    if (at != 0 && subject[at - 1] != ',' && subject[at - 1] != '+') continue;
    std::size_t end = at + 3;
    while (end < subject.size() && subject[end] != ',' && subject[end] != '+') {
      end += subject[end] == '\\' ? 2U : 1U;
    }
    end = std::min(end, subject.size());
    if (end > at + 3) return visible(subject.substr(at + 3, end - at - 3));
  }
  return subject.empty() ? "(no subject)" : visible(subject);
}

std::string_view validity_words(Validity validity) {
  constexpr std::string_view kWords[] = {"not yet", "", "soon", "EXPIRED"};
  return kWords[static_cast<std::size_t>(validity)];
}

Tone tone_of(Validity validity) {
  constexpr Tone kTones[] = {Tone::Caution, Tone::Plain, Tone::Caution, Tone::Bad};
  return kTones[static_cast<std::size_t>(validity)];
}

constexpr std::size_t kNumber = 5, kSubject = 41, kUntil = 10, kState = 7;

void row(TextPage& page, std::string_view index, std::string_view subject, std::string_view until,
         std::string_view state, Tone tone, std::string_view kind) {
  std::string line = std::string(kNumber - std::min(kNumber, index.size()), ' ');
  line += std::string(index) + " " + fitted(subject, kSubject) + " " + fitted(until, kUntil) + " " +
          page.toned(state, tone) + std::string(kState - state.size(), ' ') + " " +
          std::string(kind);
  page.line(line.erase(line.find_last_not_of(' ') + 1));
}

void under_row(TextPage& page, const std::string& text) { page.paragraph("", text, kNumber + 1); }

void certificate_rows(TextPage& page, const TrustShown& shown, const trust::Element& element,
                      std::string_view index) {
  const CertificateFacts facts = pki::describe(*element.certificate);
  const Validity validity = validity_at(shown.at, facts.not_before, facts.not_after);
  std::string_view kind = element.self_signed ? "root" : "intermediate";
  if (!element.self_signed && !facts.ca) kind = "end entity";
  if (!element.self_signed && element.certificate->self_issued()) kind = "self-issued";
  row(page, index, short_name(facts.subject), to_rfc3339(facts.not_after).substr(0, 10),
      validity_words(validity), tone_of(validity), kind);
  under_row(page, facts.thumbprint);
}

void ctl_rows(TextPage& page, const trust::CertificateTrustList& ctl) {
  under_row(page, "this update " + to_rfc3339(ctl.this_update) + ", next update " +
                      (ctl.next_update ? to_rfc3339(*ctl.next_update) : "not given") + ", " +
                      number(ctl.entries.size(), "entry", "entries") + " by " +
                      std::string(oid::name(ctl.subject_algorithm)));
  for (const trust::CtlEntry& entry : ctl.entries) {
    const trust::Property* name = trust::find(entry.properties, trust::kFriendlyName);
    const auto decoded = name != nullptr ? trust::decode(*name) : std::nullopt;
    const auto* words = decoded ? std::get_if<std::string>(&*decoded) : nullptr;
    const std::string identifier = hex_upper(entry.identifier);
    under_row(page, identifier + (words != nullptr ? " " + visible(*words) : ""));
  }
}

void table(TextPage& page, const TrustShown& shown) {
  const auto& elements = shown.list->elements;
  if (elements.empty()) return;
  page.blank();
  row(page, "#", "subject, thumbprint", "valid to", "", Tone::Plain, "kind");
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const trust::Element& element = elements[i];
    const std::string index = std::to_string(i);
    if (element.certificate) {
      certificate_rows(page, shown, element, index);
      continue;
    }
    const std::string what = std::string(trust::wire_name(element.kind));
    if (!element.unusable.empty()) {
      row(page, index, "(" + what + " at octet " + std::to_string(element.offset) + ")", "", "",
          Tone::Plain, "unusable");
      under_row(page, visible(element.unusable));
    } else {
      const bool crl = element.kind == trust::ElementKind::Crl;
      row(page, index, number(element.octets.size(), "octet", "octets"), "", "", Tone::Plain,
          crl ? "CRL" : "CTL");
      if (element.ctl) ctl_rows(page, *element.ctl);
    }
  }
}

std::string details(const Finding& finding) {
  std::string text;
  for (const auto& [key, value] : finding.details) {
    text += (text.empty() ? "" : ", ") + std::string(key) + " ";
    if (const auto* integer = std::get_if<std::int64_t>(&value)) text += std::to_string(*integer);
    if (const auto* words = std::get_if<std::string>(&value)) text += visible(*words);
  }
  return text;
}

/// Findings of one code together, its words and its cure once.
void findings(TextPage& page, const Findings& findings) {
  std::vector<Code> order;
  std::map<Code, std::vector<const Finding*>> by_code;
  for (const Finding& finding : findings) {
    auto& same = by_code[finding.code];
    if (same.empty()) order.push_back(finding.code);
    same.push_back(&finding);
  }
  std::stable_sort(order.begin(), order.end(),
                   [](Code a, Code b) { return info(a).severity < info(b).severity; });
  for (const Code code : order) {
    const CodeInfo& known = info(code);
    const Tone tone = known.severity == Severity::Notice    ? Tone::Plain
                      : known.severity == Severity::Warning ? Tone::Caution
                                                            : Tone::Bad;
    page.blank().paragraph(std::string(smime::wire_name(known.severity)) + " ",
                           std::string(known.wire) + ": " + std::string(known.text), 0, tone);
    if (!known.cure.empty()) page.paragraph("", "cure: " + std::string(known.cure), 2);
    for (const Finding* finding : by_code[code]) {
      const std::string values = details(*finding);
      if (finding->where == "list" && values.empty()) continue;
      page.paragraph("", visible(finding->where) + (values.empty() ? "" : ": " + values), 4);
    }
  }
}

}  // namespace

std::string trust_text(const TrustShown& shown, const TextStyle& style) {
  TextPage page(style);
  if (shown.list) {
    header(page, shown);
    table(page, shown);
  } else {
    page.paragraph("", visible(shown.name) + ": refused, nothing of it is used", 0);
  }
  findings(page, shown.findings);
  return page.text();
}

}  // namespace smime::report
