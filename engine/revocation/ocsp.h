#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/time.h"
#include "engine/crypto/digest.h"
#include "engine/crypto/signature.h"
#include "engine/pki/certificate.h"

namespace smime::revocation {

/// SingleResponse (RFC 6960 4.2.1): what is said of one certificate.
struct OcspAnswer {
  enum class Status : std::uint8_t { Good, Revoked, Unknown };
  std::string digest;  // of the CertID; empty: not known
  Bytes name_hash, key_hash, serial;
  Status status = Status::Unknown;
  Time revoked_at = 0;        // Revoked
  std::optional<int> reason;  // Revoked
  Time this_update = 0;
  std::optional<Time> next_update;
  bool unknown_critical = false;
};

/// One OCSPResponse (RFC 6960 4.2.1) with a BasicOCSPResponse, immutable and shared. Bytes borrow
/// from its own `der`.
/// Parsing guarantees: DER structure, readable times, no nextUpdate before thisUpdate, minimal
/// serial numbers, no extension twice. It does NOT guarantee the signature, nor that the responder
/// may speak: see evaluate.h. A nonce is passed over: there was no request to compare it with.
struct OcspResponse {
  Octets der;
  crypto::Sha256 sha256{};
  Bytes tbs, signature;
  crypto::SignatureScheme signature_scheme;
  Octets canonical_responder;          // of responderID byName; empty: byKey
  std::optional<Bytes> responder_key;  // of responderID byKey: SHA-1 of the public key's bits
  Time produced_at = 0;
  std::vector<OcspAnswer> answers;
  std::vector<pki::CertificatePtr> certificates;  // the readable ones
  std::set<std::string> unknown_critical;         // responseExtensions

  OcspResponse() = default;
  OcspResponse(const OcspResponse&) = delete;  // Bytes borrow from `der`
  OcspResponse& operator=(const OcspResponse&) = delete;
};
using OcspResponsePtr = std::shared_ptr<const OcspResponse>;

/// Reads one DER OCSPResponse, bounded by Limits::ocsp_size and cms_certificates. Nothing if and
/// only if there is nothing to be used in it; then `why` (if given) says what was expected, which
/// limit hit, or which error the responder answered with ("tryLater").
[[nodiscard]] OcspResponsePtr read_ocsp_response(Bytes der, const Limits& limits,
                                                 std::string* why = nullptr);

/// The contents of subjectPublicKey: what an issuerKeyHash is made of. Empty if unreadable.
[[nodiscard]] Bytes public_key_bits(const pki::Certificate& certificate);

}  // namespace smime::revocation
