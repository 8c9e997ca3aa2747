#include "cli/compare/private_directory.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include "cli/load.h"

namespace smime::cli::compare {

PrivateDirectory::PrivateDirectory() {
  const char* given = std::getenv("TMPDIR");
  std::error_code fault;
  // Engines run in this directory, so a relative TMPDIR would lead elsewhere.
  const auto base = std::filesystem::absolute(
      given != nullptr && *given != '\0' ? std::string(given) : std::string("/tmp"), fault);
  if (fault) return;
  std::string name = (base / "smimecheck-XXXXXX").string();
  if (mkdtemp(name.data()) != nullptr) path_ = name;
}

PrivateDirectory::~PrivateDirectory() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

std::string PrivateDirectory::path(std::string_view name) const {
  return path_ + "/" + std::string(name);
}

bool PrivateDirectory::write(std::string_view name, Bytes octets) const {
  const std::string full = path(name);
  const int file = open(full.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) return false;
  bool good = true;
  while (good && !octets.empty()) {
    const ssize_t count = ::write(file, octets.data(), octets.size());
    if (count < 0 && errno == EINTR) continue;
    good = count > 0;
    if (good) octets = octets.subspan(static_cast<std::size_t>(count));
  }
  return close(file) == 0 && good;
}

std::optional<Octets> PrivateDirectory::read(std::string_view name, std::uint64_t most) const {
  return load(path(name), most).octets;
}

void PrivateDirectory::remove(std::string_view name) const {
  std::error_code ignored;
  std::filesystem::remove_all(path(name), ignored);
}

bool PrivateDirectory::make(std::string_view name) const {
  return mkdir(path(name).c_str(), 0700) == 0;
}

}  // namespace smime::cli::compare
