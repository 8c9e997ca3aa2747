#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "engine/cms/signed_attributes.h"

namespace smime::cms {

/// AlgorithmIdentifier (RFC 5280 4.1.1.2): the OID and its parameters as they stand.
struct AlgorithmIdentifier {
  std::string oid;   // dotted
  Bytes parameters;  // whole value; empty: absent
  Bytes whole;       // the SEQUENCE
};

/// SignerIdentifier (RFC 5652 5.3).
struct SignerIdentifier {
  bool by_key_identifier = false;
  Bytes issuer;          // Name, whole value
  Bytes serial;          // INTEGER contents octets
  Bytes key_identifier;  // OCTET STRING contents octets
};

/// One SignerInfo (RFC 5652 5.3). Parsing guarantees the structure; no value is checked.
struct SignerInfo {
  std::int64_t version = 0;
  SignerIdentifier identifier;
  AlgorithmIdentifier digest_algorithm;
  /// signedAttrs as on the wire, tag [0] included; nothing: absent. See parse_signed_attributes().
  std::optional<Bytes> signed_attributes;
  AlgorithmIdentifier signature_algorithm;
  Bytes signature;
  std::vector<std::string> unsigned_attributes;  // attribute types, dotted
};

}  // namespace smime::cms
