#pragma once
#include <map>
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
  std::string comment;       // beside an address in angle brackets; some readers show it as a name
};

enum class AddressState : std::uint8_t { Absent, One, Several, Malformed };

/// An address field as every careful reader would read it. Absent: there is no field, or no address
/// in it (a name alone, "<>"). Several: more than one mailbox, or the field is repeated. Malformed:
/// anything that readers understand differently: unbalanced quotes or comments, groups, source
/// routes, blanks or comments inside the address, another unquoted address before the "<", two
/// angle addresses, a local part that needs its quotes, an encoded word in the address (RFC 2047 5
/// forbids it), control characters, a damaged header field.
struct AddressField {
  AddressState state = AddressState::Absent;
  std::vector<Mailbox> mailboxes;  // what could be read, also when Malformed (for display only)
};

/// The fields that clients show of a message.
inline constexpr std::string_view kShownFields[] = {"From",     "Sender",  "To",  "Cc",
                                                    "Reply-To", "Subject", "Date"};

/// What the header of a message says about its sender, and who else it names.
struct MessageHeader {
  AddressField from, sender, reply_to, to, cc;
  /// The first of each of kShownFields that is there, unfolded, otherwise as it stands.
  std::map<std::string_view, std::string> fields;
  std::optional<Time> date;  // of the one Date field, if it is well-formed
  std::string subject;       // decoded, of the first Subject field
  /// What follows from the header alone: identity.* about From, fields that occur twice or are not
  /// UTF-8, a Date that cannot be read. `where` is "header/" and the field name.
  Findings findings;
};

/// Reads the header of the message whose root entity is `message`.
[[nodiscard]] MessageHeader read_message_header(Bytes buffer, const EntityTree& tree,
                                                EntityId message, const Limits& limits);

/// One unfolded address-list value. If it is Malformed, `out` receives identity.from_malformed with
/// the reason. A name that breaks the grammar before an address that readers agree on is One with
/// identity.from_irregular. Reading stops after Limits::mailboxes elements of the list, good or
/// not, when the answer is Several or Malformed in any case.
[[nodiscard]] AddressField read_address_field(std::string_view value, const Limits& limits,
                                              std::string_view where, Findings& out);

/// RFC 5322 3.3 with the obsolete zones of 4.3; nothing if malformed.
[[nodiscard]] std::optional<Time> read_date(std::string_view value);

/// RFC 2047 encoded words to UTF-8; what cannot be decoded, or is in a charset that mail does not
/// use, stays as it is. For display only: words are decoded where RFC 2047 forbids them, too.
[[nodiscard]] std::string decode_words(std::string_view text);

/// True if `text` holds what has the form of an encoded word, or begins like one and has no end,
/// which lenient readers decode as far as the text goes. After decode_words: one that could not be
/// decoded, or that came out of another.
[[nodiscard]] bool holds_encoded_word(std::string_view text);

}  // namespace smime::mime
