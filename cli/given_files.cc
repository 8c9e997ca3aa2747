#include "cli/given_files.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "cli/clients_asked.h"
#include "cli/complain.h"
#include "cli/load.h"
#include "cli/network.h"
#include "cli/revocation_files.h"
#include "engine/crypto/digest.h"
#include "engine/judge/builtin_clients.h"
#include "engine/report/text_findings.h"
#include "engine/trust/trust_list.h"
#include "engine/what_it_is.h"

namespace smime::cli {
namespace {

std::string line_of(const std::string& option, const std::string& path, const Finding& finding) {
  const CodeInfo& about = info(finding.code);
  const std::string values = report::values_text(finding);
  std::string line = option + " " + path + ": " + std::string(about.text);
  if (!finding.where.empty()) line += " (" + finding.where + ")";
  if (!values.empty()) line += " (" + values + ")";
  if (!about.cure.empty()) line += "; " + std::string(about.cure);
  return line;
}

/// One line for the refusal; else one line per kind of warning, the first with its place.
void tell(const std::string& option, const std::string& path, const Findings& findings) {
  std::map<Code, std::size_t> count;
  for (const Finding& finding : findings) ++count[finding.code];
  for (const Finding& finding : findings) {
    const Severity severity = info(finding.code).severity;
    const std::size_t times = count[finding.code];
    if (severity == Severity::Notice || times == 0) continue;
    if (findings.any(Severity::Fatal) && severity != Severity::Fatal) continue;
    std::string line = line_of(option, path, finding);
    if (times > 1) line += " (" + std::to_string(times) + " times)";
    complain(line);
    count[finding.code] = 0;
  }
}

/// Why a file that was read gives nothing, and what to do.
std::string without_certificate(Bytes octets, const trust::TrustList& list) {
  for (const trust::Element& element : list.elements)
    if (!element.limit.empty())
      return "its certificates exceed the limit " + element.limit + "; raise --limit " +
             element.limit + "=N if they are genuine";
  const std::string what = what_it_is(octets);
  if (what == "a CRL") return "this is a CRL and no list of certificates; give it with --crl FILE";
  for (const char* other : {"a certificate request", "a public key", "an OpenPGP object"})
    if (what == other)
      return "this is " + what + " and no list of certificates; give the certificates of CAs";
  return "the list holds no usable certificate; select the certificates and export again";
}

/// Reads a list in any trust-list format; nothing after a line on standard error.
std::optional<trust::TrustList> read_list(const std::string& option, const std::string& path,
                                          const Limits& limits, Octets* octets = nullptr) {
  Loaded file = load(path, limits.trust_list_size, Pipes::Read);
  if (!file.octets) {
    complain(option + " " + path + ": " + file.error + cure_of_list(file));
    return std::nullopt;
  }
  Findings findings;
  auto list = trust::read_trust_list(*file.octets, path, limits, findings);
  if (!list) {
    tell(option, path, findings);
    return std::nullopt;
  }
  // Design 5.6: an empty list is refused everywhere but in `trust show`.
  if (list->certificates() == 0) {
    complain(option + " " + path + ": " + without_certificate(*file.octets, *list));
    return std::nullopt;
  }
  tell(option, path, findings);
  if (octets != nullptr) *octets = std::move(*file.octets);
  return list;
}

using AnchorsPtr = std::shared_ptr<const pki::TrustAnchors>;

/// The lists given for one client, joined.
struct Joined {
  std::vector<AnchorsPtr> lists;
  Octets octets;
  std::string files;
};

AnchorsPtr join(Joined& joined) {
  if (joined.lists.size() == 1) return joined.lists.front();
  auto all = std::make_shared<pki::TrustAnchors>();
  for (const AnchorsPtr& list : joined.lists) all->add(*list);
  all->fingerprint = "sha256:" + hex(crypto::sha256(joined.octets));
  return all;
}

bool read_trust(const Options& options, const judge::Clients& known, revocation::Evidence& evidence,
                Given& given) {
  std::map<std::string, Joined> by_client;
  const auto rule = options.all_anchors ? trust::Anchors::All : trust::Anchors::SelfSigned;
  for (const TrustOption& option : options.trust) {
    const std::vector<std::string> itself = {option.client};
    if (!option.client.empty() && !known.contains(option.client) &&
        judge::clients_named(option.client) != itself) {
      complain("--trust " + option.client + "=" + option.file +
               ": there is no such client; for a file of that name write ./" + option.client + "=" +
               option.file);
      return false;
    }
    Octets octets;
    const auto list = read_list("--trust", option.file, options.limits, &octets);
    if (!list) return false;
    add_crls_of(*list, option.file, options.limits, evidence);
    Joined& joined = by_client[option.client];
    joined.lists.push_back(trust::anchors_of(*list, rule));
    joined.files += (joined.files.empty() ? "" : ", ") + option.file;
    joined.octets.insert(joined.octets.end(), octets.begin(), octets.end());
  }
  for (auto& [client, joined] : by_client) {
    const AnchorsPtr anchors = join(joined);
    if (anchors->anchors.empty()) {
      Findings findings;
      findings.add(Code::TrustNoRoot, "list");
      tell("--trust", joined.files, findings);
    }
    (client.empty() ? given.trust : given.client_trust[client]) = anchors;
  }
  return true;
}

bool read_intermediates(const Options& options, Given& given) {
  for (const std::string& path : options.intermediates) {
    const auto list = read_list("--intermediates", path, options.limits);
    if (!list) return false;
    for (const trust::Element& element : list->elements)
      if (element.certificate) given.intermediates.push_back(element.certificate);
  }
  return true;
}

bool fail_on_is_asked(const Options& options, const Given& given) {
  if (!options.fail_on) return true;
  for (const FailOn& item : *options.fail_on) {
    const bool asked = item.client.empty() ||
                       std::any_of(given.clients.begin(), given.clients.end(),
                                   [&](const auto& client) { return client->id == item.client; });
    if (asked) continue;
    complain("--fail-on " + item.client + "=" + item.word +
             ": this client is not asked; add --client " + item.client);
    return false;
  }
  return true;
}

}  // namespace

std::optional<GivenFiles> read_given(const Options& options, Time now) {
  GivenFiles files;
  files.given.time_rule = options.time_rule;
  files.given.policies = options.policies;
  files.given.now = options.time_rule == TimeRule::Given ? options.at : now;
  const auto asked = clients_asked(options);
  if (!asked) return std::nullopt;
  files.given.clients = asked->policies;
  if (!fail_on_is_asked(options, files.given)) return std::nullopt;
  const auto evidence = std::make_shared<revocation::Evidence>();
  if (!read_trust(options, asked->known, *evidence, files.given)) return std::nullopt;
  if (!read_intermediates(options, files.given)) return std::nullopt;
  if (!check_authorities(options.network)) return std::nullopt;
  if (!read_revocation(options, *evidence, files.given)) return std::nullopt;
  files.given.revocation.evidence = evidence;
  files.given.chain_cache = std::make_shared<pki::ChainCache>(options.limits.chain_cache);
  if (options.content) {
    Loaded content = load(*options.content, options.limits.message_size, Pipes::Read);
    if (!content.octets) {
      complain("--content " + *options.content + ": " + content.error + "; " +
               (content.too_large ? "if it is genuine, raise --limit message-size=N"
                                  : cure_of_path(content)));
      return std::nullopt;
    }
    files.content = std::move(*content.octets);
    files.given.content = files.content;
  }
  return files;
}

}  // namespace smime::cli
