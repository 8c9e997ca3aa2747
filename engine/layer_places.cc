#include "engine/layer_places.h"

#include <algorithm>

namespace smime {

bool covers_all(const mime::EntityTree& tree, mime::EntityId id,
                const std::vector<mime::EntityId>& layers) {
  while (id != 0) {
    const mime::EntityId outer = tree.entities[id].parent;
    const bool is_layer = std::find(layers.begin(), layers.end(), outer) != layers.end();
    if (!is_layer || tree.entities[outer].children.front() != id) return false;
    id = outer;
  }
  return true;
}

std::optional<std::size_t> enclosing(const mime::EntityTree& tree, mime::EntityId id,
                                     const std::vector<mime::EntityId>& layers) {
  for (mime::EntityId up = tree.entities[id].parent; up != mime::kNoEntity;
       up = tree.entities[up].parent) {
    const auto found = std::find(layers.begin(), layers.end(), up);
    if (found != layers.end()) return static_cast<std::size_t>(found - layers.begin());
  }
  return std::nullopt;
}

}  // namespace smime
