#include "bench/mails.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace smime::bench {
namespace {
std::vector<Octets>& storage() {
  static std::vector<Octets> mails;
  return mails;
}
}  // namespace

void read_mails(const std::string& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".eml") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    storage().emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
}

const std::vector<Octets>& mails() { return storage(); }

std::size_t octets_of_all() {
  std::size_t sum = 0;
  for (const auto& mail : mails()) sum += mail.size();
  return sum;
}

}  // namespace smime::bench
