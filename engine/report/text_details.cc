#include "engine/report/text_details.h"

#include <algorithm>

#include "engine/judge/judge.h"
#include "engine/report/text_chains.h"

namespace smime::report {
namespace {

constexpr std::size_t kIndent = 14;
constexpr std::string_view kSha256 = "sha256:";

std::string_view coverage_text(Coverage coverage) {
  switch (coverage) {
    case Coverage::Whole:
      return "covers the whole body";
    case Coverage::Partial:
      return "covers a part of the message only";
    case Coverage::AttachedMessage:
      return "in an attached message";
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

void put(TextPage& page, std::string_view label, const std::string& text) {
  page.paragraph(label.empty() ? "" : "  " + std::string(label), text, kIndent);
}

void certificate(TextPage& page, const SignerFacts& signer) {
  if (!signer.certificate) {
    put(page, "signer", "certificate not found; named as " + shown(signer.identifier));
    return;
  }
  const CertificateFacts& facts = *signer.certificate;
  put(page, "signer",
      shown(facts.subject) + (facts.addresses.empty() ? "" : ", for " + list(facts.addresses)));
  put(page, "", "issued by " + shown(facts.issuer));
  put(page, "", "serial " + shown(facts.serial) + ", " + shown(facts.key));
  put(page, "", "valid " + to_rfc3339(facts.not_before) + " to " + to_rfc3339(facts.not_after));
  put(page, "", "thumbprint " + shown(facts.thumbprint));
}

void signature(TextPage& page, const LayerFacts& layer, const SignerFacts& signer) {
  certificate(page, signer);
  std::string how = shown(signer.digest) + ", " + shown(signer.signature_algorithm);
  if (signer.signing_time) how = to_rfc3339(*signer.signing_time) + " (claimed), " + how;
  put(page, "signed", how + ", " + std::string(wire_name(layer.kind)));
  put(page, "checked",
      "content " + std::string(yes_no(signer.content_intact, "intact", "changed")) +
          ", signature " + std::string(yes_no(signer.signature_valid, "valid", "not valid")) +
          ", signer " + std::string(yes_no(judge::trusted(signer), "trusted", "not trusted")));
  write_chains(page, signer, kIndent);
}

/// Each list that was used; with several of them also for whom.
void trust_lists(TextPage& page, const Run& run) {
  std::vector<std::pair<std::string, std::string>> clients_of;
  for (const auto& trust : run.trust) {
    const auto& client = trust.first;
    const auto& fingerprint = trust.second;
    if (!fingerprint) continue;
    auto known = std::find_if(clients_of.begin(), clients_of.end(),
                              [&](const auto& one) { return one.first == *fingerprint; });
    if (known == clients_of.end()) known = clients_of.insert(known, {*fingerprint, ""});
    known->second += (known->second.empty() ? "" : ", ") + shown(client);
  }
  if (clients_of.empty()) put(page, "trust list", "none was given");
  for (const auto& [fingerprint, clients] : clients_of) {
    const bool prefixed = fingerprint.starts_with(kSha256);
    put(page, "trust list", fingerprint.substr(prefixed ? kSha256.size() : 0));
    if (clients_of.size() > 1) put(page, "", "for " + clients);
  }
}

/// What was asked of certificate policies, as it was asked.
void policies(TextPage& page, const pki::PolicyInputs& asked) {
  if (!asked.any_given()) return;
  std::string options;
  for (const std::string& policy : asked.initial_set) options += " --policy " + shown(policy);
  if (asked.explicit_policy) options += " --explicit-policy";
  if (asked.inhibit_mapping) options += " --inhibit-policy-mapping";
  if (asked.inhibit_any) options += " --inhibit-any-policy";
  put(page, "policies", "strict was asked with" + options);
}

void judged_by(TextPage& page, const MessageFacts& facts, const Run& run) {
  trust_lists(page, run);
  policies(page, run.policies);
  std::string source = facts.at_source;
  if (source == "signing-time" || source == "date") source += ", a claim of the sender";
  put(page, "judged at", to_rfc3339(facts.at) + " (" + shown(source) + ")");
}

}  // namespace

void write_details(TextPage& page, const MessageFacts& facts, const Run& run) {
  page.blank().line("Details", Tone::Strong);
  for (const LayerFacts& layer : facts.layers) {
    put(page, "part",
        shown(layer.part) + ", " + std::string(wire_name(layer.type)) + ", " +
            std::string(coverage_text(layer.coverage)) +
            (facts.layers.size() > 1 ? ": " + std::string(wire_name(layer.word)) : ""));
    for (const SignerFacts& signer : layer.signers) signature(page, layer, signer);
  }
  judged_by(page, facts, run);
  put(page, "message", std::to_string(facts.size) + " octets, SHA-256");
  put(page, "", facts.sha256);
}

void write_certificate_details(TextPage& page, const MessageFacts& facts, const Run& run) {
  page.blank().line("Details", Tone::Strong);
  for (const LayerFacts& layer : facts.layers) {
    for (const SignerFacts& signer : layer.signers) {
      certificate(page, signer);
      write_chains(page, signer, kIndent);
    }
  }
  judged_by(page, facts, run);
  put(page, "certificate", "SHA-256 " + facts.sha256);
}

}  // namespace smime::report
