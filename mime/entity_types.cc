#include "mime/entity_types.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace smime::mime {
namespace {

TransferEncoding encoding_from(std::string_view value) {
  const auto token = single_token(value);
  const auto is = [&](std::string_view name) { return token && ascii_iequal(*token, name); };
  if (is("7bit") || is("8bit") || is("binary")) return TransferEncoding::Identity;
  if (is("base64")) return TransferEncoding::Base64;
  if (is("quoted-printable")) return TransferEncoding::QuotedPrintable;
  return TransferEncoding::Unknown;
}

bool is_message_type(const ContentType& type) {
  return type.is("message/rfc822") || type.is("message/global");
}

// Still folded: a fold inside a quoted string tells whether readers agree on it.
std::optional<std::string_view> first_raw_value(Bytes buffer, const Entity& made,
                                                std::string_view name) {
  const auto field = std::find_if(
      made.fields.begin(), made.fields.end(),
      [&](const HeaderField& f) { return ascii_iequal(as_text(f.name.in(buffer)), name); });
  if (field == made.fields.end()) return std::nullopt;
  return trim_blanks(as_text(field->value.in(buffer)));
}

void note_repeated(Bytes buffer, const Entity& made, Findings& found) {
  for (const std::string_view once :
       {"Content-Type", "Content-Transfer-Encoding", "MIME-Version", "Content-Disposition"}) {
    const auto values = values_of(buffer, made.fields, once);
    if (values.size() < 2) continue;
    const bool equal = std::count(values.begin(), values.end(), values.front()) ==
                       static_cast<std::ptrdiff_t>(values.size());
    // No reader takes one thing for another by MIME-Version, nor by the same word said twice.
    const bool decides = once != "MIME-Version" && (once != "Content-Disposition" || !equal);
    if (decides || !equal)
      found.add({decides ? Code::MimeFieldRepeated : Code::HeaderFieldRepeated,
                 {},
                 {{"field", std::string(once)}}});
  }
}

void read_type(Bytes buffer, bool in_digest, Entity& made, Findings& found) {
  if (const auto raw = first_raw_value(buffer, made, "Content-Type")) {
    auto type = read_content_type(*raw, {}, found);
    if (type) {
      made.content_type = std::move(*type);
    } else {
      made.descended = false;
    }
  } else if (in_digest) {
    // RFC 2046 5.1.5: in a digest the default is message/rfc822.
    made.content_type.type = "message";
    made.content_type.subtype = "rfc822";
  }
  if (made.content_type.type == "multipart") made.kind = EntityKind::Multipart;
  if (is_message_type(made.content_type)) made.kind = EntityKind::Message;
}

void read_transfer_encoding(Bytes buffer, Entity& made, Findings& found) {
  const std::string field = "Content-Transfer-Encoding";
  const auto encodings = values_of(buffer, made.fields, field);
  if (!encodings.empty()) made.encoding = encoding_from(encodings.front());
  if (made.encoding == TransferEncoding::Unknown)
    found.add({Code::MimeEncodingUnknown, {}, {{"field", field}}});
  const bool encoded = made.encoding == TransferEncoding::Base64 ||
                       made.encoding == TransferEncoding::QuotedPrintable;
  if (!encoded || made.kind == EntityKind::Leaf) return;
  made.descended = false;
  // RFC 6532 3.7 lets message/global be encoded, RFC 2045 6.4 no other composite type.
  if (!made.content_type.is("message/global"))
    found.add({Code::MimeEncodingOnComposite, {}, {{"field", field}}});
}

}  // namespace

void read_entity_types(Bytes buffer, bool in_digest, Entity& made, Findings& found) {
  note_repeated(buffer, made, found);
  read_type(buffer, in_digest, made, found);
  read_transfer_encoding(buffer, made, found);
}

}  // namespace smime::mime
