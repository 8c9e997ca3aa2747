#include "engine/fetch/url.h"

#include <algorithm>
#include <memory>

#include "base/text.h"
#include "engine/fetch/curl_library.h"

namespace smime::fetch {
namespace {

using Handle = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

/// Nothing where the URL has no such part.
std::string part(const Handle& url, CURLUPart which, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_library().url_get(url.get(), which, &text, flags) != CURLUE_OK) return {};
  std::string out(text);
  curl_library().free(text);
  return out;
}

bool printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

}  // namespace

Url read_url(std::string_view text) {
  Url out;
  if (text.empty() || text.size() > kLongestUrl || !printable(text)) return out;
  // The scheme is told apart first: ldap:///cn=… has no host, and is no fault of the certificate.
  const std::size_t colon = text.find(':');
  if (colon == 0 || colon == std::string_view::npos) return out;
  const std::string scheme = ascii_lower(text.substr(0, colon));
  if (!std::all_of(scheme.begin(), scheme.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
      }))
    return out;
  if (scheme != "http" && scheme != "https") {
    out.outcome = Outcome::UnsupportedScheme;
    return out;
  }
  // libcurl would take the host from the path of http:///host.
  const std::string_view rest = text.substr(colon + 1);
  if (!rest.starts_with("//") || rest.starts_with("///")) return out;
  const CurlLibrary& library = curl_library();
  if (!library.fault.empty()) return out;
  const Handle url(library.url(), library.url_cleanup);
  if (!url || library.url_set(url.get(), CURLUPART_URL, std::string(text).c_str(), 0) != CURLUE_OK)
    return out;
  if (!part(url, CURLUPART_USER).empty() || !part(url, CURLUPART_PASSWORD).empty()) return out;
  std::string host = ascii_lower(part(url, CURLUPART_HOST));
  if (host.empty()) return out;
  out.server = scheme + "://" + host + ":" + part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
  if (host.front() == '[') host = host.substr(1, host.size() - 2);
  out.host = std::move(host);
  out.outcome = Outcome::Fetched;
  return out;
}

}  // namespace smime::fetch
