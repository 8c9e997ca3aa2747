#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "engine/pki/certificate.h"

namespace smime::fetch {

/// OCSPRequest (RFC 6960 4.1.1) about one certificate after the lightweight profile of RFC 5019
/// 2.1: one Request, hashes made with SHA-1 (it is an index there, not a protection), no nonce, no
/// signature. Nothing if the issuer's key cannot be read.
[[nodiscard]] std::optional<Octets> ocsp_request(const pki::Certificate& certificate,
                                                 const pki::Certificate& issuer);

/// The URL to ask with GET: `url`, a slash unless it ends in one, and the request as base64 with
/// '+', '/' and '=' percent-encoded (RFC 6960 A.1). A fragment is left out: it names something
/// inside the answer and is never sent (RFC 9110 4.2.5). Nothing if the URL has a query, behind
/// which no path can stand: such a responder is asked with POST.
[[nodiscard]] std::optional<std::string> ocsp_get_url(std::string_view url, Bytes request);

/// RFC 5019 5: requests up to this length in URL form are sent with GET, so that caches help.
inline constexpr std::size_t kLongestOcspGet = 255;

}  // namespace smime::fetch
