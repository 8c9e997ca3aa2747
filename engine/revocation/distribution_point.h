#pragma once
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/limits.h"
#include "engine/pki/certificate.h"
#include "engine/revocation/fields.h"

namespace smime::revocation {

/// ReasonFlags (RFC 5280 4.2.1.13): flag n as 1 << n. unused(0) is not among them.
using Reasons = std::uint16_t;
inline constexpr Reasons kAllReasons = 0x01FE;

/// A GeneralName in the form in which two are compared: directory names as RFC 5280 7.1 says, all
/// others octet by octet (5.2.5: "The identical encoding MUST be used").
[[nodiscard]] std::string comparable(const pki::GeneralName& name);
[[nodiscard]] std::string comparable_directory_name(const Octets& canonical_name);

/// A DistributionPointName (contents octets of its tag): full names, or one relative to `issuer`,
/// a whole Name. Nothing if malformed, or more names than Limits::general_names.
[[nodiscard]] std::optional<std::set<std::string>> read_point_name(Bytes contents, Bytes issuer,
                                                                   const Limits& limits);

/// True if GeneralNames (contents octets) are at most Limits::general_names: to be asked before
/// memory is spent on them.
[[nodiscard]] bool within_general_names(Bytes contents, const Limits& limits);

/// ReasonFlags: contents octets of the BIT STRING. Nothing if malformed.
[[nodiscard]] std::optional<Reasons> read_reasons(Bytes contents);

/// One DistributionPoint (RFC 5280 4.2.1.13). Names are comparable(); empty: absent.
struct DistributionPoint {
  std::set<std::string> names;
  Reasons reasons = kAllReasons;
  std::set<std::string> crl_issuers;
};

/// Where CRLs for a certificate may come from.
struct CrlSources {
  std::vector<DistributionPoint> points;
  std::set<std::string> issuers;  // of the CRLs, comparable()
  std::size_t names = 0;          // in the points
};

/// The points of the certificate's CRL distribution points extension, then the one that RFC 5280
/// 6.3.3 has verifiers assume, named after the certificate's issuer. An extension that cannot be
/// read, names more than Limits::general_names, or may not be read, gives the latter alone.
[[nodiscard]] CrlSources crl_sources(const pki::Certificate& certificate, const Limits& limits,
                                     const MayRead& may_read = {});

}  // namespace smime::revocation
