#include "engine/mutate/operation.h"

#include <algorithm>

namespace smime::mutate {

OpenedCms* pick_cms(Workbench& bench) {
  std::vector<OpenedCms*> all;
  for (Part* const part : parts_of(bench.message))
    if (part->cms) all.push_back(&*part->cms);
  return all.empty() ? nullptr : bench.random.pick(all);
}

Part& pick_part(Workbench& bench) {
  const std::vector<Part*> all = parts_of(bench.message);
  return *all[bench.random.below(all.size())];
}

Place pick_place(Workbench& bench, Node& tree) {
  if (bench.random.one_in(2)) {
    std::vector<Place> all = places(tree);
    return all.empty() ? Place{} : bench.random.pick(all);
  }
  Place place;
  Node* node = &tree;
  while (!node->children.empty() && (place.parent == nullptr || !bench.random.one_in(5))) {
    place = {node, bench.random.below(node->children.size())};
    node = &place.node();
  }
  return place;
}

void change_octets(Workbench& bench, Octets& value) {
  Random& random = bench.random;
  if (bench.change_octets != nullptr && *bench.change_octets && !value.empty() &&
      random.one_in(2)) {
    const std::size_t size = value.size();
    value.resize(size + std::min<std::size_t>(bench.room, 64));
    value.resize(std::min(value.size(), (*bench.change_octets)(value.data(), size, value.size())));
    return;
  }
  static constexpr std::uint8_t kEdges[] = {0x00, 0x01, 0x0A, 0x0D, 0x20, 0x30, 0x7F, 0x80, 0xFF};
  const std::size_t changes = 1 + random.below(random.one_in(4) ? 8 : 2);
  for (std::size_t i = 0; i < changes; ++i) {
    const std::uint8_t octet = random.one_in(2) ? random.pick(kEdges) : random.octet();
    const std::size_t kind = random.below(4);
    if (value.empty() || kind == 0)
      value.insert(value.begin() + static_cast<std::ptrdiff_t>(random.below(value.size() + 1)),
                   octet);
    else if (kind == 1)
      value.erase(value.begin() + static_cast<std::ptrdiff_t>(random.below(value.size())));
    else if (kind == 2)
      random.pick(value) = octet;
    else
      random.pick(value) ^= static_cast<std::uint8_t>(1U << random.below(8));
  }
}

}  // namespace smime::mutate
