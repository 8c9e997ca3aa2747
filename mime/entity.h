#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/findings.h"
#include "mime/content_type.h"
#include "mime/header_field.h"

namespace smime::mime {

using EntityId = std::uint32_t;
inline constexpr EntityId kNoEntity = UINT32_MAX;

enum class EntityKind : std::uint8_t { Leaf, Multipart, Message };

/// Content-Transfer-Encoding (RFC 2045 6.1).
enum class TransferEncoding : std::uint8_t { Identity, Base64, QuotedPrintable, Unknown };

/// One MIME entity, by position only. What was signed is the part "including its MIME headers" as
/// it came over the wire (RFC 1847 2.1), never a re-print of parsed fields.
///
///     --b CRLF  Content-Type: text/plain CRLF CRLF  Hello  CRLF --b
///               |<---------- header ------------->|<body>|
///     The CRLF before "--b" belongs to the delimiter, not to the body (RFC 2046 5.1.1).
struct Entity {
  Extent header;  // through the empty line
  Extent body;
  EntityId parent = kNoEntity;     // always smaller than the entity's own id
  EntityId message = kNoEntity;    // the entity whose header is the message header around this
  std::vector<EntityId> children;  // in message order
  EntityKind kind = EntityKind::Leaf;
  std::uint32_t depth = 0;
  std::vector<HeaderField> fields;  // in message order
  ContentType content_type;         // text/plain where the field is absent (RFC 2045 5.2)
  TransferEncoding encoding = TransferEncoding::Identity;
  Extent preamble, epilogue;  // of a multipart
  bool closed = true;         // a multipart: its close delimiter was found
  bool descended = true;      // false: a limit or fault kept its body unread
  std::string part;           // IMAP section (RFC 9051 6.4.5); "TEXT" for the root
  Findings findings;          // of this entity's header and delimiters

  /// Header and body together: the octets a signature over this part covers.
  [[nodiscard]] Extent whole() const { return {header.offset, body.end() - header.offset}; }
};

/// Entities in message order, the root first. Borrows nothing and owns no octets.
struct EntityTree {
  std::vector<Entity> entities;
  /// True if every child lies inside its parent's body. Checked by the fuzz target.
  [[nodiscard]] bool well_nested() const;
};

}  // namespace smime::mime
