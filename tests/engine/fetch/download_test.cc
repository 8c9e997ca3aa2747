#include "engine/fetch/download.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <chrono>

#include "engine/fetch/address.h"
#include "engine/fetch/content.h"
#include "tests/support/fetch_servers.h"
#include "tests/support/inputs.h"

using namespace smime;
using namespace smime::test;
using fetch::Downloader;
using fetch::DownloadRules;
using fetch::Kind;
using fetch::Milliseconds;
using fetch::Outcome;

namespace {

constexpr std::uint64_t kMost = 1U << 20U;
constexpr Milliseconds kLong{60'000}, kShort{1'500};

FetchServers& servers() {
  static FetchServers all;
  return all;
}

DownloadRules on_loopback() {
  DownloadRules rules;
  rules.allow_private = true;
  rules.connect_time = rules.address_time = kLong;  // machines that test are busy
  rules.pause = Milliseconds(0);
  rules.redirects = 2;
  return rules;
}

}  // namespace

TEST_CASE("Each fault of a server has its outcome", "[fetch]") {
  struct Row {
    const char* name;
    std::string path;
    Outcome want;
    std::uint32_t status = 200;
    Milliseconds time = kLong;
  };
  const auto row = GENERATE(values<Row>({
      {"good", "/files/ca.crl", Outcome::Fetched},
      {"chunked", "/chunked", Outcome::Fetched},
      {"wrong content type", "/as-html", Outcome::Fetched},
      {"sets cookies", "/cookie", Outcome::Fetched},
      {"slow to answer", "/slow", Outcome::TimedOut, 0, kShort},
      {"slow drops", "/drip", Outcome::TimedOut, 200, kShort},
      {"slow headers", "/drip-headers", Outcome::TimedOut, 200, kShort},
      {"headers without end", "/headers", Outcome::TooLarge},
      {"announces too much", "/huge", Outcome::TooLarge},
      {"sends without end", "/endless", Outcome::TooLarge},
      {"sends less than announced", "/truncated", Outcome::Truncated},
      {"breaks off between chunks", "/cut", Outcome::Truncated},
      {"closes without an answer", "/reset", Outcome::Unreachable, 0},
      {"no HTTP", "/http09", Outcome::UnexpectedContent, 0},
      {"not found", "/files/nothing", Outcome::HttpStatus, 404},
      {"forbidden", "/status/403", Outcome::HttpStatus, 403},
      {"too many requests", "/status/429", Outcome::HttpStatus, 429},
      {"server error", "/status/500", Outcome::HttpStatus, 500},
      {"partial content", "/status/206", Outcome::HttpStatus, 206},
      {"redirect to nowhere", "/status/301", Outcome::HttpStatus, 301},
      {"redirect", "/redirect/301?/files/ca.crl", Outcome::Fetched},
      {"redirect 302", "/redirect/302?/files/ca.crl", Outcome::Fetched},
      {"redirect 303", "/redirect/303?/files/ca.crl", Outcome::Fetched},
      {"redirect 307", "/redirect/307?/files/ca.crl", Outcome::Fetched},
      {"redirect 308", "/redirect/308?/files/ca.crl", Outcome::Fetched},
      {"300 is no redirect", "/redirect/300?/files/ca.crl", Outcome::HttpStatus, 300},
      {"two redirects", "/redirect/301?/redirect/301?/files/ca.crl", Outcome::Fetched},
      {"three redirects", "/redirect/301?/redirect/301?/redirect/301?/files/ca.crl",
       Outcome::TooManyRedirects, 301},
      {"redirect in a circle", "/loop", Outcome::TooManyRedirects, 302},
      {"redirect to a file", "/redirect/301?file:///etc/passwd", Outcome::RedirectRefused, 301},
      {"redirect to ftp", "/redirect/302?ftp://127.0.0.1/x", Outcome::RedirectRefused, 302},
      {"redirect to ldap", "/redirect/302?ldap://127.0.0.1/x", Outcome::RedirectRefused, 302},
      {"redirect to gopher", "/redirect/302?gopher://127.0.0.1/x", Outcome::RedirectRefused, 302},
      {"redirect with a password", "/redirect/302?http://u:p@127.0.0.1/x", Outcome::RedirectRefused,
       302},
      {"redirect to what is none", "/redirect/302?http://", Outcome::RedirectRefused, 302},
  }));
  CAPTURE(row.name, row.path);
  Downloader network(on_loopback());
  const auto begin = std::chrono::steady_clock::now();
  const fetch::Download answer = network.get(servers().http(row.path), kMost, row.time);
  const auto took = std::chrono::steady_clock::now() - begin;
  CHECK(wire_name(answer.outcome) == wire_name(row.want));
  CHECK(answer.http_status == row.status);
  // A time-out ends near its time; the servers would take 20 seconds.
  if (row.time == kShort) CHECK(took < Milliseconds(15'000));
  const bool good = row.want == Outcome::Fetched;
  CHECK(answer.octets.empty() != good);
  if (good) CHECK(answer.octets == read_octets(servers().file("ca.crl")));
}

TEST_CASE("A limit of octets is exact", "[fetch]") {
  const std::uint64_t size = read_octets(servers().file("ca.crl")).size();
  for (const char* path : {"/files/ca.crl", "/chunked"}) {
    CAPTURE(path);
    Downloader network(on_loopback());
    CHECK(network.get(servers().http(path), size, kLong).outcome == Outcome::Fetched);
    CHECK(network.get(servers().http(path), size - 1, kLong).outcome == Outcome::TooLarge);
  }
}

TEST_CASE("Redirects are followed as often as is allowed", "[fetch]") {
  for (const unsigned allowed : {0U, 1U, 5U}) {
    CAPTURE(allowed);
    DownloadRules rules = on_loopback();
    rules.redirects = allowed;
    Downloader network(rules);
    std::string path = "/files/ca.crl";
    for (unsigned i = 0; i < allowed; ++i) path.insert(0, "/redirect/301?");
    CHECK(network.get(servers().http(path), kMost, kLong).outcome == Outcome::Fetched);
    path.insert(0, "/redirect/301?");
    CHECK(network.get(servers().http(path), kMost, kLong).outcome == Outcome::TooManyRedirects);
  }
}

TEST_CASE("Addresses that are not public are refused unless allowed", "[fetch]") {
  const std::string http = std::to_string(servers().port("http"));
  const std::string http6 = std::to_string(servers().port("http6"));
  struct Row {
    const char* name;
    std::string url;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"loopback", "http://127.0.0.1:" + http + "/files/ca.crl"},
      {"loopback, other form", "http://2130706433:" + http + "/files/ca.crl"},
      {"loopback, short form", "http://127.1:" + http + "/files/ca.crl"},
      {"loopback 6", "http://[::1]:" + http6 + "/files/ca.crl"},
      {"mapped loopback", "http://[::ffff:127.0.0.1]:" + http + "/files/ca.crl"},
      {"unspecified", "http://0.0.0.0:" + http + "/files/ca.crl"},
      {"name of this machine", "http://localhost:" + http + "/files/ca.crl"},
      {"name below it", "http://a.localhost:" + http + "/files/ca.crl"},
      {"name with a dot at its end", "http://localhost.:" + http + "/files/ca.crl"},
      {"private", "http://10.0.0.1/"},
      {"link-local", "http://169.254.169.254/latest/meta-data/"},
      {"link-local 6 with zone", "http://[fe80::1%251]/"},
      {"multicast", "http://224.0.0.1/"},
      {"unique local", "http://[fd00::1]/"},
  }));
  CAPTURE(row.name, row.url);
  DownloadRules rules = on_loopback();
  rules.allow_private = false;
  const std::size_t before = servers().requests().size();
  Downloader network(rules);
  const Outcome outcome = network.get(row.url, kMost, kLong).outcome;
  CAPTURE(wire_name(outcome));
  CHECK(outcome == Outcome::AddressRefused);
  CHECK(servers().requests().size() == before);
}

