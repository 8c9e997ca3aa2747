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
/// *.p7c, *.p7z (RFC 8551 3.10; `claimed` is false), outermost first. OpenPGP/MIME is none.
///
/// An entity of which only *some* reading of its ambiguous header claims S/MIME is a layer too,
/// with its error and without `cms`: every Content-Type field counts, read leniently where it is
/// broken, and behind an unclear end of the message header. A header that merely mentions S/MIME (a
/// file name, a text) claims nothing.
///
/// A part of type application/pkcs7-signature that belongs to no multipart/signed is a claim only
/// where it decides about the whole message: it is the root, or a part of the root multipart and
/// no other layer was found outside attached messages. List software that rebuilds multipart/signed
/// as multipart/mixed leaves this behind. The layer is then the root's, with
/// structure.claim_without_signature. Anywhere else such a part is an attachment.
///
/// `findings` of a layer: those of its entity; of the header of its signature part; of the header
/// of its signed part as findings_of_signed_part gives them; of text outside the signed part that
/// other readers take for delimiters; and of everything around it as far as the root or the
/// attached message it stands in, notices aside. A fault of a header field other than MIME's (RFC
/// 2045 9) is left out: it changes what the field says, not what was signed. What is inside the
/// signed part was covered by the signature and is left out.
[[nodiscard]] std::vector<SignedLayer> find_signed_layers(Bytes buffer, const EntityTree& tree,
                                                          const Limits& limits, Findings& out);

}  // namespace smime::mime
