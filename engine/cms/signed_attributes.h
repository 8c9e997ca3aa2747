#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/findings.h"
#include "base/limits.h"
#include "base/time.h"

namespace smime::cms {

/// A certificate hash of signing-certificate (RFC 2634 5.4) or -v2 (RFC 5035 3).
struct CertificateHash {
  std::string digest;  // "sha1", "sha256", …
  Bytes value;
};

/// The signed attributes of one SignerInfo (RFC 5652 5.3):
///
///     SignedAttributes ::= SET SIZE (1..MAX) OF Attribute
///
/// Parsing guarantees: content-type and message-digest each occur once, with one value (5.3, 11.1,
/// 11.2). It does NOT guarantee that either value is right: see verify_signer().
struct SignedAttributes {
  /// What the signature covers: the DER encoding with the SET OF tag 0x31, not the wire's [0]
  /// (5.4). Owned, because it differs from the wire at least by its first octet.
  Octets signature_input;
  std::string content_type;          // dotted
  Bytes message_digest;              // OCTET STRING contents octets, borrowed
  std::optional<Time> signing_time;  // a claim by the signer, not evidence of time (11.3)
  std::optional<CertificateHash> signing_certificate;
  std::vector<std::string> types;         // every attribute type in wire order, dotted
  std::vector<std::string> capabilities;  // S/MIME capabilities, names
  std::string content_hint;               // content-hints description, empty: absent
};

/// Parses `tlv`, the signedAttrs field as it was on the wire, tag included. The result borrows
/// from `tlv`. Every broken rule is reported; nothing is returned exactly when content-type or
/// message-digest cannot be told (an Error was reported then). `where` prefixes findings.
[[nodiscard]] std::optional<SignedAttributes> parse_signed_attributes(Bytes tlv,
                                                                      std::string_view where,
                                                                      const Limits& limits,
                                                                      Findings& out);

/// True if `content` reads as a DER SET OF (or SEQUENCE OF) Attribute that holds content-type and
/// message-digest: the content of a replayed signature (draft-ietf-lamps-cms-euf-cma-signeddata).
[[nodiscard]] bool looks_like_signed_attributes(Bytes content);

}  // namespace smime::cms
