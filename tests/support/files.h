#pragma once
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/exact.h"

namespace smime::test {

/// The whole file; empty if it cannot be read (every use then fails on its own).
inline std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// A file of the source tree, in a block of its exact size.
inline Exact corpus_file(const std::string& path) {
  return Exact(read_file(std::string(SMIME_SOURCE_DIR) + "/corpus/" + path));
}

/// The folder of the public suites; empty if SMIMECHECK_SUITES is not set.
inline std::string suites() {
  const char* const folder = std::getenv("SMIMECHECK_SUITES");
  return folder == nullptr ? std::string() : std::string(folder);
}

/// The rows of a tab-separated file, its heading left out.
inline std::vector<std::vector<std::string>> read_tsv(const std::string& path) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream lines(read_file(path));
  for (std::string line; std::getline(lines, line);) {
    std::vector<std::string> row;
    std::istringstream cells(line);
    for (std::string cell; std::getline(cells, cell, '\t');) row.push_back(cell);
    rows.push_back(std::move(row));
  }
  if (!rows.empty()) rows.erase(rows.begin());
  return rows;
}

}  // namespace smime::test
