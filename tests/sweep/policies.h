#pragma once
#include <string_view>

namespace smime::test {

/// Where From or a certificate is read otherwise than the standards say; the names are those of
/// address_matcher.py. docs/coverage-of-a-signature.md is the same list for readers.
struct AddressPolicy {
  std::string_view name;
  bool accepts;  // takes what the standards refuse; otherwise the other way round
  std::string_view reason;
};

inline constexpr AddressPolicy kAddressPolicies[] = {
    {"group of one", false,
     "Group syntax in From hides the address in many clients (RFC 6854 is for special uses)."},
    {"blank or comment in the address", false,
     "Readers drop comments and blanks inside an address in different ways."},
    {"folding line of blanks", false,
     "Some readers end the header there, and the MIME fields after it are text to them."},
    {"quotes that the local part needs", false,
     "Text that is an address only within its quotes has been split at the \"@\", the blank or the "
     "comma inside."},
    {"address literal", false, "A number in brackets names a machine, not a holder of mail."},
    {"asterisk in the certificate", false, "Some readers take it for a wildcard."},
    {"invisible character in the local part", false,
     "Two addresses that look the same are not told apart by people."},
    {"irregular name", true,
     "Dots, brackets, a colon or the address itself, unquoted in the name, are common, and every "
     "reader "
     "takes the one address in angle brackets; a warning."},
    {"case of the local part", true,
     "Mail systems that tell Alice@ from alice@ are not in use, and clients do not; a notice."},
};

}  // namespace smime::test
