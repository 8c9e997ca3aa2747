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
struct CertificateAddresses {
  std::vector<std::string> alternative_names;
  std::vector<std::string> subject;
  bool malformed = false;  // at least one was left out; `out` says which
};
[[nodiscard]] CertificateAddresses addresses_of(const Certificate& certificate,
                                                std::string_view where, Findings& out);

/// Compares as RFC 8550 3 and RFC 9598 say: domains as A-labels in ASCII lower case, local parts
/// octet by octet. `case_differs` tells that only ASCII case of the local part stands between them.
struct AddressComparison {
  bool equal = false, case_differs = false;
};
[[nodiscard]] AddressComparison compare_addresses(std::string_view a, std::string_view b);

/// Compares the sender of a message, given as (local part, domain), with the signer's certificate
/// and reports the identity.* findings that follow.
struct Sender {
  AddressMatch state = AddressMatch::NotApplicable;  // NoFrom, AmbiguousFrom, MalformedFrom, or
                                                     // Matches: `from` is the one address
  std::string from, sender;                          // addr-specs; `sender` may be empty
};
[[nodiscard]] AddressMatch match_sender(const Certificate& certificate, const Sender& sender,
                                        std::string_view where, Findings& out);

}  // namespace smime::pki
