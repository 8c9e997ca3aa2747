#pragma once
#include <optional>
#include <string>

#include "engine/mutate/operation.h"
#include "engine/mutate/signed_shape.h"

/// Where in a message an operation is applied, and the few changes that many operations share.
namespace smime::mutate {

/// One of the opened CMS objects; null if there is none.
[[nodiscard]] OpenedCms* pick_cms(Workbench& bench);
/// One of the parts.
[[nodiscard]] Part& pick_part(Workbench& bench);
/// A multipart with at least `least` parts; null if there is none.
[[nodiscard]] Part* pick_multipart(Workbench& bench, std::size_t least = 1);
/// A place in the tree of a CMS object, near its root as often as deep inside; an empty parent if
/// there is none.
[[nodiscard]] Place pick_place(Workbench& bench);
[[nodiscard]] std::optional<SignedShape> pick_signed_data(Workbench& bench);

void erase_child(Node& node, const Node* child);
void insert_child(Node& node, std::size_t at, Node child);
/// False if `node` is null or has too few children.
bool duplicate_child(Workbench& bench, Node* node);
bool drop_child(Workbench& bench, Node* node);
bool rotate_children(Workbench& bench, Node* node);

/// A delimiter line for the parts of `part`, with the line end before it.
[[nodiscard]] std::string delimiter_of(const Part& part);
[[nodiscard]] std::string delimiter_of(const Part& part, const std::string& boundary);
void insert_part(Part& parent, std::size_t at, Part part);

/// A part that nobody signed.
inline constexpr std::string_view kUnsigned =
    "Content-Type: text/plain\r\n\r\nPay 1000 pieces to Mallory.";

/// Changes a few octets of a value; it may grow by Workbench::room at most.
void change_octets(Workbench& bench, Octets& value);

}  // namespace smime::mutate