TEST_CASE("A name is judged by the address that its socket is for", "[fetch]") {
  // Nothing in the name of this machine tells where it leads: to an address of its own, which is
  // not public on machines that test.
  std::array<char, 256> name{};
  REQUIRE(gethostname(name.data(), name.size() - 1) == 0);
  const std::string host(name.data());
  addrinfo* found = nullptr;
  const bool resolved = getaddrinfo(host.c_str(), nullptr, nullptr, &found) == 0;
  bool own = resolved && fetch::may_be_public(host);
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next)
    own = own && !fetch::is_public_address(*one->ai_addr);
  if (found != nullptr) freeaddrinfo(found);
  if (!own) {
    WARN("skipped: the name of this machine leads to no private address");
    return;
  }
  DownloadRules rules = on_loopback();
  rules.allow_private = false;
  Downloader network(rules);
  const std::string url = "http://" + host + ":" + std::to_string(servers().port("http")) + "/";
  CHECK(wire_name(network.get(url, kMost, kLong).outcome) == wire_name(Outcome::AddressRefused));
}

TEST_CASE("IPv6 and host names are reached where allowed", "[fetch]") {
  Downloader network(on_loopback());
  const std::string http = std::to_string(servers().port("http"));
  CHECK(network.get("http://localhost:" + http + "/files/ca.crl", kMost, kLong).outcome ==
        Outcome::Fetched);
  if (servers().port("http6") == 0) {
    WARN("skipped: this machine has no IPv6 loopback");
    return;
  }
  const std::string six = "http://[::1]:" + std::to_string(servers().port("http6"));
  CHECK(network.get(six + "/files/ca.crl", kMost, kLong).outcome == Outcome::Fetched);
}

