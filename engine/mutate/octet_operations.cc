#include <algorithm>

#include "engine/mutate/choice.h"
#include "engine/mutate/operation.h"

namespace smime::mutate {
namespace {

/// Applies a change to the octets of the whole message, and reads what came of it.
template <typename Change>
bool rewrite(Workbench& bench, Change change) {
  const std::string before = render_entity(bench.message);
  if (before.empty()) return false;
  Octets octets = copy(as_octets(before));
  change(octets);
  if (as_text(octets) == before) return false;
  bench.message = read_part(octets);
  return true;
}

/// A stretch of octets, short as often as long.
Extent stretch(Workbench& bench, std::size_t size) {
  const std::size_t from = bench.random.below(size);
  const std::size_t most =
      bench.random.one_in(4) ? size - from : std::min<std::size_t>(16, size - from);
  return {static_cast<std::uint32_t>(from),
          static_cast<std::uint32_t>(1 + bench.random.below(most))};
}

bool flip(Workbench& bench) {
  return rewrite(bench, [&](Octets& octets) {
    bench.random.pick(octets) ^= static_cast<std::uint8_t>(1U << bench.random.below(8));
  });
}

bool set(Workbench& bench) {
  return rewrite(bench, [&](Octets& octets) { change_octets(bench, octets); });
}

bool remove(Workbench& bench) {
  return rewrite(bench, [&](Octets& octets) {
    const Extent some = stretch(bench, octets.size());
    octets.erase(octets.begin() + some.offset, octets.begin() + some.end());
  });
}

bool duplicate(Workbench& bench) {
  return rewrite(bench, [&](Octets& octets) {
    const Extent some = stretch(bench, octets.size());
    if (some.length > bench.room) return;
    const Octets piece = copy(some.in(octets));
    octets.insert(octets.begin() + some.offset, piece.begin(), piece.end());
  });
}

bool cut(Workbench& bench) {
  return rewrite(bench, [&](Octets& octets) { octets.resize(bench.random.below(octets.size())); });
}

constexpr Operation kOperations[] = {
    {"octets.flip", "one bit", false, flip},
    {"octets.set", "a few octets, or some more", false, set},
    {"octets.remove", "a stretch of octets is left out", false, remove},
    {"octets.duplicate", "a stretch of octets stands twice", false, duplicate},
    {"octets.cut", "the end is missing", false, cut},
};

}  // namespace

Operations octet_operations() { return kOperations; }

}  // namespace smime::mutate
