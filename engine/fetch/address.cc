#include "engine/fetch/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "base/text.h"

namespace smime::fetch {
namespace {

template <std::size_t N>
struct Prefix {
  std::array<std::uint8_t, N> address;
  unsigned bits;
};

template <std::size_t N>
bool within(Bytes address, const Prefix<N>& prefix) {
  const std::size_t whole = prefix.bits / 8;
  if (!std::equal(prefix.address.begin(), prefix.address.begin() + whole, address.begin()))
    return false;
  const unsigned rest = prefix.bits % 8;
  if (rest == 0) return true;
  const auto mask = static_cast<std::uint8_t>(0xFFU << (8 - rest));
  return ((prefix.address.at(whole) ^ address[whole]) & mask) == 0;
}

// IANA IPv4 Special-Purpose Address Registry, and multicast.
constexpr Prefix<4> kNotPublic4[] = {
    {{0}, 8},              // "this network"
    {{10}, 8},             // private use
    {{100, 64}, 10},       // shared address space
    {{127}, 8},            // loopback
    {{169, 254}, 16},      // link local
    {{172, 16}, 12},       // private use
    {{192, 0, 0}, 24},     // IETF protocol assignments
    {{192, 0, 2}, 24},     // documentation
    {{192, 88, 99}, 24},   // 6to4 relay anycast, deprecated
    {{192, 168}, 16},      // private use
    {{198, 18}, 15},       // benchmarking
    {{198, 51, 100}, 24},  // documentation
    {{203, 0, 113}, 24},   // documentation
    {{224}, 4},            // multicast
    {{240}, 4},            // reserved, and limited broadcast
};

// IANA IPv6 Special-Purpose Address Registry, inside 2000::/3.
constexpr Prefix<16> kNotPublic6[] = {
    {{0x20, 0x01}, 23},              // IETF protocol assignments, Teredo among them
    {{0x20, 0x01, 0x0D, 0xB8}, 32},  // documentation
    {{0x20, 0x02}, 16},              // 6to4: an IPv4 address of any kind inside
    {{0x3F, 0xFF}, 20},              // documentation
};
constexpr Prefix<16> kUnicast6 = {{0x20}, 3};
constexpr Prefix<16> kTranslated = {{0x00, 0x64, 0xFF, 0x9B}, 96};

// RFC 6761 6.3, and what the hosts files of systems in use call the loopback addresses.
constexpr std::string_view kThisMachine[] = {
    "localhost",  "localhost.localdomain",   "localhost4",    "localhost4.localdomain4",
    "localhost6", "localhost6.localdomain6", "ip6-localhost", "ip6-loopback",
};

template <std::size_t N, std::size_t Count>
bool within_any(Bytes address, const Prefix<N> (&prefixes)[Count]) {
  return std::any_of(std::begin(prefixes), std::end(prefixes),
                     [&](const Prefix<N>& prefix) { return within(address, prefix); });
}

}  // namespace

bool is_public_address(Bytes address) {
  if (address.size() == 4) return !within_any(address, kNotPublic4);
  if (address.size() != 16) return false;
  if (within(address, kTranslated)) return is_public_address(address.last(4));
  return within(address, kUnicast6) && !within_any(address, kNotPublic6);
}

bool is_public_address(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in in = {};
    std::memcpy(&in, &address, sizeof in);
    const auto* const octets = reinterpret_cast<const std::uint8_t*>(&in.sin_addr);
    return is_public_address({octets, sizeof in.sin_addr});
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 in = {};
    std::memcpy(&in, &address, sizeof in);
    return is_public_address({in.sin6_addr.s6_addr, sizeof in.sin6_addr.s6_addr});
  }
  return false;
}

bool may_be_public(const std::string& host) {
  // A dot at the end makes a name absolute and changes nothing else (RFC 1034 3.1).
  const std::string name = ascii_lower(host.substr(0, host.find_last_not_of('.') + 1));
  in_addr four = {};
  if (inet_aton(name.c_str(), &four) != 0) {
    std::array<std::uint8_t, 4> octets{};
    std::memcpy(octets.data(), &four, octets.size());
    return is_public_address(octets);
  }
  std::array<std::uint8_t, 16> octets{};
  if (inet_pton(AF_INET6, name.substr(0, name.find('%')).c_str(), octets.data()) == 1)
    return is_public_address(octets);
  return !name.empty() && std::none_of(std::begin(kThisMachine), std::end(kThisMachine),
                                       [&](const std::string_view own) {
                                         return name == own ||
                                                name.ends_with("." + std::string(own));
                                       });
}

}  // namespace smime::fetch
