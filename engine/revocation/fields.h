#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/limits.h"
#include "engine/asn1/der.h"
#include "engine/crypto/signature.h"
#include "engine/pki/certificate.h"

/// What CRLs and OCSP responses have in common, read strictly.
namespace smime::revocation {

/// Asked before work that grows with so many octets; false: it is left.
using MayRead = std::function<bool(std::size_t octets)>;

/// SEQUENCE { tbs, AlgorithmIdentifier, BIT STRING }; `more` is what follows, in an OCSP response.
struct SignedParts {
  asn1::Tlv tbs;
  Bytes algorithm;  // whole
  crypto::SignatureScheme scheme;
  Bytes signature;
  Bytes more;
};
/// Nothing if malformed; then `expected` says what should have stood there. `more` must be empty
/// unless `may_follow`.
[[nodiscard]] std::optional<SignedParts> read_signed(Bytes octets, std::string& expected,
                                                     bool may_follow = false);

/// Extensions, whole SEQUENCE SIZE (1..MAX). Nothing if malformed, one occurs twice, or there are
/// more than Limits::extensions.
[[nodiscard]] std::optional<std::vector<pki::Extension>> read_extension_list(Bytes whole,
                                                                             const Limits& limits);

/// X.690 8.3.2, without which two encodings of a number would differ.
[[nodiscard]] bool minimal_integer(Bytes contents);

/// CRLReason, whole ENUMERATED (RFC 5280 5.3.1). Nothing if it is none.
[[nodiscard]] std::optional<int> read_reason(Bytes whole);

}  // namespace smime::revocation
