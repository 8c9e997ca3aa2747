#include "cli/input_walk.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace smime::cli {
namespace {

constexpr std::size_t kMostDepth = 256;  // directories inside each other

}  // namespace

InputWalk::InputWalk(const Options& options)
    : recursive_(options.recursive),
      separator_(options.null_separated ? '\0' : '\n'),
      arguments_(options.arguments) {
  if (options.files_from) list_.emplace(*options.files_from);
}

std::optional<std::string> InputWalk::next_name() {
  if (at_ < arguments_.size()) return arguments_[at_++];
  auto line = list_ ? list_->next(separator_) : std::nullopt;
  // A list that was made on Windows, unless a file really is called so.
  if (line && separator_ == '\n' && line->ends_with('\r') && access(line->c_str(), F_OK) != 0)
    line->pop_back();
  return line;
}

std::string InputWalk::enter(const std::string& directory) {
  if (levels_.size() >= kMostDepth) return "directories are nested too deeply";
  DIR* handle = opendir(directory.c_str());
  if (handle == nullptr) return std::strerror(errno);
  Level level{directory, {}};
  int number = 0;
  while (true) {
    errno = 0;
    const dirent* entry = readdir(handle);
    if (entry == nullptr) {
      number = errno;
      break;
    }
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") level.names.emplace_back(name);
  }
  closedir(handle);
  if (number != 0) return std::strerror(number);
  // std::string compares as octets, whatever the locale says.
  std::sort(level.names.begin(), level.names.end(), std::greater<>());
  levels_.push_back(std::move(level));
  return {};
}

std::optional<InputWalk::Input> InputWalk::next() {
  while (true) {
    std::string path;
    bool named = false;  // by the user, so that a link to a directory is meant
    if (!levels_.empty()) {
      Level& level = levels_.back();
      if (level.names.empty()) {
        levels_.pop_back();
        continue;
      }
      path = level.directory;
      if (!path.ends_with('/')) path.push_back('/');
      path += level.names.back();
      level.names.pop_back();
    } else {
      auto name = next_name();
      if (!name) return std::nullopt;
      path = std::move(*name);
      named = true;
    }
    struct stat about = {};
    if (!recursive_ || path == "-") return Input{std::move(path), {}, named};
    const int result = named ? stat(path.c_str(), &about) : lstat(path.c_str(), &about);
    if (result != 0 || !S_ISDIR(about.st_mode)) {
      // A link to a directory inside a directory could lead back up.
      const bool link_down = !named && result == 0 && S_ISLNK(about.st_mode) &&
                             stat(path.c_str(), &about) == 0 && S_ISDIR(about.st_mode);
      if (link_down) continue;
      return Input{std::move(path), {}, named};
    }
    std::string error = enter(path);
    if (!error.empty()) return Input{std::move(path), std::move(error), named};
  }
}

}  // namespace smime::cli
