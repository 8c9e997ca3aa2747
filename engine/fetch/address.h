#pragma once
#include <sys/socket.h>

#include <string>

#include "base/bytes.h"

namespace smime::fetch {

/// True if `address` (4 or 16 octets, network order) is a unicast address that anybody on the
/// Internet may have: globally reachable after IANA's registries of special-purpose addresses
/// (RFC 6890), so neither private, shared, loopback, link-local, multicast, unspecified, reserved
/// nor for documentation. Of IPv6 only 2000::/3 is such (RFC 4291 2.4), and an address that is
/// translated to IPv4 (64:ff9b::/96, RFC 6052) if that one is. IPv4-mapped addresses are not: no
/// host name resolves to one in earnest. False for any other number of octets.
[[nodiscard]] bool is_public_address(Bytes address);

/// The same of what a socket is to be connected to; false for any other family. `address` is as
/// large as its family says.
[[nodiscard]] bool is_public_address(const sockaddr& address);

/// Of a host in a URL, without brackets: false if it is written as an address that is not public,
/// in whatever form inet_aton() reads, or is a name of this machine (localhost and those below it,
/// RFC 6761 6.3, and the usual names of loopback in a hosts file), each with dots at its end or
/// without. What any other name resolves to is not known here.
[[nodiscard]] bool may_be_public(const std::string& host);

}  // namespace smime::fetch
