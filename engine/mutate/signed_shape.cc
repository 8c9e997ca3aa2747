#include "engine/mutate/signed_shape.h"

namespace smime::mutate {
namespace {

constexpr std::uint8_t kInteger = 0x02, kOctetString = 0x04, kOid = 0x06, kSequence = 0x30,
                       kSet = 0x31, kZero = 0xA0, kOne = 0xA1;

/// version, digestAlgorithms, encapContentInfo
bool begins_like_signed_data(const Node& node) {
  const auto& members = node.children;
  return node.tag() == kSequence && members.size() >= 3 && members[0].tag() == kInteger &&
         members[1].tag() == kSet && members[2].tag() == kSequence &&
         !members[2].children.empty() && members[2].children[0].tag() == kOid;
}

}  // namespace

Node* child_with(Node& node, std::uint8_t tag, std::size_t from) {
  for (std::size_t i = from; i < node.children.size(); ++i)
    if (node.children[i].tag() == tag) return &node.children[i];
  return nullptr;
}

std::optional<SignedShape> find_signed_data(Node& tree) {
  for (const Place& place : places(tree)) {
    Node& node = place.node();
    if (!begins_like_signed_data(node)) continue;
    SignedShape shape;
    shape.signed_data = &node;
    shape.version = &node.children[0];
    shape.digest_algorithms = &node.children[1];
    shape.content_info = &node.children[2];
    shape.certificates = child_with(node, kZero, 3);
    shape.signer_infos = child_with(node, kSet, 3);
    return shape;
  }
  return std::nullopt;
}

std::vector<SignerShape> signers_of(const SignedShape& shape) {
  std::vector<SignerShape> out;
  if (shape.signer_infos == nullptr) return out;
  for (Node& info : shape.signer_infos->children) {
    SignerShape signer;
    auto& fields = info.children;
    if (info.tag() != kSequence || fields.size() < 5) continue;
    signer.info = &info;
    signer.version = &fields[0];
    signer.identifier = &fields[1];
    signer.digest_algorithm = &fields[2];
    signer.signed_attributes = child_with(info, kZero, 3);
    signer.signature_algorithm = child_with(info, kSequence, 3);
    signer.signature = child_with(info, kOctetString, 3);
    signer.unsigned_attributes = child_with(info, kOne, 3);
    if (signer.signature_algorithm == nullptr || signer.signature == nullptr) continue;
    out.push_back(signer);
  }
  return out;
}

std::vector<Node*> attributes_of_type(Node& attributes, const Octets& type) {
  std::vector<Node*> out;
  for (Node& attribute : attributes.children)
    if (!attribute.children.empty() && attribute.children[0].tag() == kOid &&
        attribute.children[0].contents == type)
      out.push_back(&attribute);
  return out;
}

Node* content_of(const SignedShape& shape) {
  Node* const explicit_tag = child_with(*shape.content_info, kZero, 1);
  return explicit_tag == nullptr || explicit_tag->children.empty() ? nullptr
                                                                   : &explicit_tag->children[0];
}

Octets string_value(const Node& octet_string) {
  if (!octet_string.constructed()) return encode_contents(octet_string);
  Octets out = octet_string.contents;
  for (const Node& piece : octet_string.children) {
    const Octets more = string_value(piece);
    out.insert(out.end(), more.begin(), more.end());
  }
  return out;
}

}  // namespace smime::mutate
