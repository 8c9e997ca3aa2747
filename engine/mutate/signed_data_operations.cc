#include <algorithm>
#include <utility>

#include "engine/asn1/oids.h"
#include "engine/mutate/choice.h"
#include "engine/mutate/oid_neighbours.h"
#include "engine/mutate/operation.h"

namespace smime::mutate {
namespace {

Node* some_certificates(Workbench& bench) {
  const auto shape = pick_signed_data(bench);
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
  const auto shape = pick_signed_data(bench);
  if (!shape || shape->certificates == nullptr) return false;
  if (bench.random.one_in(2))
    shape->certificates->children.clear();
  else
    erase_child(*shape->signed_data, shape->certificates);
  return true;
}

bool digest_algorithms(Workbench& bench) {
  const auto shape = pick_signed_data(bench);
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
  const auto shape = pick_signed_data(bench);
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
  const auto shape = pick_signed_data(bench);
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
    {"cms.certificate_drop", "a certificate is left out", true, certificate_drop},
    {"cms.certificate_duplicate", "a certificate stands twice", true, certificate_duplicate},
    {"cms.certificate_reorder", "certificates in another order", true, certificate_reorder},
    {"cms.certificate_add", "one more certificate, of another message or altered", true,
     certificate_add},
    {"cms.certificates_absent", "no certificates", true, certificates_absent},
    {"cms.digest_algorithms", "none, more or other digestAlgorithms", true, digest_algorithms},
    {"cms.content_presence", "eContent where there was none, or none", true, content_presence},
    {"cms.content_type", "another eContentType", true, content_type},
    {"cms.outer_type", "another type of ContentInfo", true, outer_type},
    {"cms.layer", "the object as content of one more", true, layer},
    {"cms.trailing", "octets after the object", false, trailing},
};

}  // namespace

Operations signed_data_operations() { return kOperations; }

}  // namespace smime::mutate
