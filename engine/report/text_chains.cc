#include "engine/report/text_chains.h"

#include <algorithm>
#include <cstdio>

#include "base/time.h"
#include "engine/cryptoapi/names.h"

namespace smime::report {
namespace {

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : ", ") + shown(text);
  return out;
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
  return joined(out);
}

bool same_path(const ChainFacts& a, const ChainFacts& b) {
  return std::equal(a.elements.begin(), a.elements.end(), b.elements.begin(), b.elements.end(),
                    [](const ChainElementFacts& x, const ChainElementFacts& y) {
                      return x.certificate.sha256 == y.certificate.sha256 && x.source == y.source;
                    });
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
    case Source::File:
      return "given file";
  }
  return "";
}

/// What RFC 5280 6 and RFC 8550 say of a path: its errors, each named once.
std::string outcome_of(const ChainFacts& chain) {
  std::vector<std::string> errors;
  for (const Finding& finding : chain.findings) {
    const CodeInfo& about = info(finding.code);
    if (about.severity == Severity::Error &&
        std::find(errors.begin(), errors.end(), about.wire) == errors.end())
      errors.emplace_back(about.wire);
  }
  if (!errors.empty()) return joined(errors);
  return chain.reaches_anchor ? "reaches a trust anchor" : "reaches no trust anchor";
}

/// The chains of `signer` in groups of equal `key`, in the order of their first.
template <typename Same>
std::vector<std::vector<const ChainFacts*>> grouped(const std::vector<const ChainFacts*>& chains,
                                                    const Same& same) {
  std::vector<std::vector<const ChainFacts*>> groups;
  for (const ChainFacts* chain : chains) {
    const auto group = std::find_if(groups.begin(), groups.end(),
                                    [&](const auto& one) { return same(*one.front(), *chain); });
    if (group == groups.end())
      groups.push_back({chain});
    else
      group->push_back(chain);
  }
  return groups;
}

std::vector<const ChainFacts*> all_chains(const SignerFacts& signer) {
  std::vector<const ChainFacts*> all;
  for (const ChainFacts& chain : signer.chains) all.push_back(&chain);
  return all;
}

/// Writes "  LABEL  1 TEXT", the label in front of the first element only.
void element(TextPage& page, std::string_view label, std::size_t index, const std::string& text,
             std::size_t indent) {
  const std::string lead = index == 0 && !label.empty() ? "  " + std::string(label) : "";
  page.paragraph(padded(lead, indent) + std::to_string(index + 1) + " ", text, indent + 3);
}

/// A path that was not chosen, in one paragraph: what is wrong with it, and where it runs.
std::string described(const OtherPathFacts& path) {
  std::vector<std::string> errors, subjects;
  for (const auto& fault : path.faults) {
    const std::string error =
        std::string(info(fault.code).wire) + " (" + std::to_string(fault.certificate + 1) + ")";
    if (info(fault.code).severity <= Severity::Error &&
        std::find(errors.begin(), errors.end(), error) == errors.end())
      errors.push_back(error);
  }
  std::string route;
  for (const auto& certificate : path.certificates)
    route += (route.empty() ? "" : " < ") + shown(certificate.subject);
  return (errors.empty() ? std::string("no error") : joined(errors)) + ": " + route;
}

/// Those of each chain of `group`, each once.
void other_paths(TextPage& page, const std::vector<const ChainFacts*>& group, std::size_t indent) {
  std::vector<std::string> told;
  for (const ChainFacts* chain : group) {
    for (const OtherPathFacts& path : chain->other_paths) {
      std::string text = described(path);
      if (std::find(told.begin(), told.end(), text) != told.end()) continue;
      page.paragraph("", "not chosen: " + text, indent);
      told.push_back(std::move(text));
    }
  }
}

