#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/time.h"
#include "engine/crypto/digest.h"
#include "engine/crypto/signature.h"
#include "engine/revocation/distribution_point.h"
#include "engine/revocation/fields.h"

namespace smime::revocation {

/// CRLReason (RFC 5280 5.3.1), by number.
inline constexpr int kCertificateHold = 6, kRemoveFromCrl = 8;
/// "keyCompromise", …; the number itself where it is none.
[[nodiscard]] std::string reason_text(int reason);

/// IssuingDistributionPoint (RFC 5280 5.2.5). Names are comparable(); empty: absent.
struct IssuingDistributionPoint {
  std::set<std::string> names;
  bool only_user = false, only_ca = false, only_attribute = false, indirect = false;
  Reasons reasons = kAllReasons;
  Bytes whole;  // extension value
};

struct CrlEntry {
  Time revoked_at = 0;
  std::optional<int> reason;
  std::optional<Time> invalid_since;
};

/// One CRL (RFC 5280 5), immutable and shared. Bytes borrow from its own `der`; entries are not
/// copied, only their positions are kept.
/// Parsing guarantees: DER structure, every entry with a minimal serial number and a readable date,
/// no extension twice, the same algorithm inside and outside. It does NOT guarantee the signature,
/// nor that the issuer may sign CRLs: see evaluate.h.
struct Crl {
  Octets der;
  crypto::Sha256 sha256{};
  Bytes tbs, signature;
  crypto::SignatureScheme signature_scheme;
  Octets canonical_issuer;
  Time this_update = 0;
  std::optional<Time> next_update;
  std::optional<Bytes> number;       // cRLNumber, INTEGER contents octets, not negative
  std::optional<Bytes> base_number;  // BaseCRLNumber: this is a delta CRL
  std::optional<IssuingDistributionPoint> distribution_point;
  std::optional<Bytes> authority_key;  // keyIdentifier of the authority key identifier
  /// Critical extensions, of the CRL or of an entry, that are not understood. RFC 5280 5.2 and 5.3:
  /// such a CRL must not be used to determine the status of any certificate.
  std::set<std::string> unknown_critical;  // the first one that was found
  std::size_t entries = 0;

  Crl() = default;
  Crl(const Crl&) = delete;  // Bytes borrow from `der`
  Crl& operator=(const Crl&) = delete;

  /// The entry for a serial number (INTEGER contents octets) of a certificate issuer. Several: one
  /// that revokes before one that removes, then the one with the earliest date. Asks for all of an
  /// entry that is read; where the answer is no, what was found so far.
  [[nodiscard]] std::optional<CrlEntry> find(Bytes serial, const Octets& canonical_issuer,
                                             const MayRead& may_read = {}) const;

  /// Positions in `der`: entries by serial number, then as on the wire, and, in their order on the
  /// wire, the entries that name another certificate issuer for themselves and those that follow.
  std::vector<std::uint32_t> by_serial;
  std::vector<std::uint32_t> issuers;
};
using CrlPtr = std::shared_ptr<const Crl>;

/// Reads one DER CRL, bounded by Limits::crl_size, crl_entries, extensions (of the CRL, of an
/// entry) and general_names (of a distribution point, of an entry). Nothing if and only if it
/// cannot be used at all; then `why` (if given) says in a few words what was expected or which
/// limit hit.
[[nodiscard]] CrlPtr read_crl(Bytes der, const Limits& limits, std::string* why = nullptr);

/// Compares two INTEGER contents octets that are not negative.
[[nodiscard]] int compare_numbers(Bytes a, Bytes b);

}  // namespace smime::revocation
