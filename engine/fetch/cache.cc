#include "engine/fetch/cache.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <iterator>
#include <utility>

#include "base/text.h"
#include "engine/fetch/content.h"

namespace smime::fetch {
namespace {

constexpr Time kHour = 3'600;
constexpr Time kLongest = 7 * 24 * kHour, kWithoutTime = 12 * kHour;
/// What an item in memory costs beside its URL and its octets, about.
constexpr std::uint64_t kOverhead = 512;

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

Cache::Cache(std::string directory, const Limits& limits, std::uint64_t memory)
    : directory_(std::move(directory)), limits_(limits), most_(memory) {}

std::string Cache::path_of(const Item& item) const {
  const std::string key = std::string(wire_name(item.kind)) + "\n" + item.url + "\n" +
                          (item.certificate ? hex(*item.certificate) : "");
  return directory_ + "/" + hex(crypto::sha256(as_octets(key))) + ".tar";
}

std::optional<Item> Cache::find_in_memory(const std::string& path) {
  const auto place = places_.find(path);
  if (place == places_.end()) return std::nullopt;
  recent_.splice(recent_.begin(), recent_, place->second);
  return place->second->second;
}

std::optional<Item> Cache::find_on_disk(const std::string& path) const {
  if (directory_.empty()) return std::nullopt;
  const auto octets = read_file(path, limits_.bundle_size);
  Findings unused;
  auto bundle = octets ? read_bundle(*octets, limits_, unused) : std::nullopt;
  if (!bundle || bundle->items.size() != 1) return std::nullopt;
  return std::move(bundle->items.front());
}

std::optional<Item> Cache::find(const Item& wanted, Time now) {
  const std::string path = path_of(wanted);
  auto item = find_in_memory(path);
  if (!item) item = find_on_disk(path);
  if (!item) return std::nullopt;
  const bool same = item->kind == wanted.kind && item->url == wanted.url &&
                    item->certificate == wanted.certificate && item->octets;
  // An answer from the future was kept under a wrong clock.
  if (!same || item->fetched > now || good_until(*item) <= now) return std::nullopt;
  return item;
}

void Cache::keep_in_memory(const std::string& path, const Item& item) {
  const auto cost = [](const Item& one) { return one.octets->size() + one.url.size() + kOverhead; };
  const auto forget = [&](Recent::iterator place) {
    held_ -= cost(place->second);
    places_.erase(place->first);
    recent_.erase(place);
  };
  if (const auto place = places_.find(path); place != places_.end()) forget(place->second);
  if (cost(item) > most_) return;
  while (held_ + cost(item) > most_) forget(std::prev(recent_.end()));
  recent_.emplace_front(path, item);
  places_[path] = recent_.begin();
  held_ += cost(item);
}

bool Cache::keep(const Item& item, std::string& error) {
  if (!item.octets) return true;
  const std::string path = path_of(item);
  keep_in_memory(path, item);
  if (directory_.empty()) return true;
  const bool there = mkdir(directory_.c_str(), 0700) == 0 || errno == EEXIST;
  if (there && write_file(path, write_bundle({{item}}))) return true;
  error = std::strerror(errno);
  return false;
}

}  // namespace smime::fetch
