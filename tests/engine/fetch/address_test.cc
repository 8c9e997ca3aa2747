#include "engine/fetch/address.h"

#include <arpa/inet.h>

#include <array>
#include <catch2/catch.hpp>

using namespace smime;

namespace {

bool is_public(const std::string& text) {
  std::array<std::uint8_t, 16> octets{};
  if (inet_pton(AF_INET, text.c_str(), octets.data()) == 1)
    return fetch::is_public_address({octets.data(), 4});
  REQUIRE(inet_pton(AF_INET6, text.c_str(), octets.data()) == 1);
  return fetch::is_public_address(octets);
}

}  // namespace

// First and last address of each block, and their neighbours, after IANA's registries.
TEST_CASE("Only addresses of the public Internet are public", "[fetch]") {
  struct Row {
    const char* name;
    const char* address;
    bool want;
  };
  const auto row = GENERATE(values<Row>({
      {"unspecified", "0.0.0.0", false},
      {"end of this network", "0.255.255.255", false},
      {"after this network", "1.0.0.0", true},
      {"before private 10", "9.255.255.255", true},
      {"private 10", "10.0.0.0", false},
      {"private 10 last", "10.255.255.255", false},
      {"after private 10", "11.0.0.0", true},
      {"before shared", "100.63.255.255", true},
      {"shared", "100.64.0.0", false},
      {"shared last", "100.127.255.255", false},
      {"after shared", "100.128.0.0", true},
      {"before loopback", "126.255.255.255", true},
      {"loopback", "127.0.0.1", false},
      {"loopback last", "127.255.255.255", false},
      {"after loopback", "128.0.0.0", true},
      {"metadata of clouds", "169.254.169.254", false},
      {"before link-local", "169.253.255.255", true},
      {"after link-local", "169.255.0.0", true},
      {"before private 172", "172.15.255.255", true},
      {"private 172", "172.16.0.0", false},
      {"private 172 last", "172.31.255.255", false},
      {"after private 172", "172.32.0.0", true},
      {"protocol assignments", "192.0.0.8", false},
      {"documentation 1", "192.0.2.1", false},
      {"between the two", "192.0.1.0", true},
      {"6to4 relay", "192.88.99.1", false},
      {"before private 192", "192.167.255.255", true},
      {"private 192", "192.168.0.0", false},
      {"after private 192", "192.169.0.0", true},
      {"benchmarking", "198.19.255.255", false},
      {"after benchmarking", "198.20.0.0", true},
      {"documentation 2", "198.51.100.7", false},
      {"documentation 3", "203.0.113.7", false},
      {"last unicast", "223.255.255.255", true},
      {"multicast", "224.0.0.1", false},
      {"reserved", "240.0.0.1", false},
      {"broadcast", "255.255.255.255", false},
      {"unspecified 6", "::", false},
      {"loopback 6", "::1", false},
      {"compatible with IPv4", "::8.8.8.8", false},
      {"mapped loopback", "::ffff:127.0.0.1", false},
      {"mapped public", "::ffff:8.8.8.8", false},
      {"translated public", "64:ff9b::8.8.8.8", true},
      {"translated private", "64:ff9b::10.0.0.1", false},
      {"translated locally", "64:ff9b:1::8.8.8.8", false},
      {"discard", "100::1", false},
      {"global", "2a00:1450:4001::1", true},
      {"first global", "2000::1", true},
      {"Teredo", "2001:0:1::1", false},
      {"last protocol assignment", "2001:1ff:ffff::1", false},
      {"after protocol assignments", "2001:200::1", true},
      {"documentation 6", "2001:db8::1", false},
      {"after documentation 6", "2001:db9::1", true},
      {"6to4", "2002:7f00:1::1", false},
      {"new documentation", "3fff:fff::1", false},
      {"after new documentation", "3fff:1000::1", true},
      {"beyond global", "4000::1", false},
      {"unique local", "fd00::1", false},
      {"link-local 6", "fe80::1", false},
      {"site-local", "fec0::1", false},
      {"multicast 6", "ff02::1", false},
  }));
  CAPTURE(row.name, row.address);
  CHECK(is_public(row.address) == row.want);
}

TEST_CASE("What is no address is not public", "[fetch]") {
  for (const std::size_t size : {0U, 3U, 5U, 15U, 17U})
    CHECK_FALSE(fetch::is_public_address(Octets(size, 8)));
}

TEST_CASE("Names of this machine are not public, however they are written", "[fetch]") {
  struct Row {
    const char* host;
    bool want;
  };
  const auto row = GENERATE(values<Row>({
      {"localhost", false},
      {"localhost.", false},
      {"LocalHost", false},
      {"foo.localhost", false},
      {"foo.localhost.", false},
      {"localhost.localdomain", false},
      {"localhost6.localdomain6", false},
      {"ip6-localhost", false},
      {"ip6-loopback", false},
      {"127.0.0.1", false},
      {"127.0.0.1.", false},
      {"127.1", false},
      {"0x7f.1.", false},
      {"0177.0.0.1", false},
      {"2130706433", false},
      {"::1", false},
      {"fe80::1%eth0", false},
      {".", false},
      {"", false},
      {"crl.example", true},
      {"crl.example.", true},
      {"mylocalhost", true},
      {"localhost.example", true},
      {"8.8.8.8", true},
      {"8.8.8.8.", true},
      {"2a00:1450:4001::1", true},
  }));
  CAPTURE(row.host);
  CHECK(fetch::may_be_public(row.host) == row.want);
}
