#pragma once
#include <optional>
#include <vector>

#include "engine/mutate/node.h"

namespace smime::mutate {

/// Where the fields of SignedData (RFC 5652 5.1) stand in a tree; null: not there. Found by shape,
/// tolerantly. Valid until the tree changes.
struct SignedShape {
  Node* signed_data = nullptr;
  Node* version = nullptr;
  Node* digest_algorithms = nullptr;
  Node* content_info = nullptr;  // EncapsulatedContentInfo
  Node* certificates = nullptr;
  Node* signer_infos = nullptr;
};
[[nodiscard]] std::optional<SignedShape> find_signed_data(Node& tree);

/// The fields of a SignerInfo (5.3).
struct SignerShape {
  Node* info = nullptr;
  Node* version = nullptr;
  Node* identifier = nullptr;
  Node* digest_algorithm = nullptr;
  Node* signed_attributes = nullptr;
  Node* signature_algorithm = nullptr;
  Node* signature = nullptr;
  Node* unsigned_attributes = nullptr;
};
[[nodiscard]] std::vector<SignerShape> signers_of(const SignedShape& shape);

/// The first child with this tag, at `from` or later; null if there is none.
[[nodiscard]] Node* child_with(Node& node, std::uint8_t tag, std::size_t from = 0);

/// The attributes of that type (its OID, contents octets).
[[nodiscard]] std::vector<Node*> attributes_of_type(Node& attributes, const Octets& type);

/// The octets that eContent holds, its pieces joined; null if there is no eContent.
[[nodiscard]] Node* content_of(const SignedShape& shape);
[[nodiscard]] Octets string_value(const Node& octet_string);

}  // namespace smime::mutate
