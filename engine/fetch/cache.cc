#include "engine/fetch/cache.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "base/text.h"
#include "engine/fetch/content.h"

namespace smime::fetch {
namespace {

constexpr Time kHour = 3'600;
constexpr Time kLongest = 7 * 24 * kHour, kWithoutTime = 12 * kHour;

class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  ~File() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  [[nodiscard]] int get() const { return descriptor_; }
  /// False if what was written could not be put away.
  [[nodiscard]] bool finish() { return close(std::exchange(descriptor_, -1)) == 0; }

 private:
  int descriptor_;
};

std::optional<Octets> read_file(const std::string& path, std::uint64_t most) {
  const File file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  struct stat about = {};
  if (file.get() < 0 || fstat(file.get(), &about) != 0 || !S_ISREG(about.st_mode) ||
      static_cast<std::uint64_t>(about.st_size) > most)
    return std::nullopt;
  Octets octets(static_cast<std::size_t>(about.st_size));
  std::size_t at = 0;
  while (at < octets.size()) {
    const ssize_t count = read(file.get(), octets.data() + at, octets.size() - at);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return std::nullopt;
    at += static_cast<std::size_t>(count);
  }
  return octets;
}

/// Writes beside `path` and renames, so that a reader finds a whole file or none.
bool write_file(const std::string& path, Bytes octets) {
  std::string temporary = path + ".XXXXXX";
  File file(mkostemp(temporary.data(), O_CLOEXEC));
  if (file.get() < 0) return false;
  bool good = true;
  while (good && !octets.empty()) {
    const ssize_t count = write(file.get(), octets.data(), octets.size());
    if (count < 0 && errno == EINTR) continue;
    good = count >= 0;
    if (good) octets = octets.subspan(static_cast<std::size_t>(count));
  }
  good = good && file.finish() && std::rename(temporary.c_str(), path.c_str()) == 0;
  const int why = errno;
  if (!good) (void)unlink(temporary.c_str());
  errno = why;
  return good;
}

/// Until when an answer is used.
Time good_until(const Item& item) {
  const auto next = examine(item.kind, *item.octets).next_update;
  return std::min(next.value_or(item.fetched + kWithoutTime), item.fetched + kLongest);
}

}  // namespace

Cache::Cache(std::string directory, const Limits& limits)
    : directory_(std::move(directory)), limits_(limits) {}

std::string Cache::path_of(const Item& item) const {
  const std::string key = std::string(wire_name(item.kind)) + "\n" + item.url + "\n" +
                          (item.certificate ? hex(*item.certificate) : "");
  return directory_ + "/" + hex(crypto::sha256(as_octets(key))) + ".tar";
}

std::optional<Item> Cache::find(const Item& wanted, Time now) const {
  if (directory_.empty()) return std::nullopt;
  const auto octets = read_file(path_of(wanted), limits_.bundle_size);
  Findings unused;
  auto bundle = octets ? read_bundle(*octets, limits_, unused) : std::nullopt;
  if (!bundle || bundle->items.size() != 1) return std::nullopt;
  Item& item = bundle->items.front();
  const bool same = item.kind == wanted.kind && item.url == wanted.url &&
                    item.certificate == wanted.certificate && item.octets;
  // An answer from the future was kept under a wrong clock.
  if (!same || item.fetched > now || good_until(item) <= now) return std::nullopt;
  return std::move(item);
}

bool Cache::keep(const Item& item, std::string& error) const {
  if (directory_.empty() || !item.octets) return true;
  const bool there = mkdir(directory_.c_str(), 0700) == 0 || errno == EEXIST;
  if (there && write_file(path_of(item), write_bundle({{item}}))) return true;
  error = std::strerror(errno);
  return false;
}

}  // namespace smime::fetch
