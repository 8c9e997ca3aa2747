#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/findings.h"
#include "base/limits.h"
#include "engine/cms/signed_attributes.h"
#include "engine/cms/signed_data.h"
#include "engine/crypto/signature.h"

/// Rules on the values of one SignerInfo that need no arithmetic. Each function reports what is
/// broken, with `where` ("part/1/signer/0"), and returns nothing.
namespace smime::signer {

/// The digest that `algorithm` names, as everywhere here ("sha256"); empty: not known.
[[nodiscard]] std::string digest_name(const cms::AlgorithmIdentifier& algorithm);

/// True if `info`'s digest is among SignedData.digestAlgorithms, by whatever OID.
[[nodiscard]] bool digest_listed(const cms::SignedData& signed_data, const cms::SignerInfo& info);

/// RFC 5652 5.1 and 5.3: version numbers, the list of digest algorithms, unsigned attributes.
void check_structure(const cms::SignedData& signed_data, const cms::SignerInfo& info,
                     std::string_view where, Findings& out);

/// RFC 5652 11, RFC 5035 3, RFC 2634 2.7: which attributes may only be signed, and which may not
/// be. Somebody who reads the unsigned ones, too, would take a forged one for the signer's.
void check_attribute_places(const cms::SignerInfo& info, const cms::SignedAttributes* attributes,
                            std::string_view where, Findings& out);

/// RFC 5652 5.3, 11.1; RFC 8551 2.4, 2.5: what the content is and what the signer says it is.
/// `attributes` is null where the SignerInfo has none that can be read.
void check_content_type(const cms::SignedData& signed_data, const cms::SignerInfo& info,
                        const cms::SignedAttributes* attributes, Bytes content,
                        std::string_view where, Findings& out);

/// RFC 5754, RFC 8419, RFC 4056, RFC 6211: whether digest, signature algorithm and protected
/// algorithms fit each other, and how strong the digest is.
void check_algorithms(const cms::SignerInfo& info, const crypto::SignatureScheme& scheme,
                      const cms::SignedAttributes* attributes, std::string_view where,
                      Findings& out);

/// RFC 8551 4.3: whether the key fits the scheme and is long enough. Returns false, having reported
/// limit.reached or algorithm.unsupported, where no signature may be checked with it.
[[nodiscard]] bool check_key(const crypto::KeyFacts& key, const crypto::SignatureScheme& scheme,
                             const Limits& limits, std::string_view where, Findings& out);

}  // namespace smime::signer
