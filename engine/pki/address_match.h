#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/findings.h"
#include "engine/pki/certificate.h"

namespace smime::pki {

/// The usable e-mail addresses of a certificate: rfc822Name (ASCII, one mailbox, no blanks, no
/// wildcard) and SmtpUTF8Mailbox (RFC 9598: local part not ASCII-only) of the subject alternative
/// name; emailAddress of the subject only if there is no address in the alternative name.
/// A malformed e-mail address or an unreadable alternative name shuts out the subject too. Each is
/// "local part @ domain" with the quoting of the local part removed.
struct CertificateAddresses {
  std::vector<std::string> alternative_names;
  std::vector<std::string> subject;
  bool malformed = false;  // at least one was left out; `out` says which
};
[[nodiscard]] CertificateAddresses addresses_of(const Certificate& certificate,
                                                std::string_view where, Findings& out);

/// Compares as RFC 8550 3 and RFC 9598 say: domains as A-labels in ASCII lower case, local parts
/// octet by octet, quoted and plain form of the same local part being equal. `case_differs` tells
/// that only ASCII case of the local part stands between them. An ill-formed domain (trailing dot,
/// address literal, not in NFC, without A-label) equals nothing.
struct AddressComparison {
  bool equal = false, case_differs = false;
};
[[nodiscard]] AddressComparison compare_addresses(std::string_view a, std::string_view b);

/// Compares the sender of a message with the signer's certificate and reports the identity.*
/// findings that follow, identity.not_applicable included. Why a header names no one sender is
/// reported where the header is read.
struct Sender {
  AddressMatch state = AddressMatch::NotApplicable;  // NoFrom, AmbiguousFrom, MalformedFrom, or
                                                     // Matches: `from` is the one address
  std::string from, sender;  // local part without quoting "@" domain; `sender` may be empty
};
[[nodiscard]] AddressMatch match_sender(const Certificate& certificate, const Sender& sender,
                                        std::string_view where, Findings& out);

}  // namespace smime::pki
