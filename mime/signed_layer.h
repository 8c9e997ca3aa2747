#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/findings.h"
#include "base/limits.h"
#include "mime/entity.h"

namespace smime::mime {

/// An S/MIME layer found in a tree, or what claims to be one. Positions refer to the buffer the
/// tree was made from.
struct SignedLayer {
  EntityId entity = kNoEntity;     // the multipart/signed or pkcs7-mime entity
  bool clear = false;              // multipart/signed; otherwise application/pkcs7-mime
  std::optional<Extent> content;   // clear: the first part, header included; nothing if unclear
  std::optional<Octets> cms;       // the CMS octets, transfer encoding removed; nothing if unclear
  std::string part;                // IMAP section of `entity`
  std::string micalg, smime_type;  // lower case, as declared
  bool root = false;               // `entity` is the root of the tree
  bool inside_message = false;     // below a message/rfc822 entity of the tree
  /// The signature claim this layer rests on is RFC 8551's (not a guess by file name).
  bool claimed = false;
  /// Everything wrong with the entity, its parts and everything above it that bears on the
  /// signature: an error here means that the claim is broken or ambiguous.
  Findings findings;
};

/// Finds every multipart/signed (protocol pkcs7-signature, or a second part of that type) and
/// application/pkcs7-mime entity, the x- forms, and application/octet-stream named *.p7m, *.p7s,
/// *.p7c (RFC 8551 3.9), outermost first. An entity of which only *some* reading of its ambiguous
/// header claims S/MIME is a layer too, with its error. OpenPGP/MIME is none.
[[nodiscard]] std::vector<SignedLayer> find_signed_layers(Bytes buffer, const EntityTree& tree,
                                                          const Limits& limits, Findings& out);

}  // namespace smime::mime
