#include "cli/revocation_files.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "cli/complain.h"
#include "cli/load.h"
#include "engine/fetch/evidence.h"

namespace smime::cli {
namespace {

using revocation::Added;
using revocation::Evidence;

bool kept(Added added) { return added == Added::Yes || added == Added::Known; }

std::optional<Octets> load_file(const std::string& option, const std::string& path,
                                std::uint64_t most) {
  Loaded file = load(path, most);
  if (!file.octets)
    complain(option + " " + path + ": " + file.error + "; check the path and its permissions");
  return std::move(file.octets);
}

/// The CRLs of a file: DER, PEM, or inside a PKCS #7 object or a serialized store.
bool read_crls(const std::string& option, const std::string& path, const Octets& octets,
               const Limits& limits, Evidence& evidence) {
  Findings findings;
  const auto list = trust::read_trust_list(octets, path, limits, findings);
  std::size_t found = 0;
  if (list) {
    for (const trust::Element& element : list->elements) {
      if (element.kind != trust::ElementKind::Crl) continue;
      std::string why;
      if (!kept(evidence.add_crl(element.octets, EvidenceSource::Given, limits, &why))) {
        complain(option + " " + path + ": a CRL cannot be used: " + why + "; download it again");
        return false;
      }
      ++found;
    }
  }
  if (found == 0) complain(option + " " + path + ": this holds no CRL; give one as DER or PEM");
  return found != 0;
}

bool read_bundle(const std::string& path, const Octets& octets, const Limits& limits,
                 Evidence& evidence, Given& given) {
  Findings findings;
  const auto bundle = fetch::read_bundle(octets, limits, findings);
  if (!bundle) {
    for (const Finding& finding : findings)
      complain("--revocation " + path + ": " + std::string(info(finding.code).text) + "; " +
               std::string(info(finding.code).cure));
    return false;
  }
  fetch::add_fetched(bundle->items, limits, evidence, given,
                     [&](const fetch::Item& item, const std::string& why) {
                       complain("--revocation " + path + ": what " + item.url +
                                " answered cannot be used: " + why);
                     });
  return true;
}

/// A bundle, an OCSP response, or CRLs.
bool read_any(const std::string& path, const Limits& limits, Evidence& evidence, Given& given) {
  const auto octets =
      load_file("--revocation", path, std::max(limits.bundle_size, limits.trust_list_size));
  if (!octets) return false;
  constexpr std::size_t kMagic = 257;  // where a ustar header says what it is
  const Bytes all(*octets);
  if (all.size() > kMagic + 5 && as_text(all.subspan(kMagic, 5)) == "ustar")
    return read_bundle(path, *octets, limits, evidence, given);
  if (kept(evidence.add_ocsp_response(all, EvidenceSource::Given, limits))) return true;
  return read_crls("--revocation", path, *octets, limits, evidence);
}

/// The regular files of a directory in the order of their names; of a file, itself.
std::vector<std::string> files_of(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (!fs::is_directory(path, error)) return {path};
  std::vector<std::string> files;
  for (fs::directory_iterator at(path, error), end; !error && at != end; at.increment(error)) {
    if (at->is_regular_file(error)) files.push_back(at->path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

bool read_revocation(const Options& options, Evidence& evidence, Given& given) {
  for (const std::string& path : options.crls) {
    const auto octets = load_file("--crl", path, options.limits.trust_list_size);
    if (!octets || !read_crls("--crl", path, *octets, options.limits, evidence)) return false;
  }
  for (const std::string& path : options.revocation) {
    const auto files = files_of(path);
    if (files.empty()) {
      complain("--revocation " + path + ": the directory holds no file");
      return false;
    }
    for (const std::string& file : files)
      if (!read_any(file, options.limits, evidence, given)) return false;
  }
  if (!options.crls.empty() || !options.revocation.empty())
    given.revocation.asked = revocation::Asked::Required;
  return true;
}

void add_crls_of(const trust::TrustList& list, const std::string& path, const Limits& limits,
                 Evidence& evidence) {
  for (const trust::Element& element : list.elements) {
    if (element.kind != trust::ElementKind::Crl) continue;
    std::string why;
    if (!kept(evidence.add_crl(element.octets, EvidenceSource::Trust, limits, &why)))
      complain("--trust " + path + ": a CRL in the list was not used: " + why);
  }
}

}  // namespace smime::cli
