#include "mime/mailbox.h"

#include <algorithm>

#include "base/text.h"
#include "mime/second_opinion.h"

namespace smime::mime {
namespace {

// True if a fault of the header concerns the field called `name`.
bool is_faulty(const Entity& message, std::string_view name) {
  for (const Finding& finding : message.findings) {
    for (const auto& [key, value] : finding.details) {
      const auto* field = std::get_if<std::string>(&value);
      if (key == "field" && field != nullptr && ascii_iequal(*field, name)) return true;
    }
  }
  return false;
}

AddressField read_field(Bytes buffer, const Entity& message, std::string_view name,
                        const Limits& limits, Findings& out) {
  const std::string where = "header/" + std::string(name);
  const auto values = values_of(buffer, message.fields, name);
  if (values.empty()) return {};
  AddressField field = read_address_field(values.front(), limits, where, out);
  if (values.size() > 1) {
    Findings unused;
    for (std::size_t i = 1; i < values.size(); ++i) {
      AddressField more = read_address_field(values[i], limits, where, unused);
      for (Mailbox& mailbox : more.mailboxes) {
        if (field.mailboxes.size() < limits.mailboxes)
          field.mailboxes.push_back(std::move(mailbox));
      }
    }
    field.state = AddressState::Several;
  } else if (is_faulty(message, name) && field.state != AddressState::Malformed) {
    field.state = AddressState::Malformed;
    out.add({Code::FromMalformed, where, {{"reason", std::string("the header field is damaged")}}});
  }
  return field;
}

bool is_at(char32_t c) { return c == '@' || c == 0xFF20 || c == 0xFE6B; }

// Without the blanks around "@": people read "boss @ example.com" as an address.
std::string with_tight_ats(std::string_view text) {
  std::string out;
  bool after_at = false;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\t';
    if (blank && after_at) continue;
    if (c == '@') out.erase(out.find_last_not_of(" \t") + 1);
    out.push_back(c);
    after_at = c == '@';
  }
  return out;
}

// True if `name` holds what a reader would take for an address other than `address`.
bool shows_other_address(std::string_view name, std::string_view address) {
  constexpr std::string_view kAround = " \t<>()[],;:\"'";
  std::string plain;  // full-width forms of "@" made plain
  for (std::string_view rest = name; !rest.empty();) {
    const char32_t c = next_code_point(rest);
    append_utf8(plain, is_at(c) ? U'@' : c);
  }
  // "Team @ Company" names no host, and is no address.
  const std::string tight = with_tight_ats(plain);
  const std::size_t first = tight.find('@');
  if (first != std::string::npos && tight.find('.', first) != std::string::npos) plain = tight;
  std::size_t begin = 0;
  while (begin < plain.size()) {
    std::size_t end = plain.find_first_of(kAround, begin);
    if (end == std::string::npos) end = plain.size();
    const std::string_view word = std::string_view(plain).substr(begin, end - begin);
    const std::size_t at = word.find('@');
    if (at != std::string_view::npos && at > 0 && at + 1 < word.size() &&
        !ascii_iequal(word, address))
      return true;
    begin = end + 1;
  }
  return false;
}

// The blocks that hold the emoji which are joined to one picture.
bool is_emoji(char32_t c) {
  return (c >= 0x1F000 && c <= 0x1FAFF) || (c >= 0x2300 && c <= 0x23FF) ||
         (c >= 0x2600 && c <= 0x27BF) || (c >= 0x2B00 && c <= 0x2BFF);
}

bool has_invisible(std::string_view name) {
  char32_t picture = 0;  // the code point before, variation selectors apart
  while (!name.empty()) {
    const char32_t c = next_code_point(name);
    // U+FE0F only asks for the coloured form of the emoji before it.
    if (c == 0xFE0F) continue;
    std::string_view rest = name;
    // A zero-width joiner between two emoji makes one picture of them (Unicode TR51 2.2).
    const bool joins =
        c == 0x200D && is_emoji(picture) && !rest.empty() && is_emoji(next_code_point(rest));
    if (c != '\t' && !joins && needs_escape(c)) return true;
    picture = c;
  }
  return false;
}

void check_from(MessageHeader& header) {
  constexpr const char* kWhere = "header/From";
  switch (header.from.state) {
    case AddressState::Absent:
      header.findings.add(Code::FromMissing, kWhere);
      break;
    case AddressState::Several:
      header.findings.add(Code::FromSeveral, kWhere);
      break;
    case AddressState::Malformed:
    case AddressState::One:
      break;
  }
  bool address = false;
  bool invisible = false;
  bool encoded = false;
  for (const Mailbox& mailbox : header.from.mailboxes) {
    for (const std::string* shown : {&mailbox.display_name, &mailbox.comment}) {
      address = address || shows_other_address(*shown, mailbox.address);
      invisible = invisible || has_invisible(*shown);
      encoded = encoded || holds_encoded_word(*shown);
    }
  }
  if (address) header.findings.add(Code::DisplayNameAddress, kWhere);
  if (invisible) header.findings.add(Code::DisplayNameInvisible, kWhere);
  if (encoded) header.findings.add(Code::DisplayNameUndecodable, kWhere);
}

void check_reply_to(MessageHeader& header) {
  if (header.from.state != AddressState::One) return;
  const std::string& from = header.from.mailboxes.front().address;
  const bool differs =
      std::any_of(header.reply_to.mailboxes.begin(), header.reply_to.mailboxes.end(),
                  [&](const Mailbox& mailbox) { return !ascii_iequal(mailbox.address, from); });
  if (differs) header.findings.add(Code::ReplyToDiffers, "header/Reply-To");
}

// RFC 5322 3.6.2: who sent it on behalf of From, which some clients show first.
void check_sender(MessageHeader& header) {
  if (header.from.state != AddressState::One || header.sender.mailboxes.empty()) return;
  if (!ascii_iequal(header.sender.mailboxes.front().address, header.from.mailboxes.front().address))
    header.findings.add(Code::SenderDiffers, "header/Sender");
}

// What is compared with a header inside (RFC 9788).
void keep_fields(Bytes buffer, const Entity& root, MessageHeader& header) {
  for (const std::string_view name : kShownFields) {
    auto values = values_of(buffer, root.fields, name);
    if (!values.empty()) header.fields.emplace(name, std::move(values.front()));
  }
}

// RFC 5322 3.6: of the fields that may occur once, those that clients show. From has its own words.
void check_repeated(Bytes buffer, const Entity& root, Findings& out) {
  for (const std::string_view name : {"Subject", "Date", "Sender", "Reply-To", "To", "Cc"}) {
    const auto is_it = [&](const HeaderField& field) {
      return ascii_iequal(as_text(field.name.in(buffer)), name);
    };
    if (std::count_if(root.fields.begin(), root.fields.end(), is_it) > 1)
      out.add({Code::HeaderFieldRepeated,
               "header/" + std::string(name),
               {{"field", std::string(name)}}});
  }
}

// The fields that are read as text: what is no UTF-8 in them, each reader shows in its own way.
void check_utf8(Bytes buffer, const Entity& root, Findings& out) {
  for (const std::string_view name : {"From", "Sender", "Reply-To", "Subject"}) {
    const auto values = values_of(buffer, root.fields, name);
    if (!std::all_of(values.begin(), values.end(), is_utf8))
      out.add(Code::InvalidUtf8, "header/" + std::string(name));
  }
}

}  // namespace

