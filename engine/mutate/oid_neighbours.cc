#include "engine/mutate/oid_neighbours.h"

#include <charconv>
#include <span>
#include <vector>

#include "engine/asn1/oids.h"

namespace smime::mutate {
namespace {

constexpr std::string_view kContentTypes[] = {
    oid::kData,
    oid::kSignedData,
    oid::kEnvelopedData,
    oid::kDigestedData,
    oid::kEncryptedData,
    oid::kAuthData,
    oid::kCompressedData,
    oid::kAuthEnvelopedData,
    oid::kCtl,
    "1.2.840.113549.1.9.16.1.4",  // TSTInfo
    "1.3.6.1.4.1.311.2.1.4",      // SPC_INDIRECT_DATA
};
constexpr std::string_view kAttributes[] = {
    oid::kContentType,      oid::kMessageDigest,         oid::kSigningTime,
    oid::kCountersignature, oid::kSmimeCapabilities,     oid::kSigningCertificate,
    oid::kContentHints,     oid::kSigningCertificateV2,  oid::kEncrypKeyPref,
    oid::kMsEncrypKeyPref,  oid::kReceiptRequest,        oid::kSecurityLabel,
    oid::kTimeStampToken,   oid::kCmsAlgorithmProtection};
constexpr std::string_view kDigests[] = {
    "1.2.840.113549.2.5",      "1.3.14.3.2.26",           "2.16.840.1.101.3.4.2.1",
    "2.16.840.1.101.3.4.2.2",  "2.16.840.1.101.3.4.2.3",  "2.16.840.1.101.3.4.2.4",
    "2.16.840.1.101.3.4.2.6",  "2.16.840.1.101.3.4.2.8",  "2.16.840.1.101.3.4.2.12",
    "2.16.840.1.101.3.4.2.10", "2.16.840.1.101.3.4.2.11", "1.3.36.3.2.1"};
constexpr std::string_view kSignatures[] = {
    "1.2.840.113549.1.1.1",  "1.2.840.113549.1.1.4",  "1.2.840.113549.1.1.5",
    "1.2.840.113549.1.1.10", "1.2.840.113549.1.1.11", "1.2.840.113549.1.1.12",
    "1.2.840.113549.1.1.13", "1.2.840.10045.2.1",     "1.2.840.10045.4.1",
    "1.2.840.10045.4.3.2",   "1.2.840.10045.4.3.4",   "1.2.840.10040.4.3",
    "1.3.101.112",           "1.3.101.113",           "1.3.6.1.5.5.7.6.2"};  // last: no signature
constexpr std::string_view kExtensions[] = {
    oid::kSubjectKeyIdentifier,  oid::kKeyUsage,
    oid::kSubjectAltName,        oid::kIssuerAltName,
    oid::kBasicConstraints,      oid::kNameConstraints,
    oid::kCrlDistributionPoints, oid::kCertificatePolicies,
    oid::kPolicyMappings,        oid::kAuthorityKeyIdentifier,
    oid::kPolicyConstraints,     oid::kExtendedKeyUsage,
    oid::kAuthorityInfoAccess};
constexpr std::string_view kUsages[] = {oid::kEmailProtection, oid::kAnyExtendedKeyUsage,
                                        "1.3.6.1.5.5.7.3.1",   "1.3.6.1.5.5.7.3.2",
                                        "1.3.6.1.5.5.7.3.8",   "1.3.6.1.5.5.7.3.9"};
constexpr std::string_view kNames[] = {
    "2.5.4.3", "2.5.4.6",          "2.5.4.10",           "2.5.4.11",
    "2.5.4.5", oid::kEmailAddress, oid::kSmtpUtf8Mailbox};

constexpr std::span<const std::string_view> kKinds[] = {
    kContentTypes, kAttributes, kDigests, kSignatures, kExtensions, kUsages, kNames};

}  // namespace

Octets oid_octets(std::string_view dotted) {
  std::vector<std::uint64_t> arcs;
  while (!dotted.empty()) {
    arcs.push_back(0);
    const auto* const end =
        std::from_chars(dotted.data(), dotted.data() + dotted.size(), arcs.back()).ptr;
    dotted.remove_prefix(static_cast<std::size_t>(end - dotted.data()));
    if (!dotted.empty()) dotted.remove_prefix(1);
  }
  Octets out;
  for (std::size_t i = 1; i < arcs.size(); ++i) {
    const std::uint64_t arc = i == 1 ? arcs[0] * 40 + arcs[1] : arcs[i];
    unsigned shift = 63;
    while (shift > 0 && arc >> shift == 0) shift -= 7;
    for (; shift > 0; shift -= 7)
      out.push_back(static_cast<std::uint8_t>(0x80U | (arc >> shift & 0x7FU)));
    out.push_back(static_cast<std::uint8_t>(arc & 0x7FU));
  }
  return out;
}

Octets neighbour_of(const Octets& oid, Random& random) {
  if (random.one_in(8) && !oid.empty()) {
    Octets out = oid;
    out.back() ^= static_cast<std::uint8_t>(1U << random.below(7));
    return out;
  }
  if (!random.one_in(8)) {
    for (const auto kind : kKinds)
      for (const std::string_view dotted : kind)
        if (oid_octets(dotted) == oid) return oid_octets(random.pick(kind));
  }
  return oid_octets(random.pick(random.pick(kKinds)));
}

}  // namespace smime::mutate
