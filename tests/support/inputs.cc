#include "tests/support/inputs.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "engine/trust/trust_list.h"
#include "tests/support/exact.h"

namespace smime::test {
namespace fs = std::filesystem;

fs::path corpus() { return fs::path(SMIME_SOURCE_DIR) / "corpus"; }

fs::path suite_root() {
  const char* folder = std::getenv("SMIMECHECK_SUITES");
  return folder == nullptr ? fs::path() : fs::path(folder);
}

Octets read_octets(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string read_text(const fs::path& path) { return std::string(as_text(read_octets(path))); }

std::vector<std::string> split(std::string_view text, std::string_view at) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(at, begin), text.size());
    parts.emplace_back(text.substr(begin, end - begin));
    begin = end + at.size();
  }
  return parts;
}

std::vector<fs::path> files_below(const fs::path& folder, std::string_view ending) {
  std::vector<fs::path> found;
  if (!fs::is_directory(folder)) return found;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    const bool fits =
        name.size() >= ending.size() && std::equal(ending.rbegin(), ending.rend(), name.rbegin());
    if (entry.is_regular_file() && fits) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

namespace {

trust::TrustList read_list(const fs::path& file) {
  const Octets octets = read_octets(file);
  Findings findings;
  auto list =
      trust::read_trust_list(Exact(as_text(octets)), file.filename().string(), Limits{}, findings);
  if (!list) {
    const auto said =
        findings.empty() ? std::string() : std::string(info(findings.items()[0].code).wire);
    throw std::runtime_error("no trust list: " + file.string() + " " + said);
  }
  return std::move(*list);
}

}  // namespace

std::shared_ptr<const pki::TrustAnchors> read_anchors(const std::vector<fs::path>& files) {
  if (files.empty()) return nullptr;
  auto joined = std::make_shared<pki::TrustAnchors>();
  for (const auto& file : files) {
    const auto one = trust::anchors_of(read_list(file), trust::Anchors::SelfSigned);
    joined->add(*one);
    joined->fingerprint = one->fingerprint;
  }
  return joined;
}

std::vector<pki::CertificatePtr> read_certificates(const fs::path& file) {
  std::vector<pki::CertificatePtr> found;
  for (const auto& element : read_list(file).elements) {
    if (element.certificate) found.push_back(element.certificate);
  }
  return found;
}

RevocationGiven read_revocation(const std::vector<std::filesystem::path>& files) {
  auto evidence = std::make_shared<revocation::Evidence>();
  for (const auto& file : files) {
    const Octets octets = read_octets(file);
    const auto added = file.extension() == ".ocsp"
                           ? evidence->add_ocsp_response(octets, EvidenceSource::Given, {})
                           : evidence->add_crl(octets, EvidenceSource::Given, {});
    if (added != revocation::Added::Yes) throw std::runtime_error(file.string() + ": not usable");
  }
  RevocationGiven given;
  given.asked = revocation::Asked::Required;
  given.evidence = std::move(evidence);
  return given;
}

Table::Table(const fs::path& file) {
  for (const auto& line : split(read_text(file), "\n")) {
    if (line.empty() || line[0] == '#') continue;
    if (columns_.empty())
      columns_ = split(line, "\t");
    else
      rows_.push_back(split(line, "\t"));
  }
}

const std::string& Table::at(const Row& row, std::string_view column) const {
  static const std::string none;
  const auto found = std::find(columns_.begin(), columns_.end(), column);
  if (found == columns_.end()) throw std::runtime_error("no column " + std::string(column));
  const auto place = static_cast<std::size_t>(found - columns_.begin());
  return place < row.size() ? row[place] : none;
}

}  // namespace smime::test