MessageHeader read_message_header(Bytes buffer, const EntityTree& tree, EntityId message,
                                  const Limits& limits) {
  const Entity& root = tree.entities[message];
  MessageHeader header;
  Findings unused;  // a malformed Sender or Reply-To is no statement about From
  Findings about_from;
  header.from = read_field(buffer, root, "From", limits, about_from);
  if (header.from.state != AddressState::Several) header.findings.append(about_from);
  header.sender = read_field(buffer, root, "Sender", limits, unused);
  header.reply_to = read_field(buffer, root, "Reply-To", limits, unused);
  header.to = read_field(buffer, root, "To", limits, unused);
  header.cc = read_field(buffer, root, "Cc", limits, unused);
  check_from(header);
  check_reply_to(header);
  check_sender(header);
  keep_fields(buffer, root, header);
  if (header.from.state == AddressState::One)
    compare_mailbox(values_of(buffer, root.fields, "From").front(), header.from.mailboxes.front(),
                    header.findings);
  const auto dates = values_of(buffer, root.fields, "Date");
  if (dates.size() == 1) header.date = read_date(dates.front());
  if (!header.date) header.findings.add(Code::DateUnclear, "header/Date");
  check_repeated(buffer, root, header.findings);
  check_utf8(buffer, root, header.findings);
  if (const auto subject = header.fields.find("Subject"); subject != header.fields.end())
    header.subject = decode_words(to_utf8(subject->second));
  return header;
}

}  // namespace smime::mime
