#pragma once
#include <atomic>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/findings.h"
#include "base/limits.h"
#include "base/time.h"
#include "engine/crypto/digest.h"
#include "engine/crypto/signature.h"
#include "engine/facts.h"

namespace smime::pki {

/// So many extensions that a certificate should not have are named one by one, the others counted.
inline constexpr std::size_t kNamedExtensions = 4;

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

/// The OIDs that extendedKeyUsage (RFC 5280 4.2.1.12) or Windows' application policies list, in
/// their order. Whether mail is among them is known without a search: there may be thousands, and
/// each path asks again.
class Usages {
 public:
  Usages() = default;
  Usages(std::initializer_list<std::string> usages);
  void add(std::string usage);
  [[nodiscard]] bool contains(std::string_view usage) const;
  [[nodiscard]] std::size_t size() const { return usages_.size(); }
  [[nodiscard]] auto begin() const { return usages_.begin(); }
  [[nodiscard]] auto end() const { return usages_.end(); }

 private:
  std::vector<std::string> usages_;
  bool mail_ = false, any_ = false;
};

/// NameConstraints (RFC 5280 4.2.1.10). A base of a form or with bounds that this program does not
/// evaluate is kept: whoever checks must fail closed on it.
struct NameConstraints {
  struct Subtree {
    GeneralName base;
    bool bounded = false;  // minimum other than 0, or a maximum: RFC 5280 forbids both
    Octets canonical;      // of a directoryName: its comparison form
  };
  std::vector<Subtree> permitted, excluded;
};

/// What certificatePolicies, policyMappings, policyConstraints and inhibitAnyPolicy say
/// (RFC 5280 4.2.1.4, 4.2.1.5, 4.2.1.11, 4.2.1.14). Counts are certificates to skip.
struct Policies {
  std::optional<std::vector<std::string>> asserted;                // nothing: extension absent
  std::vector<std::pair<std::string, std::string>> mappings;       // issuer domain, subject domain
  std::optional<std::uint32_t> require_explicit, inhibit_mapping;  // policyConstraints
  std::optional<std::uint32_t> inhibit_any;
};

/// KeyUsage bits (RFC 5280 4.2.1.3), bit n as 1 << n.
inline constexpr std::uint16_t kDigitalSignature = 1U << 0U, kNonRepudiation = 1U << 1U,
                               kKeyEncipherment = 1U << 2U, kKeyCertSign = 1U << 5U,
                               kCrlSign = 1U << 6U;

/// One certificate (RFC 5280 4.1), immutable and shared. Bytes borrow from its own `der`.
/// Parsing guarantees: DER structure of Certificate and TBSCertificate, names in DER
/// (is_der_name), readable times and key info, and that OpenSSL can read it too. It does NOT
/// guarantee any rule on values: see `findings` (repeated or undecodable extensions, serial number,
/// algorithm fields that differ) and path_checks. A listed extension that occurs twice or cannot be
/// decoded counts as absent beside its finding.
struct Certificate {
  Octets der;
  crypto::Sha256 sha256{};
  crypto::Sha256 signed_sha256{};  // signed_identity()
  crypto::Sha1 sha1{};
  std::int64_t version = 1;
  Bytes tbs;              // whole value
  Bytes serial;           // INTEGER contents octets
  Bytes issuer, subject;  // Name, whole values
  Octets canonical_issuer, canonical_subject;
  Time not_before = 0, not_after = 0;
  Bytes public_key_info;                 // whole value
  crypto::KeyFacts key;                  // its point may lie off its curve (PointCheck::Later)
  const char* exceeded_limit = nullptr;  // by the key; null: none (crypto::exceeded_limit)
  std::string signature_oid;
  crypto::SignatureScheme signature_scheme;
  Bytes signature;  // BIT STRING octets
  std::vector<Extension> extensions;

  std::optional<BasicConstraints> basic_constraints;
  std::optional<std::uint16_t> key_usage;
  std::optional<Usages> extended_key_usage;
  std::optional<Usages> application_policies;  // of Windows
  std::optional<Bytes> key_identifier;
  std::optional<AuthorityKeyIdentifier> authority_key_identifier;
  std::vector<GeneralName> alternative_names;
  std::optional<NameConstraints> name_constraints;
  Policies policies;
  std::vector<std::string> issuer_urls, ocsp_urls, crl_urls;
  std::vector<std::string> unknown_critical;  // extension OIDs
  std::string unknown_qualifier;  // OID of the first in policies that are critical; empty: none
  Findings findings;              // where: "" ; the caller says where it stands

  Certificate() = default;
  Certificate(const Certificate&) = delete;  // Bytes borrow from `der`
  Certificate& operator=(const Certificate&) = delete;

  [[nodiscard]] const Extension* extension(std::string_view oid) const;
  [[nodiscard]] bool self_issued() const { return canonical_issuer == canonical_subject; }

 private:
  friend crypto::Check self_signature(const Certificate& certificate);
  enum class SelfSignature : std::uint8_t { Unasked, Good, Bad, Unsupported };
  mutable std::atomic<SelfSignature> self_signature_ = SelfSignature::Unasked;
};
using CertificatePtr = std::shared_ptr<const Certificate>;

/// Why a certificate cannot be used: in a few words what was expected where, or which limit it
/// exceeds.
struct Unusable {
  std::string expected;
  const char* limit = nullptr;  // the name of a limit; null: another reason
};
/// Reads one DER certificate. Nothing if and only if it cannot be used at all; then `why` (if
/// given) says why. Its size, its names and the number of its extensions are bounded before OpenSSL
/// sees it, and it never sees its key (crypto::readable_certificate).
[[nodiscard]] CertificatePtr read_certificate(Bytes der, const Limits& limits,
                                              Unusable* why = nullptr);

/// What stays the same of a certificate however its signature is written: the SHA-256 of its
/// TBSCertificate, or of all octets where there is none. An ECDSA signature has two values that
/// verify, so that whoever sends a certificate can change its own hash.
[[nodiscard]] crypto::Sha256 signed_identity(Bytes der);

/// The certificate as it is shown.
[[nodiscard]] CertificateFacts describe(const Certificate& certificate);
/// The same without addresses and URLs, of which there may be thousands: for the places of a chain.
[[nodiscard]] CertificateFacts describe_briefly(const Certificate& certificate);

/// What its own key says of a certificate's signature. Bad, and not tried: it is not self-issued,
/// or the key exceeds a limit. Computed once per certificate and remembered; may be asked by
/// several threads. It costs a signature check that counts in no budget: of certificates that a
/// sender chose, ask SignatureChecks instead.
[[nodiscard]] crypto::Check self_signature(const Certificate& certificate);
/// True if that is Good.
[[nodiscard]] bool self_signed(const Certificate& certificate);

/// True if `certificate` is self-issued, and whether it signed itself cannot be told: its key
/// exceeds a limit, or is of a kind that is not supported.
[[nodiscard]] bool self_signature_unchecked(const Certificate& certificate);

}  // namespace smime::pki
