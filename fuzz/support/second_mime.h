#pragma once
#include <optional>
#include <string>

#include "base/bytes.h"

/// A second, plain MIME reader: it reads ordinary mail and has no opinion of anything else. It
/// shares no code with the mime room.
namespace smime::fuzz {

struct SecondMime {
  std::string signed_part, cms;  // the first part as it stands; the second one decoded
};
/// The parts of a message that is multipart/signed at its root. Nothing if it is not, or not
/// plainly so.
[[nodiscard]] std::optional<SecondMime> second_mime(Bytes message);

/// The address in the only From field, with ASCII lower case. Nothing if it is not plain ASCII text
/// of the forms "a@b", "name <a@b>", "<a@b>", the name in quotes or not.
[[nodiscard]] std::optional<std::string> second_sender(Bytes message);

}  // namespace smime::fuzz
