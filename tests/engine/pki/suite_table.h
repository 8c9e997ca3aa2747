#pragma once
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace smime::test {

/// `text` cut at `at`; empty parts are kept.
inline std::vector<std::string> split(std::string_view text, char at) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(at, begin), text.size());
    parts.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

/// A suite's table of tab-separated values, by the column names of its first line.
class SuiteTable {
 public:
  using Row = std::vector<std::string>;
  explicit SuiteTable(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::string line;
    if (!std::getline(in, line)) throw std::runtime_error("cannot read " + file.string());
    columns_ = split(line, '\t');
    while (std::getline(in, line)) rows_.push_back(split(line, '\t'));
  }
  [[nodiscard]] const std::vector<Row>& rows() const { return rows_; }
  [[nodiscard]] const std::string& at(const Row& row, std::string_view column) const {
    const auto found = std::find(columns_.begin(), columns_.end(), column);
    if (found == columns_.end()) throw std::runtime_error("no column " + std::string(column));
    return row.at(static_cast<std::size_t>(found - columns_.begin()));
  }

 private:
  Row columns_;
  std::vector<Row> rows_;
};

/// The folder of conformance suites; empty if the variable is not set.
inline std::filesystem::path suites_folder() {
  const char* const folder = std::getenv("SMIMECHECK_SUITES");
  return folder == nullptr ? std::filesystem::path() : std::filesystem::path(folder);
}

}  // namespace smime::test
