#include "engine/fetch/curl_outcome.h"

namespace smime::fetch {

Outcome outcome_of(CURLcode code, bool began) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return Outcome::NotResolved;
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY:
      return Outcome::ProxyFailed;
    case CURLE_OPERATION_TIMEDOUT:
      return Outcome::TimedOut;
    case CURLE_FILESIZE_EXCEEDED:
    case CURLE_WRITE_ERROR:  // our own refusal of more octets
      return Outcome::TooLarge;
    case CURLE_PARTIAL_FILE:
      return Outcome::Truncated;
    case CURLE_URL_MALFORMAT:
    case CURLE_LOGIN_DENIED:  // CURLOPT_DISALLOW_USERNAME_IN_URL
      return Outcome::MalformedUrl;
    case CURLE_UNSUPPORTED_PROTOCOL:  // HTTP/0.9 among others
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING:
      return Outcome::UnexpectedContent;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return Outcome::TlsFailed;
    case CURLE_ABORTED_BY_CALLBACK:
      return Outcome::NotTried;
    default:
      return began ? Outcome::Truncated : Outcome::Unreachable;
  }
}

}  // namespace smime::fetch
