#pragma once
#include <optional>
#include <vector>

#include "engine/pki/certificate.h"

/// The e-mail addresses of a certificate as octets, not yet judged.
namespace smime::pki {

/// A value of emailAddress, which is an IA5String (RFC 2985 5.2.1, RFC 5280 Appendix A). Other
/// string types occur.
struct SubjectEmail {
  Bytes octets;
  /// Every reader takes the octets for the same text: the type is IA5String, or one in which they
  /// stand for the same characters of ASCII. Never so in a BMPString or UniversalString.
  bool is_text = false;
};
/// The values of emailAddress (PKCS #9) in a Name (whole value), in order.
[[nodiscard]] std::vector<SubjectEmail> subject_emails(Bytes name);

/// True if `name` is an otherName of type SmtpUTF8Mailbox (RFC 9598).
[[nodiscard]] bool is_smtp_utf8(const GeneralName& name);

/// The UTF8String in the contents octets of a SmtpUTF8Mailbox otherName; nothing if malformed.
[[nodiscard]] std::optional<Bytes> smtp_utf8_text(Bytes other_name);

}  // namespace smime::pki
