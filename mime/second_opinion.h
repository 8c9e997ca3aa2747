#pragma once
#include <string>
#include <vector>

#include "base/findings.h"
#include "base/limits.h"
#include "mime/entity.h"
#include "mime/mailbox.h"

namespace smime::mime {

/// A second, independent reader (mimetic) is asked about single header values and for a list of
/// parts. Nothing here changes a tree, a layer or an address; it only adds findings. It is asked
/// only within the subset of values that it is known to read safely and rightly; elsewhere it has
/// no opinion and nothing is reported.

/// Reports mime.second_opinion_structure if the other reader sees another type, subtype or boundary
/// in the one Content-Type field of `entity`: clients built like it see other parts. Where it is
/// only known not to understand the form of the boundary (RFC 2231), mime.second_opinion_differs.
void compare_content_type(Bytes buffer, const Entity& entity, Findings& out);

/// Reports mime.second_opinion_differs if it sees another mailbox in an unfolded From value that
/// was read as `ours`.
void compare_mailbox(std::string_view value, const Mailbox& ours, Findings& out);

/// One part as the other reader lists it.
struct ListedPart {
  std::string part;  // IMAP section
  std::string type;  // "text/plain", lower case
  std::string file_name;
  std::uint64_t decoded_size = 0;  // octets without transfer encoding
};

/// The parts of a message, or the reason why they are not listed: the other reader is not given a
/// message that it may read in another way (doubtful header, unclosed multipart, text like a
/// delimiter, mixed line ends), or that exceeds its limits.
struct PartList {
  std::vector<ListedPart> parts;  // in message order, without the root of a multipart
  std::string reason;             // empty if listed
};
[[nodiscard]] PartList list_parts(Bytes buffer, const EntityTree& tree);

}  // namespace smime::mime
