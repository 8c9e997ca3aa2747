#pragma once
#include <optional>
#include <vector>

#include "mime/entity.h"

/// Where the S/MIME layers of one tree stand in it. `layers` are their entities, outermost first.
namespace smime {

/// True if the entity is the root, or the content of a clear-signed layer that covers all.
[[nodiscard]] bool covers_all(const mime::EntityTree& tree, mime::EntityId id,
                              const std::vector<mime::EntityId>& layers);

/// The place in `layers` of the innermost one that the entity stands in.
[[nodiscard]] std::optional<std::size_t> enclosing(const mime::EntityTree& tree, mime::EntityId id,
                                                   const std::vector<mime::EntityId>& layers);

}  // namespace smime
