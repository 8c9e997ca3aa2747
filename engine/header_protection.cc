#include "engine/header_protection.h"

#include <algorithm>
#include <set>
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

bool has(const mime::MessageHeader& header, std::string_view field) {
  return header.fields.contains(field);
}
std::string value(const mime::MessageHeader& header, std::string_view field) {
  const auto found = header.fields.find(field);
  return found == header.fields.end() ? std::string() : found->second;
}
std::string name(const mime::AddressField& field) {
  return field.mailboxes.empty() ? std::string() : field.mailboxes.front().display_name;
}
std::string text(const std::optional<Time>& date) { return date ? to_rfc3339(*date) : ""; }

class Comparison {
 public:
  Comparison(const mime::MessageHeader& outside, const Limits& limits, Findings& out)
      : outside_(outside), limits_(limits), out_(out) {}

  /// `meant`: clients show these fields instead of the outer ones. Of any other header From alone
  /// is compared: a reader that sees a mark where we see none must not show another sender.
  void with(Bytes octets, const mime::EntityTree& tree, mime::EntityId id, bool meant) {
    const mime::MessageHeader inside = mime::read_message_header(octets, tree, id, limits_);
    const bool has_from = inside.from.state != mime::AddressState::Absent;
    if (has_from || (meant && has(inside, "From"))) senders(inside);
    if (meant) others(inside);
    any_meant_ = any_meant_ || meant;
  }

  /// What no header inside protects: all of it, or those fields that it leaves out.
  void tell_unprotected() const {
    if (!any_meant_) return out_.add(Code::HeaderUnsigned, "header");
    std::string fields;
    for (const std::string_view field : mime::kShownFields)
      if (has(outside_, field) && !protected_.contains(field))
        fields += (fields.empty() ? "" : ", ") + std::string(field);
    if (!fields.empty()) out_.add({Code::HeaderUnsigned, "header", {{"fields", fields}}});
  }

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

  /// A field that is not inside is not protected, and does not differ.
  void others(const mime::MessageHeader& inside) {
    using mime::MessageHeader;
    constexpr std::pair<const char*, mime::AddressField MessageHeader::*> kLists[] = {
        {"Sender", &MessageHeader::sender},
        {"To", &MessageHeader::to},
        {"Cc", &MessageHeader::cc},
        {"Reply-To", &MessageHeader::reply_to}};
    for (const auto& [field, list] : kLists)
      compare(inside, field, addresses(inside.*list), addresses(outside_.*list));
    if (ascii_iequal(addresses(inside.from), addresses(outside_.from)))
      compare(inside, "From", name(inside.from), name(outside_.from));
    // What is no UTF-8 is not decoded, and compared as it stands.
    const bool decoded = is_utf8(value(inside, "Subject")) && is_utf8(value(outside_, "Subject"));
    compare(inside, "Subject", decoded ? inside.subject : value(inside, "Subject"),
            decoded ? outside_.subject : value(outside_, "Subject"));
    compare(inside, "Date", text(inside.date), text(outside_.date));
    for (const auto& [field, text] : inside.fields) protected_.insert(field);
  }

  void compare(const mime::MessageHeader& inside, const char* field, const std::string& inner,
               const std::string& outer) {
    if (has(inside, field) && !same(field, inner, outer)) differs(field, inner, outer);
  }

  /// Addresses without regard to case.
  static bool same(std::string_view field, const std::string& inner, const std::string& outer) {
    const bool text = field == "Subject" || field == "From";
    return text ? inner == outer : ascii_iequal(inner, outer);
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
  std::set<std::string_view> protected_;  // of mime::kShownFields, by any header that is meant
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
  comparison.tell_unprotected();
}

}  // namespace smime
