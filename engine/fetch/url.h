#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "engine/fetch/bundle.h"

namespace smime::fetch {

inline constexpr std::size_t kLongestUrl = 2'048;

/// What a URL names, as the library reads it that will connect: there is no second parser to
/// disagree with.
struct Url {
  Outcome outcome = Outcome::MalformedUrl;  // Fetched: may be tried
  std::string host;                         // without the brackets of an IPv6 address
  std::string server;                       // "http://host:port", port always given
};

/// Says whether `text` may be asked at all: an absolute http or https URL of at most kLongestUrl
/// octets of printable ASCII with a host and without user name and password. Otherwise `outcome` is
/// UnsupportedScheme or MalformedUrl, and nothing else is set. Without the library
/// (Downloader::fault) every URL is malformed.
[[nodiscard]] Url read_url(std::string_view text);

}  // namespace smime::fetch
