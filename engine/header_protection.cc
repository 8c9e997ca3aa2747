#include "engine/header_protection.h"

#include "base/text.h"

namespace smime {
namespace {

/// The entity whose fields stand for those of the message; nothing if no header is inside.
std::optional<mime::EntityId> inner_header(const mime::EntityTree& tree, mime::EntityId part) {
  const mime::Entity& entity = tree.entities[part];
  if (entity.kind == mime::EntityKind::Message && !entity.children.empty())
    return entity.children.front();
  // RFC 9788 2.1: hp is "clear" or "cipher".
  const std::string mark = ascii_lower(entity.content_type.parameter("hp").value_or(""));
  if (mark == "clear" || mark == "cipher") return part;
  // The form that mailers used before RFC 9788.
  if (entity.content_type.parameter("protected-headers").has_value()) return part;
  return std::nullopt;
}

std::string addresses(const mime::AddressField& field) {
  std::string text;
  for (const mime::Mailbox& mailbox : field.mailboxes)
    text += (text.empty() ? "" : ", ") + mailbox.address;
  return text;
}

}  // namespace

void check_header_protection(const mime::MessageHeader& outside, Bytes octets,
                             const mime::EntityTree& tree, mime::EntityId payload,
                             const Limits& limits, Findings& out) {
  const auto id = inner_header(tree, payload);
  if (!id) return out.add(Code::HeaderUnsigned, "header");
  const mime::MessageHeader inside = mime::read_message_header(octets, tree, *id, limits);
  const auto differs = [&](const char* field, const std::string& inner, const std::string& outer) {
    out.add({Code::HeaderProtectedDiffers,
             std::string("header/") + field,
             {{"field", field}, {"inside", inner}, {"outside", outer}}});
  };
  const bool shown = inside.from.state != mime::AddressState::Absent;
  const bool one = inside.from.state == mime::AddressState::One;
  if (shown && !(one && ascii_iequal(addresses(inside.from), addresses(outside.from))))
    out.add({Code::ProtectedFromDiffers,
             "header/From",
             {{"inside", addresses(inside.from)}, {"outside", addresses(outside.from)}}});
  for (const Finding& finding : inside.findings) {
    if (info(finding.code).wire.starts_with("identity."))
      out.add({finding.code, "protected/" + finding.where, finding.details});
  }
  if (inside.reply_to.state != mime::AddressState::Absent &&
      !ascii_iequal(addresses(inside.reply_to), addresses(outside.reply_to)))
    differs("Reply-To", addresses(inside.reply_to), addresses(outside.reply_to));
  if (inside.subject != outside.subject) differs("Subject", inside.subject, outside.subject);
  if (inside.date != outside.date) {
    const auto text = [](const std::optional<Time>& date) { return date ? to_rfc3339(*date) : ""; };
    differs("Date", text(inside.date), text(outside.date));
  }
}

}  // namespace smime
