#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/time.h"
#include "engine/asn1/der.h"
#include "engine/cms/signed_attributes.h"

/// Values of single attributes, whole DER values in, nothing where they do not follow their syntax.
namespace smime::cms {

/// Attribute ::= SEQUENCE { attrType OBJECT IDENTIFIER, attrValues SET OF AttributeValue }
struct Attribute {
  std::string type;  // dotted
  Bytes whole;
  Bytes values;  // contents of the SET
};
/// One attribute from `sequence`; BER lengths are passed over, DER is checked elsewhere.
[[nodiscard]] std::optional<Attribute> read_attribute(Bytes sequence);

/// Time ::= CHOICE { utcTime, generalizedTime } (11.3). `proper` tells whether the form is the one
/// that 11.3 demands: UTCTime with seconds and Z from 1950 through 2049, GeneralizedTime for other
/// years. Forms without seconds or with an offset from UTC, which X.680 knows, are read too.
struct SigningTime {
  Time time = 0;
  bool proper = true;
};
[[nodiscard]] std::optional<SigningTime> read_signing_time(Bytes value);

/// RFC 8551 2.5.2: the names of the capabilities, dotted where not known; of the first 1,000.
[[nodiscard]] std::optional<std::vector<std::string>> read_capabilities(Bytes value);
/// RFC 2634 2.9: the description; empty if there is none.
[[nodiscard]] std::optional<std::string> read_content_hint(Bytes value);
/// RFC 2634 5.4.1 (SHA-1) and RFC 5035 3 (any digest, SHA-256 by default): the signer's
/// certificate, then those of its chain. Never empty.
[[nodiscard]] std::optional<std::vector<CertificateHash>> read_signing_certificate(Bytes value,
                                                                                   bool second);
[[nodiscard]] std::optional<AlgorithmProtection> read_algorithm_protection(Bytes value);

}  // namespace smime::cms
