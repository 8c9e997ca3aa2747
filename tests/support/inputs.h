#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "engine/given.h"

/// Files and trust lists for tests. Each failure is a std::runtime_error that names the file.
namespace smime::test {

/// corpus/, and the folder of conformance suites; empty: the variable is not set.
[[nodiscard]] std::filesystem::path corpus();
[[nodiscard]] std::filesystem::path suite_root();

[[nodiscard]] Octets read_octets(const std::filesystem::path& path);
[[nodiscard]] std::string read_text(const std::filesystem::path& path);

/// `text` cut at every `at`; empty parts are kept.
[[nodiscard]] std::vector<std::string> split(std::string_view text, std::string_view at);

/// The regular files below `folder` whose names end with `ending`, in order.
[[nodiscard]] std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder,
                                                             std::string_view ending);

/// What a chain may use of the trust lists in `files`, joined: self-signed ones are anchors.
[[nodiscard]] std::shared_ptr<const pki::TrustAnchors> read_anchors(
    const std::vector<std::filesystem::path>& files);

/// Every certificate of a list.
[[nodiscard]] std::vector<pki::CertificatePtr> read_certificates(const std::filesystem::path& file);

/// CRLs (.crl) and OCSP responses (.ocsp), with which revocation is asked about.
[[nodiscard]] RevocationGiven read_revocation(const std::vector<std::filesystem::path>& files);

/// The rows of a table of tab-separated values, by column name of its first line.
class Table {
 public:
  using Row = std::vector<std::string>;
  explicit Table(const std::filesystem::path& file);
  [[nodiscard]] const std::vector<Row>& rows() const { return rows_; }
  [[nodiscard]] const std::string& at(const Row& row, std::string_view column) const;

 private:
  Row columns_;
  std::vector<Row> rows_;
};

}  // namespace smime::test
