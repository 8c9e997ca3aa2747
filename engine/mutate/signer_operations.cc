#include <algorithm>
#include <utility>

#include "engine/mutate/choice.h"
#include "engine/mutate/oid_neighbours.h"
#include "engine/mutate/operation.h"

namespace smime::mutate {
namespace {

/// One SignerInfo that satisfies `wanted`.
template <typename Wanted>
std::optional<SignerShape> some_signer(Workbench& bench, Wanted wanted) {
  const auto shape = pick_signed_data(bench);
  if (!shape) return std::nullopt;
  std::vector<SignerShape> signers = signers_of(*shape);
  std::erase_if(signers, [&](const SignerShape& signer) { return !wanted(signer); });
  if (signers.empty()) return std::nullopt;
  return bench.random.pick(signers);
}
std::optional<SignerShape> some_signer(Workbench& bench) {
  return some_signer(bench, [](const SignerShape&) { return true; });
}

/// The signed attributes of one, of which there are at least `least`.
Node* some_attributes(Workbench& bench, std::size_t least = 1) {
  const auto signer = some_signer(bench, [&](const SignerShape& one) {
    return one.signed_attributes != nullptr && one.signed_attributes->children.size() >= least;
  });
  return signer ? signer->signed_attributes : nullptr;
}

bool version(Workbench& bench) {
  const auto shape = pick_signed_data(bench);
  if (!shape) return false;
  std::vector<Node*> versions = {shape->version};
  for (const SignerShape& signer : signers_of(*shape)) versions.push_back(signer.version);
  Octets& value = bench.random.pick(versions)->contents;
  const Octets before = value;
  value = {static_cast<std::uint8_t>(bench.random.below(7))};
  return value != before;
}

bool attribute_duplicate(Workbench& bench) {
  return duplicate_child(bench, some_attributes(bench));
}
bool attribute_drop(Workbench& bench) { return drop_child(bench, some_attributes(bench)); }
bool attribute_reorder(Workbench& bench) {
  return rotate_children(bench, some_attributes(bench, 2));
}

bool attribute_values(Workbench& bench) {
  Node* const attributes = some_attributes(bench);
  if (attributes == nullptr) return false;
  Node& attribute = bench.random.pick(attributes->children);
  if (attribute.children.size() < 2) return false;
  Node& values = attribute.children[1];
  if (bench.random.one_in(3)) {
    if (values.children.empty()) return false;
    values.children.clear();
    return true;
  }
  return duplicate_child(bench, &values);
}

bool attribute_type(Workbench& bench) {
  Node* const attributes = some_attributes(bench);
  if (attributes == nullptr) return false;
  Node& attribute = bench.random.pick(attributes->children);
  if (attribute.children.empty()) return false;
  Octets& type = attribute.children[0].contents;
  const Octets before = type;
  type = neighbour_of(type, bench.random);
  return type != before;
}

bool attributes_absent(Workbench& bench) {
  const auto signer =
      some_signer(bench, [](const SignerShape& one) { return one.signed_attributes != nullptr; });
  if (!signer) return false;
  if (bench.random.one_in(3))
    signer->signed_attributes->children.clear();
  else
    erase_child(*signer->info, signer->signed_attributes);
  return true;
}

/// A signed attribute also, or only, where nothing protects it.
bool attribute_unsigned(Workbench& bench) {
  const auto signer = some_signer(bench, [](const SignerShape& one) {
    return one.signed_attributes != nullptr && !one.signed_attributes->children.empty();
  });
  if (!signer) return false;
  auto& attributes = signer->signed_attributes->children;
  const std::size_t which = bench.random.below(attributes.size());
  Node moved = attributes[which];
  if (bench.random.one_in(2))
    attributes.erase(attributes.begin() + static_cast<std::ptrdiff_t>(which));
  if (signer->unsigned_attributes != nullptr) {
    signer->unsigned_attributes->children.push_back(std::move(moved));
  } else {
    std::vector<Node> one;
    one.push_back(std::move(moved));
    signer->info->children.push_back(constructed(0xA1, std::move(one)));
  }
  return true;
}

/// Strenzke, "ForgedAttributes" (2023): the DER of the signed attributes becomes the content, and
/// the signature, now without attributes, is still right.
bool attributes_as_content(Workbench& bench) {
  const auto shape = pick_signed_data(bench);
  if (!shape) return false;
  for (const SignerShape& signer : signers_of(*shape)) {
    if (signer.signed_attributes == nullptr) continue;
    Node set = *signer.signed_attributes;
    set.identifier = {0x31};
    erase_child(*signer.info, signer.signed_attributes);
    std::vector<Node> content;
    content.push_back(primitive(0x04, encode_der(set)));
    std::erase_if(shape->content_info->children, [](const Node& one) { return one.tag() == 0xA0; });
    shape->content_info->children.push_back(constructed(0xA0, std::move(content)));
    return true;
  }
  return false;
}

Node* some_signer_infos(Workbench& bench) {
  const auto shape = pick_signed_data(bench);
  return shape ? shape->signer_infos : nullptr;
}
bool signer_drop(Workbench& bench) { return drop_child(bench, some_signer_infos(bench)); }
bool signer_duplicate(Workbench& bench) { return duplicate_child(bench, some_signer_infos(bench)); }

/// A second signer whose signature is wrong, before or after the good one.
bool signer_broken_twin(Workbench& bench) {
  Node* const infos = some_signer_infos(bench);
  if (infos == nullptr || infos->children.empty()) return false;
  Node twin = infos->children[0];
  Node* const signature = child_with(twin, 0x04, 3);
  if (signature == nullptr) return false;
  Octets value = encode_contents(*signature);
  if (value.empty()) return false;
  bench.random.pick(value) ^= 1U;
  *signature = primitive(0x04, value);
  insert_child(*infos, bench.random.below(2), std::move(twin));
  return true;
}

bool signer_algorithm(Workbench& bench) {
  const auto signer = some_signer(bench);
  if (!signer) return false;
  Node& algorithm =
      *(bench.random.one_in(2) ? signer->digest_algorithm : signer->signature_algorithm);
  if (algorithm.children.empty()) return false;
  switch (bench.random.below(4)) {
    case 0:  // parameters absent, or NULL
      if (algorithm.children.size() > 1)
        algorithm.children.resize(1);
      else
        algorithm.children.push_back(primitive(0x05, {}));
      return true;
    case 1:
      algorithm.children.push_back(algorithm.children[0]);
      return true;
    default: {
      Octets& type = algorithm.children[0].contents;
      const Octets before = type;
      type = neighbour_of(type, bench.random);
      return type != before;
    }
  }
}

/// issuerAndSerialNumber: another number, or a subjectKeyIdentifier in its place.
bool signer_identifier(Workbench& bench) {
  const auto signer = some_signer(bench);
  if (!signer) return false;
  Node& identifier = *signer->identifier;
  if (bench.random.one_in(2) && identifier.children.size() == 2 &&
      !identifier.children[1].contents.empty()) {
    identifier.children[1].contents.back() ^= 1U;
    return true;
  }
  const Octets key_identifier(bench.random.one_in(2) ? 20 : 0, bench.random.octet());
  identifier = primitive(0x80, key_identifier);
  if (bench.random.one_in(2)) signer->version->contents = {3};
  return true;
}

bool signature_value(Workbench& bench) {
  const auto signer = some_signer(bench);
  if (!signer) return false;
  Octets value = encode_contents(*signer->signature);
  switch (bench.random.below(4)) {
    case 0:
      value.clear();
      break;
    case 1:
      std::fill(value.begin(), value.end(), std::uint8_t{0});
      break;
    case 2:
      value.insert(value.begin(), 0);
      break;
    default:
      change_octets(bench, value);
      break;
  }
  *signer->signature = primitive(0x04, value);
  return true;
}

constexpr Operation kOperations[] = {
    {"cms.version", "another version of SignedData or SignerInfo", true, version},
    {"cms.attribute_duplicate", "a signed attribute stands twice", true, attribute_duplicate},
    {"cms.attribute_drop", "a signed attribute is left out", true, attribute_drop},
    {"cms.attribute_reorder", "signed attributes in another order", true, attribute_reorder},
    {"cms.attribute_values", "an attribute with no value or with two", true, attribute_values},
    {"cms.attribute_type", "another attribute type", true, attribute_type},
    {"cms.attribute_unsigned", "a signed attribute among the unsigned ones", true,
     attribute_unsigned},
    {"cms.attributes_absent", "no signed attributes, or an empty set", true, attributes_absent},
    {"cms.attributes_as_content", "the signed attributes become the content", true,
     attributes_as_content},
    {"cms.signer_drop", "a SignerInfo is left out", true, signer_drop},
    {"cms.signer_duplicate", "a SignerInfo stands twice", true, signer_duplicate},
    {"cms.signer_broken_twin", "a second SignerInfo whose signature is wrong", true,
     signer_broken_twin},
    {"cms.signer_identifier", "a SignerInfo that names another certificate", true,
     signer_identifier},
    {"cms.signer_algorithm", "other algorithms or parameters of a SignerInfo", true,
     signer_algorithm},
    {"cms.signature_value", "another signature value", true, signature_value},
};

}  // namespace

Operations signer_operations() { return kOperations; }

}  // namespace smime::mutate
