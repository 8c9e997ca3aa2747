#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/limits.h"
#include "engine/pki/certificate.h"

namespace smime::pki {

/// One name of a certificate that constraints apply to.
struct ConstrainedName {
  GeneralName name;  // SmtpUTF8Mailbox also as tag 1 with its text; directoryName as whole Name
  Octets canonical;  // of a directoryName: its comparison form
};
/// The name as text, not yet made visible().
[[nodiscard]] std::string text_of(const ConstrainedName& name);

/// The names of `certificate` that RFC 5280 4.2.1.10 constrains: the alternative names, the subject
/// if it is not empty, and each emailAddress in the subject (also beside an alternative name: that
/// is stricter than the RFC and what OpenSSL does). RFC 9598 6 puts SmtpUTF8Mailbox under
/// rfc822Name constraints; it is there a second time as what it is. Nothing: `comparisons` ran out.
[[nodiscard]] std::optional<std::vector<ConstrainedName>> constrained_names(
    const Certificate& certificate, Budget& comparisons);

enum class NameVerdict : std::uint8_t {
  Inside,
  NotPermitted,
  Excluded,
  NotSupported,  // a form or bounds that are not evaluated here: fails closed
  Malformed,     // the constraint or the name cannot be read: fails closed
  LimitReached,  // the budget ran out
};

/// What a constraint or a name that cannot be read does.
enum class Unreadable : std::uint8_t {
  FailsClosed,     // NameVerdict::Malformed
  MatchesNothing,  // a subtree that nothing is inside of, as Windows has it
};

/// Compares one name with the constraints of one CA. A form that no subtree mentions is not
/// constrained; other names of two types are two forms. Evaluated: rfc822Name (mailbox, host,
/// ".domain"), dNSName, directoryName, URI, iPAddress; ASCII case is ignored, but for the local
/// part of a permitted mailbox: what is excluded stays so in any case, since addresses are compared
/// without it. A host with anything but letters, digits, hyphens and underscores is Malformed, also
/// a U-label (RFC 9598 6: "encoded in A-labels only"), and so is a mask that is no prefix.
///
/// One comparison takes 1 from `comparisons`, that of directory names 4, and each 32 octets of the
/// two names, of directory names in their comparison form, 1 more: names can be as long as a
/// certificate, and a comparison form eleven times as long.
[[nodiscard]] NameVerdict judge_name(const NameConstraints& constraints,
                                     const ConstrainedName& name, Budget& comparisons,
                                     Unreadable unreadable = Unreadable::FailsClosed);

/// The comparison form of a Name, paid for like comparing it. Nothing: `comparisons` ran out.
[[nodiscard]] std::optional<Octets> paid_canonical_name(Bytes name, Budget& comparisons);

}  // namespace smime::pki
