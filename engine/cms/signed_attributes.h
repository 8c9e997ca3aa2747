#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/findings.h"
#include "base/limits.h"
#include "base/time.h"
#include "engine/cms/algorithm_identifier.h"

namespace smime::cms {

/// A certificate as signing-certificate (RFC 2634 5.4) or -v2 (RFC 5035 3) names it.
struct CertificateHash {
  std::string digest;  // "sha1", "sha256", …; empty: an algorithm that is not known
  Bytes value;
  Bytes issuer;  // GeneralNames of issuerSerial, whole value; empty: absent
  Bytes serial;  // INTEGER contents octets
};

/// CMSAlgorithmProtection (RFC 6211 2): what the SignerInfo must say outside of the attributes.
struct AlgorithmProtection {
  AlgorithmIdentifier digest;
  std::optional<AlgorithmIdentifier> signature;
};

/// The signed attributes of one SignerInfo (RFC 5652 5.3):
///
///     SignedAttributes ::= SET SIZE (1..MAX) OF Attribute
///
/// Parsing guarantees: at least one attribute, each a type with a SET of values. It does NOT
/// guarantee that any value is right: see verify_signer().
struct SignedAttributes {
  /// What the signature covers: the DER encoding with the SET OF tag 0x31, not the wire's [0]
  /// (5.4). Owned, because it differs from the wire at least by its first octet.
  Octets signature_input;
  /// The same in the order of the wire; empty where that order is DER's.
  Octets wire_order_input;
  /// Nothing where the attribute is missing, repeated or unreadable (an Error was reported).
  std::optional<std::string> content_type;  // dotted
  std::optional<Bytes> message_digest;      // OCTET STRING contents octets, borrowed
  std::optional<Time> signing_time;         // a claim by the signer, not evidence of time (11.3)
  /// The signer's: the first of each attribute version.
  std::vector<CertificateHash> signing_certificates;
  std::vector<CertificateHash> chain_certificates;  // the others
  std::optional<AlgorithmProtection> algorithm_protection;
  std::vector<std::string> types;         // every attribute type in wire order, dotted
  std::vector<std::string> capabilities;  // S/MIME capabilities, names
  std::string content_hint;               // content-hints description, empty: absent
};

/// Parses `tlv`, the signedAttrs field as it was on the wire, tag included. The result borrows
/// from `tlv`. Every broken rule is reported, with `where` ("part/1/signer/0"). Returns nothing
/// exactly when `tlv` is no set of attributes, an empty one, or one beyond `limits`; then
/// cms.signed_attributes_malformed, cms.signed_attributes_empty or limit.reached was reported.
[[nodiscard]] std::optional<SignedAttributes> parse_signed_attributes(Bytes tlv,
                                                                      std::string_view where,
                                                                      const Limits& limits,
                                                                      Findings& out);

/// True if `content` reads as a SET OF (or SEQUENCE OF) Attribute that holds content-type and
/// message-digest: the content of a replayed signature (draft-ietf-lamps-cms-euf-cma-signeddata).
[[nodiscard]] bool looks_like_signed_attributes(Bytes content);

}  // namespace smime::cms
