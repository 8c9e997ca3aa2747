#pragma once
#include <optional>

#include "base/bytes.h"
#include "engine/trust/properties.h"

/// The forms of property values that take more than a line to read. Nothing: malformed.
namespace smime::trust::values {

/// UTF-16LE, ended by one NUL that the length counts. Unpaired surrogates become U+FFFD.
[[nodiscard]] std::optional<Decoded> wide_text(Bytes value);

/// CertificatePolicies (RFC 5280 4.2.1.4): "2.23.140.1.1", with Microsoft's root program flags
/// (qualifier 1.3.6.1.4.1.311.60.1.1) behind as "2.23.140.1.1 flags C0".
[[nodiscard]] std::optional<Decoded> policies(Bytes value);

/// NameConstraints (RFC 5280 4.2.1.10): "permitted dNSName .example", "excluded rfc822Name …".
/// Names of other kinds than text are shown as hexadecimal, directory names as RFC 4514.
[[nodiscard]] std::optional<Decoded> name_constraints(Bytes value);

}  // namespace smime::trust::values
