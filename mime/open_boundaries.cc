#include "mime/open_boundaries.h"

#include <algorithm>

namespace smime::mime {

void OpenBoundaries::push(std::string boundary) {
  const auto level = static_cast<std::uint32_t>(boundaries_.size());
  boundaries_.push_back(std::move(boundary));
  const auto place = std::upper_bound(
      sorted_.begin(), sorted_.end(), level,
      [this](std::uint32_t a, std::uint32_t b) { return boundaries_[a] < boundaries_[b]; });
  sorted_.insert(place, level);
  link();
}

void OpenBoundaries::pop() {
  const auto level = static_cast<std::uint32_t>(boundaries_.size() - 1);
  sorted_.erase(std::find(sorted_.begin(), sorted_.end(), level));
  boundaries_.pop_back();
  link();
}

// In sorted order, what a text begins with stands before it, and between both stands only what
// begins with it too. So the chain of open prefixes is a stack.
void OpenBoundaries::link() {
  shorter_.assign(sorted_.size(), kNone);
  for (std::size_t place = 1; place < sorted_.size(); ++place) {
    const std::string& text = boundaries_[sorted_[place]];
    std::size_t before = place - 1;
    while (before != kNone && !text.starts_with(boundaries_[sorted_[before]]))
      before = shorter_[before];
    shorter_[place] = before;
  }
}

const std::vector<std::uint32_t>& OpenBoundaries::matching(Bytes line) {
  matching_.clear();
  const std::string_view all = as_text(line);
  if (!all.starts_with("--") || sorted_.empty()) return matching_;
  const std::string_view text = all.substr(2);
  // Every boundary that `text` begins with is, or is a beginning of, the last one not after it.
  const auto after = std::upper_bound(
      sorted_.begin(), sorted_.end(), text,
      [this](std::string_view a, std::uint32_t level) { return a < boundaries_[level]; });
  if (after == sorted_.begin()) return matching_;
  auto place = static_cast<std::size_t>(after - sorted_.begin()) - 1;
  const std::string& nearest = boundaries_[sorted_[place]];
  const auto common = static_cast<std::size_t>(
      std::mismatch(
          text.begin(),
          text.begin() + static_cast<std::ptrdiff_t>(std::min(text.size(), nearest.size())),
          nearest.begin())
          .first -
      text.begin());
  for (; place != kNone; place = shorter_[place]) {
    if (boundaries_[sorted_[place]].size() <= common) matching_.push_back(sorted_[place]);
  }
  return matching_;
}

}  // namespace smime::mime
