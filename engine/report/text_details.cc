#include "engine/report/text_details.h"

#include <algorithm>
#include <cstdio>

#include "engine/cryptoapi/names.h"
#include "engine/judge/judge.h"

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

std::string hex_word(std::uint32_t value) {
  char text[16];
  std::snprintf(text, sizeof text, "0x%08X", static_cast<unsigned>(value));
  return text;
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

/// The clients that `chains` are for; of one that has other chains too, also in which environment.
std::string users(const SignerFacts& signer, const std::vector<const ChainFacts*>& chains) {
  const auto uses = [](const ChainFacts& chain, const std::string& client) {
    return std::count(chain.used_by.begin(), chain.used_by.end(), client) != 0;
  };
  std::vector<std::string> out;
  for (const ChainFacts* chain : chains) {
    for (const std::string& client : chain->used_by) {
      const auto all = std::count_if(signer.chains.begin(), signer.chains.end(),
                                     [&](const ChainFacts& one) { return uses(one, client); });
      const auto here = std::count_if(chains.begin(), chains.end(),
                                      [&](const ChainFacts* one) { return uses(*one, client); });
      const auto place = std::find_if(
          chain->environments.begin(), chain->environments.end(),
          [&](const std::string& environment) { return environment.starts_with(client + "/"); });
      const bool part = here < all && place != chain->environments.end();
      const std::string& user = part ? *place : client;
      if (std::find(out.begin(), out.end(), user) == out.end()) out.push_back(user);
    }
  }
  return list(out);
}

bool same_path(const ChainFacts& a, const ChainFacts& b) {
  return std::equal(a.elements.begin(), a.elements.end(), b.elements.begin(), b.elements.end(),
                    [](const ChainElementFacts& x, const ChainElementFacts& y) {
                      return x.certificate.sha256 == y.certificate.sha256 && x.source == y.source;
                    });
}

/// What holds of a chain in the words of CryptoAPI, which administrators search for.
std::string state(const ChainFacts& chain) {
  if (chain.windows.error_status == 0 && chain.reaches_anchor) return "reaches a trust anchor";
  std::string names;
  for (const std::string_view name : names_of_error_status(chain.windows.error_status))
    names += (names.empty() ? "" : ", ") + std::string(name);
  if (names.empty()) names = "reaches no trust anchor";
  if (chain.windows.hresult != 0) names += " (" + hex_word(chain.windows.hresult) + ")";
  return names;
}

std::string_view from_where(Source source) {
  switch (source) {
    case Source::Trust:
      return "trust list";
    case Source::Message:
      return "message";
    case Source::Intermediates:
      return "given intermediates";
    case Source::Fetched:
      return "fetched";
  }
  return "";
}

void certificates_of(TextPage& page, const ChainFacts& chain) {
  for (std::size_t i = 0; i < chain.elements.size(); ++i) {
    const ChainElementFacts& element = chain.elements[i];
    const std::string lead = i == 0 ? "  chain" : "";
    page.paragraph(
        padded(lead, kIndent) + std::to_string(i + 1) + " ",
        shown(element.certificate.subject) + " (" + std::string(from_where(element.source)) + ")",
        kIndent + 3);
  }
}

/// Each path once; below it, once per outcome, for whom.
void chains(TextPage& page, const SignerFacts& signer) {
  std::vector<bool> told(signer.chains.size(), false);
  for (std::size_t i = 0; i < signer.chains.size(); ++i) {
    if (told[i]) continue;
    certificates_of(page, signer.chains[i]);
    for (std::size_t j = i; j < signer.chains.size(); ++j) {
      if (told[j] || !same_path(signer.chains[i], signer.chains[j])) continue;
      const std::string outcome = state(signer.chains[j]);
      std::vector<const ChainFacts*> same;
      for (std::size_t k = j; k < signer.chains.size(); ++k) {
        if (told[k] || !same_path(signer.chains[i], signer.chains[k]) ||
            state(signer.chains[k]) != outcome)
          continue;
        told[k] = true;
        same.push_back(&signer.chains[k]);
      }
      put(page, "", outcome + ": " + users(signer, same));
    }
  }
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
  chains(page, signer);
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

void judged_by(TextPage& page, const MessageFacts& facts, const Run& run) {
  trust_lists(page, run);
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
      chains(page, signer);
    }
  }
  judged_by(page, facts, run);
  put(page, "certificate", "SHA-256 " + facts.sha256);
}

}  // namespace smime::report
