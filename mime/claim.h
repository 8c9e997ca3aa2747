#pragma once
#include "mime/entity.h"

namespace smime::mime {

/// What the header of one entity says about S/MIME (RFC 8551 3.10).
enum class ClaimKind : std::uint8_t {
  None,
  MultipartSigned,  // multipart/signed, whatever its protocol
  Cms,              // application/pkcs7-mime, x-pkcs7-mime
  CmsByName,        // application/octet-stream with a file name of RFC 8551 3.2.1
  Signature,        // application/pkcs7-signature, x-pkcs7-signature
};

struct Claim {
  ClaimKind kind = ClaimKind::None;
  /// False: only some reading of a broken or repeated Content-Type says so.
  bool certain = true;
  bool smime_protocol = false;  // multipart/signed with a protocol (or a text) that names pkcs7
};

/// A field that is well-formed and single is taken at its word. Of broken or repeated ones every
/// value is searched without regard to blanks, comments, case and control characters.
[[nodiscard]] Claim claim_of(Bytes buffer, const Entity& entity);

}  // namespace smime::mime