TEST_CASE("https needs an authority that is trusted", "[fetch]") {
  const std::string https =
      "https://127.0.0.1:" + std::to_string(servers().port("https")) + "/files/ca.crl";
  DownloadRules rules = on_loopback();
  Downloader stranger(rules);
  CHECK(wire_name(stranger.get(https, kMost, kLong).outcome) == wire_name(Outcome::TlsFailed));
  rules.ca_file = servers().file("root.pem");
  Downloader known(rules);
  CHECK(known.get(https, kMost, kLong).outcome == Outcome::Fetched);
  // The certificate names an IP address, not this name.
  const std::string other =
      "https://localhost:" + std::to_string(servers().port("https")) + "/files/ca.crl";
  CHECK(wire_name(known.get(other, kMost, kLong).outcome) == wire_name(Outcome::TlsFailed));
  rules.ca_file = servers().file("nothing.pem");
  Downloader without(rules);
  CHECK(wire_name(without.get(https, kMost, kLong).outcome) == wire_name(Outcome::TlsFailed));
}

TEST_CASE("Nothing is told to a server but the address and a fixed name", "[fetch]") {
  Downloader network(on_loopback());
  // The second request could bring the cookie back, the third a referrer.
  (void)network.get(servers().http("/cookie?quiet"), kMost, kLong);
  (void)network.get(servers().http("/cookie?quiet"), kMost, kLong);
  (void)network.get(servers().http("/redirect/302?/files/ca.crl?quiet"), kMost, kLong);
  std::size_t seen = 0;
  for (const std::string& line : split(servers().requests(), "\n")) {
    if (line.find("quiet") == std::string::npos) continue;
    ++seen;
    CAPTURE(line);
    CHECK(line.ends_with(" smimecheck odd="));
  }
  CHECK(seen == 4);
}

TEST_CASE("A server that is not there is left alone for a while", "[fetch]") {
  DownloadRules rules = on_loopback();
  rules.dead_time = kLong;
  Downloader network(rules);
  const std::string closed = "http://127.0.0.1:" + std::to_string(servers().port("closed"));
  CHECK(wire_name(network.get(closed + "/a", kMost, kLong).outcome) ==
        wire_name(Outcome::Unreachable));
  CHECK(network.get(closed + "/b", kMost, kLong).outcome == Outcome::Unreachable);
}

TEST_CASE("A server that times out twice in a row is not asked again", "[fetch]") {
  DownloadRules rules = on_loopback();
  rules.address_time = kShort;
  Downloader network(rules);
  const auto ask = [&](const char* path) {
    return std::string(wire_name(network.get(servers().http(path), kMost, kLong).outcome));
  };
  CHECK(ask("/slow/1") == "timed_out");
  CHECK(ask("/files/ca.crl") == "fetched");
  CHECK(ask("/slow/2") == "timed_out");
  CHECK(ask("/slow/3") == "timed_out");
  const std::size_t before = servers().requests().size();
  CHECK(ask("/files/ca.crl") == "timed_out");
  CHECK(servers().requests().size() == before);
}

TEST_CASE("A time that was cut short is no fault of a server", "[fetch]") {
  Downloader network(on_loopback());
  for (int i = 0; i < 3; ++i)
    CHECK(network.get(servers().http("/slow"), kMost, Milliseconds(300)).outcome ==
          Outcome::TimedOut);
  CHECK(network.get(servers().http("/files/ca.crl"), kMost, kLong).outcome == Outcome::Fetched);
}

TEST_CASE("A server that was not there for a moment is asked again", "[fetch]") {
  struct Row {
    const char* name;
    Milliseconds dead_time;
    bool forget;
    Outcome want;
  };
  const auto row = GENERATE(values<Row>({
      {"within the time", kLong, false, Outcome::Unreachable},
      {"after it", Milliseconds(0), false, Outcome::Fetched},
      {"for the next message", kLong, true, Outcome::Fetched},
  }));
  CAPTURE(row.name);
  DownloadRules rules = on_loopback();
  rules.dead_time = row.dead_time;
  Downloader network(rules);
  CHECK(wire_name(network.get(servers().http("/reset"), kMost, kLong).outcome) ==
        wire_name(Outcome::Unreachable));
  if (row.forget) network.forget_dead();
  CHECK(wire_name(network.get(servers().http("/files/ca.crl"), kMost, kLong).outcome) ==
        wire_name(row.want));
}

