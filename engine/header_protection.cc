#include "engine/header_protection.h"

#include <algorithm>
#include <string_view>

#include "base/text.h"
#include "mime/parse.h"
#include "mime/transfer_decode.h"

namespace smime {
namespace {

/// True if the header of the part itself is marked as one that stands for that of the message.
bool marked(const mime::Entity& part) {
  // RFC 9788 2.1: hp is "clear" or "cipher".
  const std::string mark = ascii_lower(part.content_type.parameter("hp").value_or(""));
  // The second form is the one that mailers used before RFC 9788.
  return mark == "clear" || mark == "cipher" ||
         part.content_type.parameter("protected-headers").has_value();
}

/// True if the field is there once and was read.
bool type_is_clear(Bytes octets, const mime::Entity& part) {
  const std::size_t count = mime::values_of(octets, part.fields, "Content-Type").size();
  return count == 0 ? !part.content_type.present : count == 1 && part.content_type.present;
}

/// True if the body is a message, or a type that begins like one (message/news, message/partial of
/// RFC 2046 5.2.2, …); where the type is unclear, if some reader may see it so.
bool is_message(Bytes octets, const mime::Entity& part) {
  if (part.content_type.type == "message") return true;
  if (type_is_clear(octets, part)) return false;
  const auto values = mime::values_of(octets, part.fields, "Content-Type");
  return std::any_of(values.begin(), values.end(), [](const std::string& value) {
    std::string text = ascii_lower(value);
    std::erase_if(text, [](char c) { return c <= ' '; });
    return text.find("message/") != std::string::npos;
  });
}

std::string addresses(const mime::AddressField& field) {
  std::string text;
  for (const mime::Mailbox& mailbox : field.mailboxes)
    text += (text.empty() ? "" : ", ") + mailbox.address;
  return text;
}

class Comparison {
 public:
  Comparison(const mime::MessageHeader& outside, const Limits& limits, Findings& out)
      : outside_(outside), limits_(limits), out_(out) {}

  /// `meant`: clients show these fields instead of the outer ones. Of any other header From alone
  /// is compared: a reader that sees a mark where we see none must not show another sender.
  void with(Bytes octets, const mime::EntityTree& tree, mime::EntityId id, bool meant) {
    const mime::MessageHeader inside = mime::read_message_header(octets, tree, id, limits_);
    const bool has_from = inside.from.state != mime::AddressState::Absent;
    if (meant || has_from) senders(inside);
    if (meant) others(inside);
    any_meant_ = any_meant_ || meant;
  }

  [[nodiscard]] bool any_meant() const { return any_meant_; }

 private:
  void senders(const mime::MessageHeader& inside) {
    const bool shown = inside.from.state != mime::AddressState::Absent;
    const bool one = inside.from.state == mime::AddressState::One;
    if (shown && !(one && ascii_iequal(addresses(inside.from), addresses(outside_.from))))
      out_.add({Code::ProtectedFromDiffers,
                "header/From",
                {{"inside", addresses(inside.from)}, {"outside", addresses(outside_.from)}}});
    for (const Finding& finding : inside.findings) {
      if (info(finding.code).wire.starts_with("identity."))
        out_.add({finding.code, "protected/" + finding.where, finding.details});
    }
  }

  void others(const mime::MessageHeader& inside) {
    if (inside.reply_to.state != mime::AddressState::Absent &&
        !ascii_iequal(addresses(inside.reply_to), addresses(outside_.reply_to)))
      differs("Reply-To", addresses(inside.reply_to), addresses(outside_.reply_to));
    if (inside.subject != outside_.subject) differs("Subject", inside.subject, outside_.subject);
    if (inside.date != outside_.date) {
      const auto text = [](const std::optional<Time>& date) {
        return date ? to_rfc3339(*date) : "";
      };
      differs("Date", text(inside.date), text(outside_.date));
    }
  }

  void differs(const char* field, const std::string& inner, const std::string& outer) {
    out_.add({Code::HeaderProtectedDiffers,
              std::string("header/") + field,
              {{"field", field}, {"inside", inner}, {"outside", outer}}});
  }

  const mime::MessageHeader& outside_;
  const Limits& limits_;
  Findings& out_;
  bool any_meant_ = false;
};

/// The message in the body of `part`, which the tree does not hold because it is encoded, or of a
/// type that is not opened. False: it could not be read.
bool compare_unopened(Bytes octets, const mime::Entity& part, bool meant, const Limits& limits,
                      Budget& decoded, Comparison& comparison, Findings& out) {
  if (!decoded.spend(part.body.length)) {
    out.add({Code::LimitReached,
             "part/" + part.part,
             {{"limit", "decoded_octets"}, {"allowed", std::int64_t{limits.decoded_octets}}}});
    return true;
  }
  Findings unused;
  const auto message = mime::decoded_body(octets, part, unused);
  const auto tree = message ? mime::parse(*message, limits, unused) : std::nullopt;
  if (!tree) return part.body.empty();
  comparison.with(*message, *tree, 0, meant);
  return true;
}

}  // namespace

void check_header_protection(const mime::MessageHeader& outside, Bytes octets,
                             const mime::EntityTree& tree, mime::EntityId payload,
                             const Limits& limits, Budget& decoded, Findings& out) {
  // A signature of another kind (RFC 3156) is a layer, too.
  while (tree.entities[payload].content_type.is("multipart/signed") &&
         !tree.entities[payload].children.empty())
    payload = tree.entities[payload].children.front();
  const mime::Entity& part = tree.entities[payload];
  Comparison comparison(outside, limits, out);
  comparison.with(octets, tree, payload, marked(part));
  if (is_message(octets, part)) {
    const bool meant =
        part.content_type.is("message/rfc822") || part.content_type.is("message/global");
    if (part.kind == mime::EntityKind::Message && !part.children.empty()) {
      comparison.with(octets, tree, part.children.front(), meant);
    } else if (!compare_unopened(octets, part, meant, limits, decoded, comparison, out)) {
      out.add(
          {Code::HeaderProtectionUnread, "part/" + part.part, {{"content", "encoded message"}}});
    }
  }
  if (!comparison.any_meant()) out.add(Code::HeaderUnsigned, "header");
}

}  // namespace smime
