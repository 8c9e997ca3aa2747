#pragma once
#include <optional>
#include <vector>

#include "engine/pki/certificate.h"

/// The e-mail addresses of a certificate as octets, not yet judged.
namespace smime::pki {

/// The values of emailAddress (PKCS #9) in a Name (whole value), in order.
[[nodiscard]] std::vector<Bytes> subject_emails(Bytes name);

/// True if `name` is an otherName of type SmtpUTF8Mailbox (RFC 9598).
[[nodiscard]] bool is_smtp_utf8(const GeneralName& name);

/// The UTF8String in the contents octets of a SmtpUTF8Mailbox otherName; nothing if malformed.
[[nodiscard]] std::optional<Bytes> smtp_utf8_text(Bytes other_name);

}  // namespace smime::pki
