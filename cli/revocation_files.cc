#include "cli/revocation_files.h"

#include <algorithm>
#include <filesystem>
#include <span>
#include <string_view>
#include <system_error>

#include "cli/complain.h"
#include "cli/load.h"
#include "engine/asn1/der.h"
#include "engine/fetch/content.h"
#include "engine/fetch/evidence.h"
#include "engine/fetch/manifest.h"
#include "engine/report/text_findings.h"
#include "engine/trust/detect.h"
#include "engine/what_it_is.h"

namespace smime::cli {
namespace {

using revocation::Added;
using revocation::Evidence;

bool kept(Added added) { return added == Added::Yes || added == Added::Known; }

constexpr std::string_view kMalformed = "download it again";

/// What to do about data that was not taken: "larger than the limit crl_size" names the limit.
std::string cure_of_data(const std::string& why) {
  constexpr std::string_view kLimit = "the limit ";
  const std::size_t at = why.find(kLimit);
  if (at == std::string::npos) return std::string(kMalformed);
  std::string name = why.substr(at + kLimit.size());
  std::replace(name.begin(), name.end(), '_', '-');
  return "if it is genuine, raise --limit " + name + "=N";
}

std::optional<Octets> load_file(const std::string& option, const std::string& path,
                                const std::string& limit, std::uint64_t most) {
  Loaded file = load(path, most, Pipes::Read);
  if (!file.octets) {
    complain(
        option + " " + path + ": " + file.error + "; " +
        (file.too_large ? "if it is genuine, raise --limit " + limit + "=N" : cure_of_path(file)));
  }
  return std::move(file.octets);
}

/// The length of the DER value at the front, as it is announced; 0: there is none.
std::uint64_t announced_length(Bytes octets) {
  if (octets.size() < 2 || octets[0] != asn1::kSequence) return 0;
  if (octets[1] < 0x80) return 2U + octets[1];
  const std::size_t count = octets[1] & 0x7FU;
  if (count == 0 || count > 4 || octets.size() < 2 + count) return 0;
  std::uint64_t length = 0;
  for (const std::uint8_t octet : octets.subspan(2, count)) length = length << 8U | octet;
  return length + 2 + count;
}

bool is_ocsp_response(Bytes octets) {
  asn1::DerReader outer(octets);
  const auto whole = outer.read(asn1::kSequence);
  return whole && asn1::DerReader(whole->value).peek() == asn1::kEnumerated;
}

/// What a file without a CRL is, and what to do about it.
std::string not_a_crl(const std::string& option, Bytes octets) {
  const bool crl_alone = option == "--crl";
  const std::uint64_t length = announced_length(octets);
  if (length > octets.size())
    return "this is cut short: " + std::to_string(octets.size()) + " of " + std::to_string(length) +
           " octets; " + std::string(kMalformed);
  if (crl_alone && is_ocsp_response(octets))
    return "this is an OCSP response; give it with --revocation";
  if (crl_alone && is_tar(octets))
    return "this is a tar archive, as smimecheck fetch writes; give it with --revocation";
  const std::string what = what_it_is(octets);
  if (what.starts_with("the manifest"))
    return "this is " + what + "; give the bundle, or the folder that it was unpacked to, with " +
           "--revocation";
  if (what.starts_with("compressed") || what.find("archive") != std::string::npos)
    return "this is " + what + "; unpack it first";
  if (what == "empty") return "this is empty; " + std::string(kMalformed);
  return "this holds no CRL, it is " + what + "; give one as DER or PEM";
}

/// The CRLs of a file: DER, PEM, or inside a PKCS #7 object or a serialized store.
bool read_crls(const std::string& option, const std::string& path, const Octets& octets,
               const Limits& limits, Evidence& evidence) {
  const auto refuse = [&](const std::string& line) {
    complain(option + " " + path + ": " + line);
    return false;
  };
  const trust::Content content = trust::detect(octets);
  if (content == trust::Content::Crl && announced_length(octets) < octets.size() &&
      announced_length(octets) > 0)
    return refuse("octets follow the CRL; give each CRL in a file of its own, or all as PEM");
  // Each CRL has its own limit, crl-size.
  Limits whole = limits;
  whole.trust_list_size = std::max(limits.trust_list_size, limits.revocation_octets);
  Findings findings;
  const auto list = trust::read_trust_list(octets, "", whole, findings);
  if (findings.has(Code::TrustIsPrivateKey)) return refuse(not_a_crl(option, octets));
  if (!list && content == trust::Content::Pem) {
    for (const Finding& finding : findings)
      if (info(finding.code).severity == Severity::Fatal)
        return refuse("the PEM is damaged (" + report::values_text(finding) + "); " +
                      std::string(kMalformed));
  }
  std::vector<const Octets*> crls;
  if (list) {
    for (const trust::Element& element : list->elements)
      if (element.kind == trust::ElementKind::Crl) crls.push_back(&element.octets);
  }
  if (crls.empty() && list && list->certificates() > 0)
    return refuse(
        "this holds certificates and no CRL; give the CRL of their issuer, or these with "
        "--intermediates");
  if (crls.empty()) return refuse(not_a_crl(option, octets));
  for (std::size_t i = 0; i < crls.size(); ++i) {
    std::string why;
    if (kept(evidence.add_crl(*crls[i], EvidenceSource::Given, limits, &why))) continue;
    const std::string which =
        crls.size() == 1 ? "the CRL"
                         : "CRL " + std::to_string(i + 1) + " of " + std::to_string(crls.size());
    return refuse(which + " cannot be used: " + why + "; " + cure_of_data(why));
  }
  return true;
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
  const bool more_for_bundles = limits.bundle_size >= limits.revocation_octets;
  const auto octets =
      load_file("--revocation", path, more_for_bundles ? "bundle-size" : "revocation-octets",
                std::max(limits.bundle_size, limits.revocation_octets));
  if (!octets) return false;
  if (is_tar(*octets)) return read_bundle(path, *octets, limits, evidence, given);
  if (!is_ocsp_response(*octets)) return read_crls("--revocation", path, *octets, limits, evidence);
  std::string why;
  if (kept(evidence.add_ocsp_response(*octets, EvidenceSource::Given, limits, &why))) return true;
  complain("--revocation " + path + ": the OCSP response cannot be used: " + why + "; " +
           cure_of_data(why));
  return false;
}

/// Issuers of a bundle that was unpacked.
bool read_issuers(const std::string& path, const Limits& limits, Evidence& evidence, Given& given) {
  auto octets = load_file("--revocation", path, "fetch-issuers", limits.fetch_issuers);
  if (!octets) return false;
  if (fetch::certificates_in(*octets, limits).empty()) {
    complain("--revocation " + path + ": this holds no certificate, it is " + what_it_is(*octets) +
             "; unpack the bundle again");
    return false;
  }
  fetch::Item item;
  item.kind = fetch::Kind::Issuers;
  item.octets = std::make_shared<const Octets>(std::move(*octets));
  fetch::add_fetched(std::span(&item, 1), limits, evidence, given,
                     [](const fetch::Item&, const std::string&) {});
  return true;
}

/// The regular files of a directory that are not hidden, in the order of their names. False, after
/// a line on standard error, if it cannot be read.
bool files_below(const std::string& path, std::vector<std::string>& files) {
  namespace fs = std::filesystem;
  std::error_code error;
  for (fs::directory_iterator at(path, error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    std::error_code gone;
    if (!name.starts_with('.') && at->is_regular_file(gone)) files.push_back(at->path().string());
  }
  if (error) complain("--revocation " + path + ": " + error.message() + "; check its permissions");
  std::sort(files.begin(), files.end());
  return !error;
}

/// What could not be fetched, from the manifest of a bundle that was unpacked. One that cannot be
/// read says nothing: the files beside it speak for themselves.
void read_failures(const std::string& path, const Limits& limits, Evidence& evidence,
                   Given& given) {
  const Loaded file = load(path, limits.bundle_size);
  const auto lines =
      file.octets ? fetch::read_manifest(as_text(*file.octets), limits.bundle_items) : std::nullopt;
  if (!lines) return;
  std::vector<fetch::Item> failed;
  for (const fetch::ManifestLine& line : *lines)
    if (line.item.outcome != fetch::Outcome::Fetched) failed.push_back(line.item);
  fetch::add_fetched(failed, limits, evidence, given,
                     [](const fetch::Item&, const std::string&) {});
}

/// A directory: of CRLs and OCSP responses, or one that a bundle was unpacked to.
bool read_directory(const std::string& path, const Limits& limits, Evidence& evidence,
                    Given& given) {
  namespace fs = std::filesystem;
  std::vector<std::string> files, issuers;
  if (!files_below(path, files)) return false;
  std::erase_if(files, [](const std::string& file) { return file.ends_with("/MANIFEST"); });
  read_failures((fs::path(path) / "MANIFEST").string(), limits, evidence, given);
  for (const char* folder : {"crl", "ocsp", "issuers"}) {
    const std::string below = (fs::path(path) / folder).string();
    std::error_code error;
    const bool there = fs::is_directory(below, error);
    const bool certificates = folder == std::string_view("issuers");
    if (there && !files_below(below, certificates ? issuers : files)) return false;
  }
  if (files.empty() && issuers.empty()) {
    complain("--revocation " + path +
             ": the directory holds no file; give one with CRLs and OCSP responses");
    return false;
  }
  return std::all_of(files.begin(), files.end(),
                     [&](const auto& file) { return read_any(file, limits, evidence, given); }) &&
         std::all_of(issuers.begin(), issuers.end(),
                     [&](const auto& file) { return read_issuers(file, limits, evidence, given); });
}

}  // namespace

bool read_revocation(const Options& options, Evidence& evidence, Given& given) {
  const Limits& limits = options.limits;
  for (const std::string& path : options.crls) {
    const auto octets = load_file("--crl", path, "revocation-octets", limits.revocation_octets);
    if (!octets || !read_crls("--crl", path, *octets, limits, evidence)) return false;
  }
  for (const std::string& path : options.revocation) {
    std::error_code error;
    const bool good = std::filesystem::is_directory(path, error)
                          ? read_directory(path, limits, evidence, given)
                          : read_any(path, limits, evidence, given);
    if (!good) return false;
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
