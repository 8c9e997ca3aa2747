#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/trust/trust_list.h"

/// CERT_…_PROP_ID values of wincrypt.h: names and contents.
namespace smime::trust {

enum PropertyId : std::uint32_t {
  kKeyProviderInfo = 2,
  kSha1Hash = 3,
  kMd5Hash = 4,
  kEnhancedKeyUsage = 9,
  kFriendlyName = 11,
  kDescription = 13,
  kArchived = 19,
  kKeyIdentifier = 20,
  kDateStamp = 27,
  kSubjectNameMd5Hash = 29,
  kRootProgramPolicies = 83,
  kRootProgramNameConstraints = 84,
  kAuthRootSha256Hash = 98,
  kDisallowedFiletime = 104,
  kRootProgramChainPolicies = 105,
  kSha256Hash = 107,
  kDisallowedEnhancedKeyUsage = 122,
  kNotBeforeFiletime = 126,
  kNotBeforeEnhancedKeyUsage = 127,
  kDisallowedCaFiletime = 128,
  kSha1Sha256Hash = 129,
};

/// "FRIENDLY_NAME" for 11, without CERT_ and _PROP_ID; "USER_DEFINED" from 0x8000 on; otherwise
/// "UNKNOWN".
[[nodiscard]] std::string_view property_name(std::uint32_t id);

/// What a value says: nothing (its form is not known here), one text, or a list.
using Decoded = std::variant<std::monostate, std::string, std::vector<std::string>>;

/// Decodes a value; nothing if it is not of the form that its id demands. Texts are UTF-8 and not
/// yet made visible(). Times are RFC 3339; an empty time is kBeginningOfTime. Object identifiers
/// are dotted. A key container is said to be present, never followed and not named.
[[nodiscard]] std::optional<Decoded> decode(const Property& property);

/// The text of an empty FILETIME: what Windows does with one is not documented.
inline constexpr std::string_view kBeginningOfTime = "from the beginning of time";

/// A FILETIME of eight octets (100 ns since 1601-01-01), in seconds since 1970; nothing for another
/// length or a year above 9999.
[[nodiscard]] std::optional<Time> filetime(Bytes value);
/// The object identifiers of an ENHKEY value.
[[nodiscard]] std::optional<std::vector<std::string>> key_usages(Bytes value);

/// The property with this id; of several the last one.
[[nodiscard]] const Property* find(const std::vector<Property>& properties, std::uint32_t id);

/// How the properties restrict e-mail protection in Windows. Empty: they do not. A disallowed time
/// counts for what is judged at or after it, a not-before time for signers' certificates that begin
/// at or after it. What cannot be read may say anything: a list of purposes then names e-mail, and
/// a time is not evaluated.
[[nodiscard]] std::vector<pki::AnchorRestriction> email_restrictions(
    const std::vector<Property>& properties);

}  // namespace smime::trust
