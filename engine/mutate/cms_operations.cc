#include <algorithm>
#include <utility>

#include "engine/asn1/oids.h"
#include "engine/mutate/oid_neighbours.h"
#include "engine/mutate/operation.h"
#include "engine/mutate/signed_shape.h"

namespace smime::mutate {
namespace {

std::optional<SignedShape> some_signed_data(Workbench& bench) {
  OpenedCms* const cms = pick_cms(bench);
  return cms == nullptr ? std::nullopt : find_signed_data(cms->tree);
}

/// One SignerInfo that satisfies `wanted`.
template <typename Wanted>
std::optional<SignerShape> some_signer(Workbench& bench, Wanted wanted) {
  const auto shape = some_signed_data(bench);
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

void erase_child(Node& node, const Node* child) {
  node.children.erase(node.children.begin() + (child - node.children.data()));
}
void insert_child(Node& node, std::size_t at, Node child) {
  node.children.insert(node.children.begin() + static_cast<std::ptrdiff_t>(at), std::move(child));
}
bool duplicate_child(Workbench& bench, Node* node) {
  if (node == nullptr || node->children.empty()) return false;
  const Node copy = bench.random.pick(node->children);
  insert_child(*node, bench.random.below(node->children.size() + 1), copy);
  return true;
}
bool drop_child(Workbench& bench, Node* node) {
  if (node == nullptr || node->children.empty()) return false;
  erase_child(*node, &bench.random.pick(node->children));
  return true;
}
bool rotate_children(Workbench& bench, Node* node) {
  if (node == nullptr || node->children.size() < 2) return false;
  auto& all = node->children;
  std::rotate(all.begin(),
              all.begin() + static_cast<std::ptrdiff_t>(1 + bench.random.below(all.size() - 1)),
              all.end());
  return true;
}

bool version(Workbench& bench) {
  const auto shape = some_signed_data(bench);
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
  const auto shape = some_signed_data(bench);
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

Node* some_certificates(Workbench& bench) {
  const auto shape = some_signed_data(bench);
  return shape ? shape->certificates : nullptr;
}
bool certificate_drop(Workbench& bench) { return drop_child(bench, some_certificates(bench)); }
bool certificate_duplicate(Workbench& bench) {
  return duplicate_child(bench, some_certificates(bench));
}
bool certificate_reorder(Workbench& bench) {
  return rotate_children(bench, some_certificates(bench));
}

/// A certificate of the donor, or one of the message's with another serial number or subject.
bool certificate_add(Workbench& bench) {
  Node* const certificates = some_certificates(bench);
  if (certificates == nullptr) return false;
  std::vector<const Node*> from;
  for (Part* const part : parts_of(bench.donor != nullptr ? *bench.donor : bench.message)) {
    if (!part->cms) continue;
    const auto shape = find_signed_data(part->cms->tree);
    if (!shape || shape->certificates == nullptr) continue;
    for (const Node& one : shape->certificates->children) from.push_back(&one);
  }
  if (from.empty()) return false;
  Node added = *bench.random.pick(from);
  // TBSCertificate: [0] version, serialNumber, …, subject: the sixth.
  if (bench.donor == nullptr && !added.children.empty()) {
    auto& fields = added.children[0].children;
    if (fields.size() > 5 && bench.random.one_in(2))
      std::swap(fields[3], fields[5]);
    else if (fields.size() > 1 && !fields[1].contents.empty())
      fields[1].contents.back() ^= 1U;
  }
  if (encode(added).size() * 2 > bench.room) return false;
  insert_child(*certificates, bench.random.below(certificates->children.size() + 1),
               std::move(added));
  return true;
}

bool certificates_absent(Workbench& bench) {
  const auto shape = some_signed_data(bench);
  if (!shape || shape->certificates == nullptr) return false;
  if (bench.random.one_in(2))
    shape->certificates->children.clear();
  else
    erase_child(*shape->signed_data, shape->certificates);
  return true;
}

Node* some_signer_infos(Workbench& bench) {
  const auto shape = some_signed_data(bench);
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

bool digest_algorithms(Workbench& bench) {
  const auto shape = some_signed_data(bench);
  if (!shape) return false;
  Node& set = *shape->digest_algorithms;
  if (bench.random.one_in(3)) return drop_child(bench, &set);
  if (set.children.empty() || bench.room < 16 * 64) return false;
  static constexpr std::size_t kCopies[] = {1, 7, 8, 9, 64};
  Node copy = set.children[0];
  const std::size_t copies = std::min<std::size_t>(bench.random.pick(kCopies), bench.room / 64);
  for (std::size_t i = 0; i < copies; ++i) {
    if (!copy.children.empty() && bench.random.one_in(2))
      copy.children[0].contents = neighbour_of(copy.children[0].contents, bench.random);
    insert_child(set, set.children.size(), copy);
  }
  return true;
}

/// eContent where there is none, or none where there is one.
bool content_presence(Workbench& bench) {
  const auto shape = some_signed_data(bench);
  if (!shape) return false;
  auto& fields = shape->content_info->children;
  if (std::erase_if(fields, [](const Node& one) { return one.tag() == 0xA0; }) > 0) return true;
  // The text beside the signature, or another.
  std::string text = "Content-Type: text/plain\r\n\r\nPay 1000 pieces to Mallory.\r\n";
  if (bench.random.one_in(2) && bench.message.is_multipart())
    text = render_entity(bench.message.children[0]);
  if (text.size() * 2 > bench.room) return false;
  std::vector<Node> content;
  content.push_back(primitive(0x04, as_octets(text)));
  fields.push_back(constructed(0xA0, std::move(content)));
  return true;
}

bool content_type(Workbench& bench) {
  const auto shape = some_signed_data(bench);
  if (!shape) return false;
  Octets& type = shape->content_info->children[0].contents;
  const Octets before = type;
  type = neighbour_of(type, bench.random);
  return type != before;
}

bool outer_type(Workbench& bench) {
  OpenedCms* const cms = pick_cms(bench);
  if (cms == nullptr || cms->tree.children.empty() || cms->tree.children[0].children.empty())
    return false;
  Octets& type = cms->tree.children[0].children[0].contents;
  const Octets before = type;
  type = neighbour_of(oid_octets(oid::kSignedData), bench.random);
  return type != before;
}

/// ContentInfo in eContent of one more SignedData, which nobody signed or the same signer did.
bool layer(Workbench& bench) {
  OpenedCms* const cms = pick_cms(bench);
  if (cms == nullptr) return false;
  const Octets whole = encode(cms->tree);
  const auto shape = find_signed_data(cms->tree);
  if (!shape || whole.size() * 2 > bench.room) return false;
  std::vector<Node> content;
  content.push_back(primitive(0x04, whole));
  shape->content_info->children = {primitive(0x06, oid_octets(oid::kSignedData)),
                                   constructed(0xA0, std::move(content))};
  if (bench.random.one_in(2) && shape->signer_infos != nullptr)
    shape->signer_infos->children.clear();
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

bool trailing(Workbench& bench) {
  static const Octets kTails[] = {{0x00},       {0x00, 0x00}, {0x05, 0x00},
                                  {0x30, 0x00}, {0x0D, 0x0A}, {0x04, 0x01}};
  OpenedCms* const cms = pick_cms(bench);
  if (cms == nullptr) return false;
  Node tail;
  tail.contents = bench.random.pick(kTails);
  cms->tree.children.push_back(std::move(tail));
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
    {"cms.certificate_drop", "a certificate is left out", true, certificate_drop},
    {"cms.certificate_duplicate", "a certificate stands twice", true, certificate_duplicate},
    {"cms.certificate_reorder", "certificates in another order", true, certificate_reorder},
    {"cms.certificate_add", "one more certificate, of another message or altered", true,
     certificate_add},
    {"cms.certificates_absent", "no certificates", true, certificates_absent},
    {"cms.signer_drop", "a SignerInfo is left out", true, signer_drop},
    {"cms.signer_duplicate", "a SignerInfo stands twice", true, signer_duplicate},
    {"cms.signer_broken_twin", "a second SignerInfo whose signature is wrong", true,
     signer_broken_twin},
    {"cms.signer_identifier", "a SignerInfo that names another certificate", true,
     signer_identifier},
    {"cms.signer_algorithm", "other algorithms or parameters of a SignerInfo", true,
     signer_algorithm},
    {"cms.signature_value", "another signature value", true, signature_value},
    {"cms.digest_algorithms", "none, more or other digestAlgorithms", true, digest_algorithms},
    {"cms.content_presence", "eContent where there was none, or none", true, content_presence},
    {"cms.content_type", "another eContentType", true, content_type},
    {"cms.outer_type", "another type of ContentInfo", true, outer_type},
    {"cms.layer", "the object as content of one more", true, layer},
    {"cms.trailing", "octets after the object", false, trailing},
};

}  // namespace

Operations cms_operations() { return kOperations; }

}  // namespace smime::mutate
