#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/findings.h"
#include "base/limits.h"
#include "base/time.h"
#include "engine/crypto/digest.h"
#include "engine/crypto/signature.h"
#include "engine/facts.h"

namespace smime::pki {

struct Extension {
  std::string oid;
  bool critical = false;
  Bytes value;  // contents of extnValue
};

/// GeneralName (RFC 5280 4.2.1.6): its context tag number and contents octets.
struct GeneralName {
  unsigned tag = 0;  // 0 otherName, 1 rfc822Name, 2 dNSName, 4 directoryName, 6 URI, 7 iPAddress …
  Bytes value;
};

struct BasicConstraints {
  bool ca = false;
  std::optional<std::uint32_t> path_length;
};

struct AuthorityKeyIdentifier {
  std::optional<Bytes> key_identifier;
  std::vector<GeneralName> issuer;
  std::optional<Bytes> serial;
};

/// KeyUsage bits (RFC 5280 4.2.1.3), bit n as 1 << n.
inline constexpr std::uint16_t kDigitalSignature = 1U << 0U, kNonRepudiation = 1U << 1U,
                               kKeyEncipherment = 1U << 2U, kKeyCertSign = 1U << 5U,
                               kCrlSign = 1U << 6U;

/// One certificate (RFC 5280 4.1), immutable and shared. Bytes borrow from its own `der`.
/// Parsing guarantees: DER structure of Certificate and TBSCertificate, readable times and key
/// info, and that OpenSSL can read it too. It does NOT guarantee any rule on values: see `findings`
/// (repeated or undecodable extensions, serial number, algorithm fields that differ) and
/// path_checks.
struct Certificate {
  Octets der;
  crypto::Sha256 sha256{};
  crypto::Sha1 sha1{};
  std::int64_t version = 1;
  Bytes tbs;              // whole value
  Bytes serial;           // INTEGER contents octets
  Bytes issuer, subject;  // Name, whole values
  Octets canonical_issuer, canonical_subject;
  Time not_before = 0, not_after = 0;
  Bytes public_key_info;  // whole value
  crypto::KeyFacts key;
  std::string signature_oid;
  crypto::SignatureScheme signature_scheme;
  Bytes signature;  // BIT STRING octets
  std::vector<Extension> extensions;

  std::optional<BasicConstraints> basic_constraints;
  std::optional<std::uint16_t> key_usage;
  std::optional<std::vector<std::string>> extended_key_usage;
  std::optional<Bytes> key_identifier;
  std::optional<AuthorityKeyIdentifier> authority_key_identifier;
  std::vector<GeneralName> alternative_names;
  std::vector<std::string> issuer_urls, ocsp_urls, crl_urls;
  std::vector<std::string> unknown_critical;  // extension OIDs
  Findings findings;                          // where: "" ; the caller says where it stands

  [[nodiscard]] const Extension* extension(std::string_view oid) const;
  [[nodiscard]] bool self_issued() const { return canonical_issuer == canonical_subject; }
};
using CertificatePtr = std::shared_ptr<const Certificate>;

/// Reads one DER certificate. Nothing if and only if it cannot be used at all; then `why` (if
/// given) says in a few words what was expected where.
[[nodiscard]] CertificatePtr read_certificate(Bytes der, const Limits& limits,
                                              std::string* why = nullptr);

/// The certificate as it is shown.
[[nodiscard]] CertificateFacts describe(const Certificate& certificate);

/// True if `certificate` is self-issued and its signature verifies with its own key.
[[nodiscard]] bool self_signed(const Certificate& certificate);

}  // namespace smime::pki
