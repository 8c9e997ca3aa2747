#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "engine/trust/fault.h"

/// Text armour: PEM blocks (RFC 7468) and bare base64, in ASCII or UTF-16LE.
namespace smime::trust {

/// ASCII text, and how its positions map to the file it came from.
struct ArmourText {
  Bytes text;
  std::uint32_t start = 0;  // octets before the text: a byte order mark
  std::uint32_t width = 1;  // octets per character in the file
  [[nodiscard]] std::uint32_t in_file(std::size_t position) const {
    return start + static_cast<std::uint32_t>(position) * width;
  }
};

/// The low octets of UTF-16LE text whose high octets are all zero, with or without byte order mark;
/// nothing for anything else. `start` receives the length of the byte order mark.
[[nodiscard]] std::optional<Octets> narrow_utf16(Bytes octets, std::uint32_t& start);

struct PemBlock {
  std::string label;         // "CERTIFICATE"
  std::uint32_t offset = 0;  // of the BEGIN line in the file
  Octets octets;             // decoded
};

/// Every block of a bundle, in order; text between blocks is passed over. A block that is broken in
/// any way is a fault, never left out: no END line or another label in it, an octet that is no
/// base64, bad padding, header fields inside; and so are the remains of a block in the text
/// between: an END line, a BEGIN or END line of certificates with other dashes, blanks or case, the
/// first line of a body. Lines end in CR LF, LF or CR.
[[nodiscard]] std::variant<std::vector<PemBlock>, Fault> read_pem(const ArmourText& text);

/// True if a line "-----BEGIN ... PRIVATE KEY-----" stands anywhere. Looks at labels only.
[[nodiscard]] bool has_private_key_label(Bytes text);

/// Base64 (RFC 4648 4) with blanks and line ends between; octets after a NUL do not count.
[[nodiscard]] std::variant<Octets, Fault> decode_base64(const ArmourText& text);

}  // namespace smime::trust
