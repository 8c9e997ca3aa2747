#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/findings.h"
#include "base/limits.h"
#include "engine/cms/signer_info.h"

/// RFC 5652: octets in, structure out. Reads, does not judge.
namespace smime::cms {

enum class ContentKind : std::uint8_t {
  Data,
  SignedData,
  EnvelopedData,
  AuthEnvelopedData,
  EncryptedData,
  DigestedData,
  AuthenticatedData,
  CompressedData,
  Other,
};

/// One SignedData (RFC 5652 5.1). Borrowed octets point into the input; `storage` owns what had to
/// be put together from BER pieces.
struct SignedData {
  std::int64_t version = 0;
  std::int64_t required_version = 0;  // what 5.1 demands for these contents
  std::vector<AlgorithmIdentifier> digest_algorithms;
  std::string content_type;  // eContentType, dotted
  /// eContent octets, pieces joined; nothing: detached. Where PKCS #7 put another type than OCTET
  /// STRING here (RFC 5652 5.2.1), its contents octets, without tag and length.
  std::optional<Bytes> content;
  std::vector<Bytes> certificates;       // each one whole value, as on the wire
  std::uint32_t other_certificates = 0;  // attribute certificates and other formats, not read
  std::vector<Bytes> crls;
  std::uint32_t other_crls = 0;       // of other revocation formats, those below among them
  std::vector<Bytes> ocsp_responses;  // RFC 5940 2.1: each one OCSPResponse, as on the wire
  std::vector<SignerInfo> signer_infos;
  bool der = true;  // no indefinite or overlong length and no constructed string was met
};

/// A ContentInfo (RFC 5652 3).
struct ContentInfo {
  ContentKind kind = ContentKind::Other;
  std::string type;                       // dotted
  std::optional<SignedData> signed_data;  // when kind is SignedData
  std::uint32_t trailing = 0;             // octets after the end of the object
  std::vector<Octets> storage;  // owns joined pieces; moving keeps the borrowed views good
};

/// Reads DER or BER, indefinite lengths and constructed strings included. One bounded pass checks
/// depth, counts and sizes against `limits` before anything is built. Returns nothing if and only
/// if `out` received a fatal finding: cms.malformed, or one limit.reached per limit that was hit,
/// followed by cms.not_read. Octets that are malformed are never reported as a limit.
///
/// Nothing else is reported: what trailing octets, BER, missing SignerInfos, versions and
/// algorithms mean is left to the rooms above. `where` is the layer: "part/1".
[[nodiscard]] std::optional<ContentInfo> read_content_info(Bytes octets, const Limits& limits,
                                                           std::string_view where, Findings& out);

}  // namespace smime::cms
