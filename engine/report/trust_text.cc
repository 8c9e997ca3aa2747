#include "engine/report/trust_text.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "engine/asn1/oids.h"
#include "engine/trust/properties.h"

namespace smime::report {
namespace {

constexpr std::size_t kColumns = 80;

/// Columns a terminal gives to one code point: nothing, one or two.
std::size_t columns(char32_t c) {
  if (c >= 0x300 && c <= 0x36F) return 0;
  const bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
                    (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
                    (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
                    (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
  return wide ? 2 : 1;
}

std::size_t width(std::string_view text) {
  std::size_t sum = 0;
  while (!text.empty()) sum += columns(next_code_point(text));
  return sum;
}

/// `text`, cut or filled with blanks to exactly `size` columns.
std::string fit(std::string_view text, std::size_t size) {
  const bool cut = width(text) > size;
  std::string out;
  std::size_t used = 0;
  while (!text.empty()) {
    const char32_t c = next_code_point(text);
    if (used + columns(c) > size - (cut ? 3 : 0)) break;
    append_utf8(out, c);
    used += columns(c);
  }
  if (cut) out += "...", used += 3;
  return out + std::string(size - std::min(used, size), ' ');
}

/// Words of `text` on lines of at most kColumns, each line after `indent` blanks. A word that is
/// longer stands alone.
std::string wrap(std::string_view text, std::size_t indent) {
  std::string out;
  std::string line(indent, ' ');
  bool empty = true;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word.empty()) continue;
    if (!empty && width(line) + 1 + width(word) > kColumns) {
      out += line + "\n";
      line = std::string(indent, ' ');
      empty = true;
    }
    line += (empty ? "" : " ") + std::string(word);
    empty = false;
  }
  return out + line + "\n";
}

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

std::string header(const TrustShown& shown) {
  const trust::TrustList& list = *shown.list;
  const TrustCounts counts = count(list, shown.anchors);
  std::string text = visible(shown.name) + ": " + std::string(format_words(list.format)) + ", " +
                     number(list.size, "octet", "octets") + "\n";
  text += list.fingerprint + "\n";
  text += wrap(number(counts.anchors, "anchor", "anchors") + ", " +
                   number(counts.helpers, "helper", "helpers") + ", " +
                   std::to_string(counts.unusable) + " unusable, " +
                   number(counts.crls, "CRL", "CRLs") + ", " + number(counts.ctls, "CTL", "CTLs") +
                   "; validity at " + to_rfc3339(shown.at),
               0);
  return text;
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

constexpr std::size_t kNumber = 5, kSubject = 41, kUntil = 10, kState = 7, kKind = 12;

std::string row(std::string_view index, std::string_view subject, std::string_view until,
                std::string_view state, std::string_view kind) {
  std::string line = std::string(kNumber - std::min(kNumber, index.size()), ' ');
  line += std::string(index) + " " + fit(subject, kSubject) + " " + fit(until, kUntil) + " " +
          fit(state, kState) + " " + fit(kind, kKind);
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

std::string certificate_rows(const TrustShown& shown, const trust::Element& element,
                             std::string_view index) {
  const CertificateFacts facts = pki::describe(*element.certificate);
  const Validity validity = validity_at(shown.at, facts.not_before, facts.not_after);
  std::string_view kind = element.self_signed ? "root" : "intermediate";
  if (!element.self_signed && !facts.ca) kind = "end entity";
  if (!element.self_signed && element.certificate->self_issued()) kind = "self-issued";
  std::string text = row(index, short_name(facts.subject),
                         to_rfc3339(facts.not_after).substr(0, 10), validity_words(validity), kind);
  text += std::string(kNumber + 1, ' ') + facts.thumbprint + "\n";
  return text;
}

std::string ctl_rows(const trust::CertificateTrustList& ctl) {
  std::string text = wrap("this update " + to_rfc3339(ctl.this_update) + ", next update " +
                              (ctl.next_update ? to_rfc3339(*ctl.next_update) : "not given") +
                              ", " + number(ctl.entries.size(), "entry", "entries") + " by " +
                              std::string(oid::name(ctl.subject_algorithm)),
                          kNumber + 1);
  for (const trust::CtlEntry& entry : ctl.entries) {
    const trust::Property* name = trust::find(entry.properties, trust::kFriendlyName);
    const auto decoded = name != nullptr ? trust::decode(*name) : std::nullopt;
    const auto* words = decoded ? std::get_if<std::string>(&*decoded) : nullptr;
    text += std::string(kNumber + 1, ' ') +
            fit(visible(words != nullptr ? *words : ""), kColumns - kNumber - 2 - 40) + " " +
            hex_upper(entry.identifier) + "\n";
  }
  return text;
}

std::string table(const TrustShown& shown) {
  const auto& elements = shown.list->elements;
  if (elements.empty()) return "";
  std::string text = "\n" + row("#", "subject, thumbprint", "valid to", "", "kind");
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const trust::Element& element = elements[i];
    const std::string index = std::to_string(i);
    if (element.certificate) {
      text += certificate_rows(shown, element, index);
      continue;
    }
    const std::string what = std::string(trust::wire_name(element.kind));
    if (!element.unusable.empty()) {
      text += row(index, "(" + what + " at octet " + std::to_string(element.offset) + ")", "", "",
                  "unusable");
      text += wrap(visible(element.unusable), kNumber + 1);
    } else {
      const bool crl = element.kind == trust::ElementKind::Crl;
      text +=
          row(index, number(element.octets.size(), "octet", "octets"), "", "", crl ? "CRL" : "CTL");
      if (element.ctl) text += ctl_rows(*element.ctl);
    }
  }
  return text;
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
std::string findings_text(const Findings& findings) {
  std::vector<Code> order;
  std::map<Code, std::vector<const Finding*>> by_code;
  for (const Finding& finding : findings) {
    auto& same = by_code[finding.code];
    if (same.empty()) order.push_back(finding.code);
    same.push_back(&finding);
  }
  std::stable_sort(order.begin(), order.end(),
                   [](Code a, Code b) { return info(a).severity < info(b).severity; });
  std::string text;
  for (const Code code : order) {
    const CodeInfo& known = info(code);
    text += "\n" + wrap(std::string(smime::wire_name(known.severity)) + " " +
                            std::string(known.wire) + ": " + std::string(known.text),
                        0);
    if (!known.cure.empty()) text += wrap("cure: " + std::string(known.cure), 2);
    for (const Finding* finding : by_code[code]) {
      const std::string values = details(*finding);
      if (finding->where == "list" && values.empty()) continue;
      text += wrap(visible(finding->where) + (values.empty() ? "" : ": " + values), 4);
    }
  }
  return text;
}

}  // namespace

std::string trust_text(const TrustShown& shown) {
  if (!shown.list) {
    return visible(shown.name) + ": refused, nothing of it is used\n" +
           findings_text(shown.findings);
  }
  return header(shown) + table(shown) + findings_text(shown.findings);
}

}  // namespace smime::report
