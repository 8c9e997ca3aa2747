#include "engine/fetch/url.h"

#include <catch2/catch.hpp>

using namespace smime;
using fetch::Outcome;

TEST_CASE("Only plain http and https URLs may be asked", "[fetch]") {
  struct Row {
    const char* name;
    std::string url;
    Outcome want;
    const char* host;
    const char* server;
  };
  const auto row = GENERATE(values<Row>({
      {"http", "http://crl.example/a.crl", Outcome::Fetched, "crl.example",
       "http://crl.example:80"},
      {"https with port", "HTTPS://Crl.Example:8443/", Outcome::Fetched, "crl.example",
       "https://crl.example:8443"},
      {"IPv6", "http://[::1]/x", Outcome::Fetched, "::1", "http://[::1]:80"},
      {"number as a host", "http://2130706433/", Outcome::Fetched, "127.0.0.1",
       "http://127.0.0.1:80"},
      {"hexadecimal host", "http://0x7f.1/", Outcome::Fetched, "127.0.0.1", "http://127.0.0.1:80"},
      {"ldap", "ldap://dir.example/cn=ca?certificateRevocationList", Outcome::UnsupportedScheme, "",
       ""},
      {"ldap without host", "ldap:///CN=ca,DC=example", Outcome::UnsupportedScheme, "", ""},
      {"ftp", "ftp://crl.example/a.crl", Outcome::UnsupportedScheme, "", ""},
      {"file", "file:///etc/passwd", Outcome::UnsupportedScheme, "", ""},
      {"gopher", "gopher://crl.example/1", Outcome::UnsupportedScheme, "", ""},
      {"empty", "", Outcome::MalformedUrl, "", ""},
      {"no scheme", "crl.example/a.crl", Outcome::MalformedUrl, "", ""},
      {"nothing before the colon", "://crl.example/", Outcome::MalformedUrl, "", ""},
      {"no host", "http:///a.crl", Outcome::MalformedUrl, "", ""},
      {"user", "http://user@crl.example/", Outcome::MalformedUrl, "", ""},
      {"user and password", "http://u:p@crl.example/", Outcome::MalformedUrl, "", ""},
      {"blank", "http://crl.example/a b", Outcome::MalformedUrl, "", ""},
      {"line end", "http://crl.example/a\r\nX: y", Outcome::MalformedUrl, "", ""},
      {"NUL", std::string("http://crl.example/\0a", 21), Outcome::MalformedUrl, "", ""},
      {"not ASCII", "http://crl.example/\xC3\xA4", Outcome::MalformedUrl, "", ""},
      {"port beyond", "http://crl.example:65536/", Outcome::MalformedUrl, "", ""},
      {"longest", "http://a/" + std::string(fetch::kLongestUrl - 9, 'x'), Outcome::Fetched, "a",
       "http://a:80"},
      {"too long", "http://a/" + std::string(fetch::kLongestUrl - 8, 'x'), Outcome::MalformedUrl,
       "", ""},
  }));
  CAPTURE(row.name);
  const fetch::Url url = fetch::read_url(row.url);
  CHECK(wire_name(url.outcome) == wire_name(row.want));
  CHECK(url.host == row.host);
  CHECK(url.server == row.server);
}