/// What was found out about one certificate, and from what. Empty: nobody asked.
std::string revocation_of(const RevocationFacts& facts) {
  const std::string reason = facts.reason.empty() ? "" : " (" + shown(facts.reason) + ")";
  const std::string by =
      facts.evidence.empty()
          ? ""
          : ", by " + std::string(facts.evidence == "crl" ? "a CRL" : "an OCSP response") + " of " +
                to_rfc3339(facts.this_update);
  const std::string since =
      facts.invalid_since ? ", invalid since " + to_rfc3339(*facts.invalid_since) : "";
  switch (facts.state) {
    case Revocation::NotChecked:
      return "";
    case Revocation::Good:
      return (facts.revoked_at ? "revoked later, at " + to_rfc3339(*facts.revoked_at) + reason
                               : std::string("not revoked")) +
             by;
    case Revocation::Revoked:
      return "revoked" + (facts.revoked_at ? " at " + to_rfc3339(*facts.revoked_at) : "") + reason +
             since + by;
    case Revocation::Stale:
      return "revocation not known: data too old" + by;
    case Revocation::Unavailable:
      return "revocation not known" + (facts.why.empty() ? "" : ": " + shown(facts.why));
  }
  return "";
}

void paths(TextPage& page, const SignerFacts& signer, std::size_t indent) {
  for (const auto& path : grouped(all_chains(signer), same_path)) {
    const auto& elements = path.front()->elements;
    for (std::size_t i = 0; i < elements.size(); ++i) {
      element(page, "chain", i,
              shown(elements[i].certificate.subject) + " (" +
                  std::string(from_where(elements[i].source)) + ")",
              indent);
      const std::string revocation = revocation_of(elements[i].revocation);
      if (!revocation.empty()) page.paragraph("", revocation, indent + 3);
    }
    const auto same_outcome = [](const ChainFacts& a, const ChainFacts& b) {
      return outcome_of(a) == outcome_of(b);
    };
    for (const auto& group : grouped(path, same_outcome))
      page.paragraph("", outcome_of(*group.front()) + ": " + users(signer, group), indent);
    other_paths(page, path, indent);
  }
}

std::string bits(std::uint32_t error, std::uint32_t information) {
  char numbers[48];
  std::snprintf(numbers, sizeof numbers, "error 0x%08X, info 0x%08X", static_cast<unsigned>(error),
                static_cast<unsigned>(information));
  return numbers;
}

/// The answer of the base policy, with the text that Windows has for it.
std::string answer_of(const WindowsChainFacts& chain) {
  char number[16];
  std::snprintf(number, sizeof number, "0x%08X", static_cast<unsigned>(chain.hresult));
  std::string answer = number;
  if (chain.hresult == 0) return answer + ", no error";
  if (const auto* const known = cryptoapi::find_hresult(chain.hresult)) {
    answer += " " + std::string(known->name);
    if (!known->text.empty()) answer += " \"" + std::string(known->text) + "\"";
  }
  return answer;
}

/// What Windows would say of the chain alone, with the same certificates and list. What clients add
/// to that (the signer's key usage, the address, their settings) stands in their own rows.
void windows(TextPage& page, const SignerFacts& signer, std::size_t indent) {
  const auto same_answer = [](const ChainFacts& a, const ChainFacts& b) {
    return a.windows == b.windows;
  };
  for (const auto& group : grouped(all_chains(signer), same_answer)) {
    const WindowsChainFacts& chain = group.front()->windows;
    page.paragraph("  CryptoAPI", "of the chain alone, with the list of " + users(signer, group),
                   indent);
    if (chain.limited) {
      page.paragraph(
          "", "not evaluated: a limit was reached, or a key or algorithm is not supported here",
          indent);
      continue;
    }
    for (std::size_t i = 0; i < chain.elements.size(); ++i) {
      const auto& one = chain.elements[i];
      element(page, "", i, shown(one.subject), indent);
      std::string text = bits(one.error_status, one.info_status);
      for (const auto& bit : cryptoapi::error_status_bits(one.error_status))
        text += ", " + std::string(bit.name);
      page.paragraph("", text, indent + 3);
    }
    page.paragraph("", "chain " + bits(chain.error_status, chain.info_status), indent);
    for (const auto& bit : cryptoapi::error_status_bits(chain.error_status)) {
      page.paragraph(
          "",
          std::string(bit.name) + (bit.flag.empty() ? "" : " (.NET " + std::string(bit.flag) + ")"),
          indent + 3);
    }
    page.paragraph("", answer_of(chain), indent);
  }
}

}  // namespace

void write_chains(TextPage& page, const SignerFacts& signer, std::size_t indent) {
  paths(page, signer, indent);
  windows(page, signer, indent);
}

}  // namespace smime::report
