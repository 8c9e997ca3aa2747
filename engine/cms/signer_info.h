#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "engine/cms/algorithm_identifier.h"
#include "engine/cms/ber.h"

namespace smime::cms {

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

/// Where reading stopped and what should have stood there.
struct Fault {
  std::string_view expected;  // "SignerInfo.version"
  Bytes rest;                 // from there to the end of the surrounding value
};

/// Reads one SignerInfo in BER or DER. Joined pieces of constructed strings go to `storage`.
/// Returns nothing if and only if `fault` was set.
[[nodiscard]] std::optional<SignerInfo> read_signer_info(const BerTlv& sequence,
                                                         std::vector<Octets>& storage,
                                                         Fault& fault);

}  // namespace smime::cms
