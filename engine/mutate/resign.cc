#include "engine/mutate/resign.h"

#include <algorithm>
#include <utility>

#include "engine/asn1/der.h"
#include "engine/asn1/oids.h"
#include "engine/crypto/digest.h"
#include "engine/crypto/signature.h"
#include "engine/crypto/throwaway_key.h"
#include "engine/mutate/oid_neighbours.h"
#include "engine/mutate/signed_shape.h"
#include "mime/canonical.h"

namespace smime::mutate {
namespace {

/// A CMS object and the octets beside it that it signs, if it is part of multipart/signed.
struct SignedPart {
  OpenedCms* cms = nullptr;
  const Part* beside = nullptr;
};
void collect(Part& part, const Part* beside, std::vector<SignedPart>& out) {
  if (part.cms) out.push_back({&*part.cms, beside});
  for (Part& child : part.children) {
    const bool first = &child == &part.children.front();
    collect(child, part.is_multipart() && !first ? &part.children.front() : nullptr, out);
  }
}
std::vector<SignedPart> signed_parts(Part& message) {
  std::vector<SignedPart> out;
  collect(message, nullptr, out);
  return out;
}

/// What is signed: eContent, or else the part beside.
Octets content(const SignedPart& where, const SignedShape& shape) {
  if (const Node* const inside = content_of(shape)) return string_value(*inside);
  if (where.beside == nullptr) return {};
  const std::string entity = render_entity(*where.beside);
  Octets storage;
  return copy(mime::canonical(as_octets(entity), storage));
}

/// The outermost ones: a digest may happen to read as values of its own, which end with it.
std::vector<Node*> octet_strings(Node& node) {
  if (node.tag() == 0x04) return {&node};
  std::vector<Node*> out;
  for (Node& child : node.children)
    for (Node* const found : octet_strings(child)) out.push_back(found);
  return out;
}

std::string digest_of(const SignerShape& signer) {
  const auto& algorithm = signer.digest_algorithm->children;
  if (algorithm.empty()) return {};
  const auto dotted = asn1::oid(algorithm[0].contents);
  return dotted ? crypto::digest_named_by(*dotted) : std::string();
}

/// TBSCertificate ::= SEQUENCE { [0] version OPTIONAL, …, subjectPublicKeyInfo }: the first
/// SEQUENCE of a SEQUENCE and a BIT STRING.
Node* public_key_of(Node& certificate) {
  if (certificate.children.empty()) return nullptr;
  for (Node& field : certificate.children[0].children)
    if (field.tag() == 0x30 && field.children.size() == 2 && field.children[0].tag() == 0x30 &&
        field.children[1].tag() == 0x03)
      return &field;
  return nullptr;
}

void swap_key(Node& certificate) {
  Node* const key = public_key_of(certificate);
  if (key != nullptr) *key = node_of(crypto::throwaway_public_key());
}

/// The throw-away certificate in the place of all others, and named by the SignerInfo.
void swap_certificate(const SignedShape& shape) {
  const Node certificate = node_of(crypto::throwaway_certificate());
  const auto& fields = certificate.children.at(0).children;  // version, serialNumber, …, issuer
  for (const SignerShape& signer : signers_of(shape))
    *signer.identifier = constructed(0x30, {fields.at(3), fields.at(1)});
  if (shape.certificates != nullptr) shape.certificates->children = {certificate};
}

Octets rsa_encryption() { return oid_octets("1.2.840.113549.1.1.1"); }

}  // namespace

Resigner::Resigner(Part& message, Random& random) {
  const bool own_certificate = random.one_in(3);
  for (const SignedPart& where : signed_parts(message)) {
    const auto shape = find_signed_data(where.cms->tree);
    if (!shape) continue;
    if (own_certificate)
      swap_certificate(*shape);
    else if (shape->certificates != nullptr)
      for (Node& certificate : shape->certificates->children) swap_key(certificate);
    const Octets octets = content(where, *shape);
    for (const SignerShape& signer : signers_of(*shape)) {
      *signer.signature_algorithm =
          constructed(0x30, {primitive(0x06, rsa_encryption()), primitive(0x05, {})});
      if (const auto digest = crypto::digest(digest_of(signer), octets))
        digests_.push_back(*digest);
      // What stands there counts as right, too: seeds with altered content are mended.
      if (signer.signed_attributes == nullptr) continue;
      for (Node* const attribute :
           attributes_of_type(*signer.signed_attributes, oid_octets(oid::kMessageDigest)))
        for (const Node* const value : octet_strings(*attribute))
          digests_.push_back(encode_contents(*value));
    }
  }
}

bool Resigner::sign(Part& message) const {
  bool any = false;
  for (const SignedPart& where : signed_parts(message)) {
    const auto shape = find_signed_data(where.cms->tree);
    if (!shape) continue;
    const Octets octets = content(where, *shape);
    for (const SignerShape& signer : signers_of(*shape)) {
      const std::string name = digest_of(signer);
      Octets covered = octets;
      if (signer.signed_attributes != nullptr) {
        const auto digest = crypto::digest(name, octets);
        if (!digest) continue;
        for (Node* const attribute :
             attributes_of_type(*signer.signed_attributes, oid_octets(oid::kMessageDigest)))
          for (Node* const value : octet_strings(*attribute))
            if (std::find(digests_.begin(), digests_.end(), encode_contents(*value)) !=
                digests_.end())
              *value = primitive(0x04, *digest);
        // 5.4: "A separate encoding of the signedAttrs field is performed for message digest
        // calculation. […] the EXPLICIT SET OF tag is used", and DER sorts a SET OF.
        Node set = *signer.signed_attributes;
        set.identifier = {0x31};
        std::sort(set.children.begin(), set.children.end(),
                  [](const Node& a, const Node& b) { return encode_der(a) < encode_der(b); });
        covered = encode_der(set);
      }
      const auto signature = crypto::sign_with_throwaway_key(name, covered);
      if (!signature) continue;
      *signer.signature = primitive(0x04, *signature);
      any = true;
    }
  }
  return any;
}

}  // namespace smime::mutate
