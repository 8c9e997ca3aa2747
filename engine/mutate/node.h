#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/bytes.h"

namespace smime::mutate {

/// One value of BER (X.690 8.1) that can be changed and written again: lengths are not kept but
/// made when it is written, in the form in which they were found.
///
///     identifier | length | contents | children, one after the other | 00 00 if indefinite
///
/// A constructed value has children and no contents; one that could not be read has contents alone.
/// A primitive OCTET STRING or BIT STRING that holds values has them as children; contents is then
/// what stands before them (the count of unused bits).
struct Node {
  Octets identifier;               // empty: contents and children stand alone, without a length
  bool indefinite = false;         // written so if it is constructed
  std::uint8_t length_octets = 0;  // at least so many after the first; 0: the shortest form
  Octets false_length;             // not empty: written as the length, whatever the length is
  Octets contents;
  std::vector<Node> children;

  [[nodiscard]] std::uint8_t tag() const { return identifier.empty() ? 0 : identifier.front(); }
  [[nodiscard]] bool constructed() const { return (tag() & 0x20U) != 0; }
};

/// The values of `octets`, as children of a root without identifier. What is no value stays as it
/// is: encode(read_nodes(x)) is x, whatever x holds. Nesting beyond 100 levels and what follows
/// 50,000 values is left unread, so that the work is bounded.
[[nodiscard]] Node read_nodes(Bytes octets);

/// Linear in the octets it writes.
[[nodiscard]] Octets encode(const Node& node);
/// As DER writes it: shortest definite lengths, the rest as it is.
[[nodiscard]] Octets encode_der(const Node& node);
/// Contents octets alone.
[[nodiscard]] Octets encode_contents(const Node& node);

[[nodiscard]] Node primitive(std::uint8_t tag, Bytes contents);
[[nodiscard]] Node constructed(std::uint8_t tag, std::vector<Node> children);
/// The one value that `der` holds. It must be one: for constants.
[[nodiscard]] Node node_of(Bytes der);

/// Where a node stands: parent->children[index].
struct Place {
  Node* parent = nullptr;
  std::size_t index = 0;
  [[nodiscard]] Node& node() const { return parent->children[index]; }
};
/// Every node below `root`, parents before children. Valid until the tree changes.
[[nodiscard]] std::vector<Place> places(Node& root);

}  // namespace smime::mutate
