#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/findings.h"
#include "base/limits.h"
#include "base/time.h"
#include "mime/entity.h"

namespace smime::mime {

/// One mailbox (RFC 5322 3.4, RFC 6532).
struct Mailbox {
  std::string local_part;    // quoting and escapes removed
  std::string domain;        // as written; a domain literal keeps its brackets
  std::string address;       // local_part "@" domain, for comparison and display
  std::string display_name;  // encoded words (RFC 2047) decoded, UTF-8
};

enum class AddressState : std::uint8_t { Absent, One, Several, Malformed };

/// An address field as every careful reader would read it; anything else is Malformed: unbalanced
/// quotes or comments, groups, source routes, comments inside the address, two angle addresses,
/// NUL, a repeated field is Several.
struct AddressField {
  AddressState state = AddressState::Absent;
  std::vector<Mailbox> mailboxes;  // what could be read, also when Malformed (for display only)
};

/// What the header of a message says about its sender.
struct MessageHeader {
  AddressField from, sender, reply_to;
  std::optional<Time> date;  // of the one Date field, if it is well-formed
  std::string subject;       // decoded, of the first Subject field
  Findings findings;         // identity.* that follow from the header alone; where: "header/From"
};

/// Reads the header of the message whose root entity is `message`.
[[nodiscard]] MessageHeader read_message_header(Bytes buffer, const EntityTree& tree,
                                                EntityId message, const Limits& limits);

/// One unfolded address-list value. `out` says why it is Malformed.
[[nodiscard]] AddressField read_address_field(std::string_view value, const Limits& limits,
                                              std::string_view where, Findings& out);

/// RFC 5322 3.3 with the obsolete zones of 4.3; nothing if malformed.
[[nodiscard]] std::optional<Time> read_date(std::string_view value);

/// RFC 2047 encoded words to UTF-8; what cannot be decoded stays as it is.
[[nodiscard]] std::string decode_words(std::string_view text);

}  // namespace smime::mime
