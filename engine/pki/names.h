#pragma once
#include <optional>
#include <vector>

#include "engine/pki/certificate.h"

/// The names of a certificate: their form, and the e-mail addresses in them as octets, not yet
/// judged.
namespace smime::pki {

/// A value of emailAddress, which is an IA5String (RFC 2985 5.2.1, RFC 5280 Appendix A). Other
/// string types occur.
struct SubjectEmail {
  Bytes octets;
  /// Every reader takes the octets for the same text: the type is IA5String, or one in which they
  /// stand for the same characters of ASCII. Never so in a BMPString or UniversalString.
  bool is_text = false;
};

/// True if `name` is a Name (RFC 5280 4.1.2.4) in DER all through, but for the order in its sets,
/// which CAs get wrong and nothing depends on. What is no DER, readers read differently or pass
/// over.
[[nodiscard]] bool is_der_name(Bytes name);

/// The values of emailAddress (PKCS #9) in a Name (whole value), in order.
[[nodiscard]] std::vector<SubjectEmail> subject_emails(Bytes name);

/// True if `name` is an otherName of type SmtpUTF8Mailbox (RFC 9598).
[[nodiscard]] bool is_smtp_utf8(const GeneralName& name);

/// The UTF8String in the contents octets of an otherName that is one, as SmtpUTF8Mailbox; nothing
/// if malformed.
[[nodiscard]] std::optional<Bytes> other_name_text(Bytes other_name);

}  // namespace smime::pki