TEST_CASE("A server gets a pause between requests, other servers do not", "[fetch]") {
  DownloadRules rules = on_loopback();
  rules.pause = Milliseconds(300);
  Downloader network(rules);
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 3; ++i)
    CHECK(network.get(servers().http("/files/ca.crl"), kMost, kLong).outcome == Outcome::Fetched);
  CHECK(std::chrono::steady_clock::now() - begin >= Milliseconds(600));
}

TEST_CASE("A run that is stopped tries nothing more", "[fetch]") {
  bool stop = false;
  Downloader network(on_loopback(), [&] { return stop; });
  CHECK(network.get(servers().http("/files/ca.crl"), kMost, kLong).outcome == Outcome::Fetched);
  stop = true;
  const std::size_t before = servers().requests().size();
  CHECK(network.get(servers().http("/files/ca.crl"), kMost, kLong).outcome == Outcome::NotTried);
  CHECK(servers().requests().size() == before);
}

TEST_CASE("A proxy is asked for everything, and gets no private address", "[fetch]") {
  DownloadRules rules = on_loopback();
  rules.allow_private = false;
  rules.proxy = "http://127.0.0.1:" + std::to_string(servers().port("http"));
  Downloader network(rules);
  // The server answers a proxy request like any path that it does not know.
  CHECK(network.get("http://crl.example/ca.crl", kMost, kLong).http_status == 404);
  CHECK(servers().requests().find("GET http://crl.example/ca.crl") != std::string::npos);
  CHECK(network.get("http://10.0.0.1/", kMost, kLong).outcome == Outcome::AddressRefused);
}

TEST_CASE("A proxy that is not there fails everything at once", "[fetch]") {
  DownloadRules rules = on_loopback();
  rules.proxy = "http://127.0.0.1:" + std::to_string(servers().port("closed"));
  Downloader network(rules);
  for (const char* url : {"http://crl.example/ca.crl", "http://other.example/ca.crl"})
    CHECK(wire_name(network.get(url, kMost, kLong).outcome) == wire_name(Outcome::ProxyFailed));
}

TEST_CASE("What an answer is, is told by its octets", "[fetch]") {
  struct Row {
    const char* name;
    Kind kind;
    std::string path;
    Outcome want;
  };
  const auto row = GENERATE(values<Row>({
      {"CRL", Kind::Crl, "/files/ca.crl", Outcome::Fetched},
      {"CRL as PEM", Kind::Crl, "/files/ca.crl.pem", Outcome::Fetched},
      {"page", Kind::Crl, "/html", Outcome::UnexpectedContent},
      {"garbage", Kind::Crl, "/garbage", Outcome::UnexpectedContent},
      {"nothing", Kind::Crl, "/empty", Outcome::UnexpectedContent},
      {"compressed", Kind::Crl, "/gzip", Outcome::UnexpectedContent},
      {"certificate as CRL", Kind::Crl, "/files/ca.cer", Outcome::UnexpectedContent},
      {"certificate", Kind::Issuers, "/files/ca.cer", Outcome::Fetched},
      {"certificate as PEM", Kind::Issuers, "/files/ca.pem", Outcome::Fetched},
      {"certs-only object", Kind::Issuers, "/files/both.p7c", Outcome::Fetched},
      {"CRL as certificate", Kind::Issuers, "/files/ca.crl", Outcome::UnexpectedContent},
      {"page as certificate", Kind::Issuers, "/html", Outcome::UnexpectedContent},
      {"page as response", Kind::Ocsp, "/html", Outcome::UnexpectedContent},
      {"CRL as response", Kind::Ocsp, "/files/ca.crl", Outcome::UnexpectedContent},
      {"successful without response", Kind::Ocsp, "/ocsp-error/0", Outcome::UnexpectedContent},
      {"malformedRequest", Kind::Ocsp, "/ocsp-error/1", Outcome::ResponderError},
      {"internalError", Kind::Ocsp, "/ocsp-error/2", Outcome::TryLater},
      {"tryLater", Kind::Ocsp, "/ocsp-error/3", Outcome::TryLater},
      {"unauthorized", Kind::Ocsp, "/ocsp-error/6", Outcome::ResponderError},
  }));
  CAPTURE(row.name);
  Downloader network(on_loopback());
  const fetch::Download answer = network.get(servers().http(row.path), kMost, kLong);
  REQUIRE(answer.outcome == Outcome::Fetched);
  CHECK(wire_name(fetch::examine(row.kind, answer.octets).outcome) == wire_name(row.want));
}
