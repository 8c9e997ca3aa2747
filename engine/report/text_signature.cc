#include "engine/report/text_signature.h"

#include <algorithm>
#include <cstdio>

#include "engine/cryptoapi_names.h"
#include "engine/judge/judge.h"

namespace smime::report {
namespace {

constexpr std::size_t kIndent = 13;

std::string_view coverage_text(Coverage coverage) {
  switch (coverage) {
    case Coverage::Whole:
      return "covers the whole body";
    case Coverage::Partial:
      return "covers a part of the message only";
    case Coverage::AttachedMessage:
      return "stands in an attached message";
  }
  return "";
}

std::string_view yes_no(std::optional<bool> truth, std::string_view yes, std::string_view no) {
  return !truth ? "not known" : *truth ? yes : no;
}

std::string list(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : ", ") + shown(text);
  return out;
}

std::string hex_word(std::uint32_t value) {
  char text[16];
  std::snprintf(text, sizeof text, "0x%08X", static_cast<unsigned>(value));
  return text;
}

void certificate(TextPage& page, const SignerFacts& signer) {
  if (!signer.certificate) {
    page.paragraph("  Signer", "certificate not found; named as " + shown(signer.identifier),
                   kIndent);
    return;
  }
  const CertificateFacts& facts = *signer.certificate;
  page.paragraph("  Signer", shown(facts.subject), kIndent);
  if (!facts.addresses.empty()) page.paragraph("", "for " + list(facts.addresses), kIndent);
  page.paragraph("", "issued by " + shown(facts.issuer), kIndent);
  page.paragraph("", "serial " + shown(facts.serial) + ", " + shown(facts.key), kIndent);
  page.paragraph("", "valid " + to_rfc3339(facts.not_before) + " to " + to_rfc3339(facts.not_after),
                 kIndent);
  page.paragraph("", "thumbprint " + shown(facts.thumbprint), kIndent);
}

/// The clients a chain is for; of one that has several chains judged, also where.
std::string users(const SignerFacts& signer, const ChainFacts& chain) {
  std::vector<std::string> out;
  for (const std::string& client : chain.used_by) {
    std::size_t chains = 0;
    for (const ChainFacts& other : signer.chains)
      chains += std::count(other.used_by.begin(), other.used_by.end(), client) != 0 ? 1U : 0U;
    const auto place = std::find_if(
        chain.environments.begin(), chain.environments.end(),
        [&](const std::string& environment) { return environment.starts_with(client + "/"); });
    out.push_back(chains > 1 && place != chain.environments.end() ? *place : client);
  }
  return list(out);
}

bool same_path(const ChainFacts& a, const ChainFacts& b) {
  return std::equal(a.elements.begin(), a.elements.end(), b.elements.begin(), b.elements.end(),
                    [](const ChainElementFacts& x, const ChainElementFacts& y) {
                      return x.certificate.sha256 == y.certificate.sha256 && x.source == y.source;
                    });
}

void chain(TextPage& page, const SignerFacts& signer, std::size_t index) {
  const ChainFacts& facts = signer.chains[index];
  std::string state = "for " + users(signer, facts) + ": ";
  if (facts.error_status == 0 && facts.reaches_anchor) {
    state += "reaches a trust anchor";
  } else {
    std::string names;
    for (const std::string_view name : names_of_error_status(facts.error_status))
      names += (names.empty() ? "" : ", ") + std::string(name);
    if (names.empty()) names = "reaches no trust anchor";
    state += names;
    if (facts.hresult != 0) state += " (" + hex_word(facts.hresult) + ")";
  }
  const auto end = signer.chains.begin() + static_cast<std::ptrdiff_t>(index);
  const bool told = std::any_of(signer.chains.begin(), end,
                                [&](const ChainFacts& other) { return same_path(facts, other); });
  page.paragraph("  Chain", state + (told ? "; certificates as above" : ""), kIndent);
  if (told) return;
  for (std::size_t i = 0; i < facts.elements.size(); ++i) {
    const ChainElementFacts& element = facts.elements[i];
    std::string text = shown(element.certificate.subject) + " (from ";
    text += element.source == Source::Trust     ? "the trust list"
            : element.source == Source::Message ? "the message"
                                                : wire_name(element.source);
    text += ")";
    page.paragraph(std::string(kIndent, ' ') + std::to_string(i + 1) + " ", text, kIndent + 3);
  }
}

}  // namespace

void write_signature_text(TextPage& page, const LayerFacts& layer) {
  page.blank();
  page.paragraph("Part " + shown(layer.part) + "  ",
                 std::string(wire_name(layer.type)) + " (" + std::string(wire_name(layer.kind)) +
                     "), " + std::string(coverage_text(layer.coverage)) + ": " +
                     std::string(wire_name(layer.word)),
                 2, Tone::Strong);
  for (const SignerFacts& signer : layer.signers) {
    certificate(page, signer);
    std::string how = shown(signer.digest) + ", " + shown(signer.signature_algorithm);
    if (signer.signing_time)
      how = to_rfc3339(*signer.signing_time) + " (the signer's claim), " + how;
    page.paragraph("  Signed", how, kIndent);
    page.paragraph(
        "  Checked",
        "content " + std::string(yes_no(signer.content_intact, "intact", "changed")) +
            "; signature " + std::string(yes_no(signer.signature_valid, "valid", "not valid")) +
            "; signer " + std::string(yes_no(judge::trusted(signer), "trusted", "not trusted")),
        kIndent);
    for (std::size_t i = 0; i < signer.chains.size(); ++i) chain(page, signer, i);
  }
}

}  // namespace smime::report
