#include <algorithm>

#include "engine/mutate/choice.h"
#include "engine/mutate/operation.h"

namespace smime::mutate {
namespace {

using namespace std::string_view_literals;

/// Forms of From that readers understand differently. %a: the address that was there, %l: its local
/// part, %d: its domain, %m: another address.
constexpr std::string_view kForms[] = {
    "%m",
    "%a, %m",
    "%m, %a",
    "\"%a\" <%m>",
    "\"%m\" <%a>",
    "%a <%m>",
    "<%a> <%m>",
    "<%a>%m",
    "%a<%m>",
    "%a%m",
    "<%a",
    "%a>",
    "<<%a>>",
    "<%m,%a>",
    "<@example.org,@example.net:%a>",
    "friends: %a;",
    "friends: %a, %m;",
    "friends:; %a",
    ": %a;",
    "(%m) %a",
    "%a (%m)",
    "%l(comment)@%d",
    "%l @ %d",
    "%l@ %d",
    "\"%l\"@%d",
    "\"%l\\@%d\"@example.org",
    "\"%a,\" %m",
    "=?utf-8?q?%a?= <%m>",
    "=?utf-8?q?=3C%a=3E?=",
    "=?utf-8?q?%l?=@%d",
    "\"%a\"\r\n <%m>",
    "\r\n %a",
    "%l\r\n @%d",
    "%a\0@example.org"sv,
    "%l\0x@%d"sv,
    "%l@%d.",
    "%l@.%d",
    "%l+x@%d",
    "%l@[192.0.2.1]",
    "%l@xn--%d",
    "%l\xe2\x80\x8b@%d",
    "%l\xef\xbc\xa0%d",
    "\xd0\xb0%a",
    "%l@%d\xe2\x80\xae",
    "%l%%%d@example.org",
    "%d!%l",
    "%a;%m",
    "%a %m",
    "%l@@%d",
    "@%d",
    "%l",
    "",
    "<>",
};

struct Address {
  std::string local, domain;
};

/// The first word with an @ in a field, as far as one can be made out.
Address address_in(std::string_view field) {
  const std::size_t at = field.find('@');
  if (at == std::string_view::npos) return {"alice", "example.com"};
  constexpr std::string_view kAround = "<>()\", \t\r\n:;";
  const std::size_t before = field.find_last_of(kAround, at);
  const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
  const std::size_t end = std::min(field.find_first_of(kAround, at), field.size());
  return {std::string(field.substr(begin, at - begin)),
          std::string(field.substr(at + 1, end - at - 1))};
}

std::string filled(std::string_view form, const Address& address) {
  std::string out;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] != '%' || i + 1 == form.size()) {
      out.push_back(form[i]);
      continue;
    }
    switch (form[++i]) {
      case 'a':
        out += address.local + "@" + address.domain;
        break;
      case 'l':
        out += address.local;
        break;
      case 'd':
        out += address.domain;
        break;
      case 'm':
        out += "mallory@example.org";
        break;
      default:
        out.push_back(form[i]);
        break;
    }
  }
  return out;
}

std::string from_value(Workbench& bench, std::string_view field) {
  const Address address = address_in(field);
  if (address.local.size() + address.domain.size() > bench.room / 8) return {};
  return filled(bench.random.pick(kForms), address);
}

bool form(Workbench& bench) {
  const std::size_t at = find_field(bench.message, "from");
  if (at == std::string::npos) return false;
  std::string& field = bench.message.fields[at];
  const std::string before = field;
  field = "From: " + from_value(bench, field) + line_end_of(bench.message);
  return field != before;
}

bool more_fields(Workbench& bench) {
  static constexpr std::string_view kNames[] = {
      "From", "FROM", "From ", "Sender", "Reply-To", "Resent-From", "Return-Path", "Resent-Sender"};
  Part& message = bench.message;
  const std::size_t at = find_field(message, "from");
  if (message.fields.empty()) return false;
  const std::string field = std::string(bench.random.pick(kNames)) + ": " +
                            from_value(bench, at == std::string::npos ? "" : message.fields[at]) +
                            line_end_of(message);
  message.fields.insert(message.fields.begin() + static_cast<std::ptrdiff_t>(
                                                     bench.random.below(message.fields.size() + 1)),
                        field);
  return true;
}

/// Sender instead of From: RFC 8550 3 lets a signer match either.
bool sender_only(Workbench& bench) {
  const std::size_t at = find_field(bench.message, "from");
  if (at == std::string::npos) return false;
  std::string& field = bench.message.fields[at];
  const std::size_t colon = field.find(':');
  const std::string rest = colon == std::string::npos ? ":\r\n" : field.substr(colon);
  field = "Sender" + rest;
  if (bench.random.one_in(2))
    bench.message.fields.push_back("From: Mallory <mallory@example.org>" +
                                   line_end_of(bench.message));
  return true;
}

constexpr Operation kOperations[] = {
    {"address.form", "a From that readers understand differently", true, form},
    {"address.more", "a second From, or a Sender, Reply-To, Resent-From", true, more_fields},
    {"address.sender", "Sender in the place of From", true, sender_only},
};

}  // namespace

Operations address_operations() { return kOperations; }

}  // namespace smime::mutate
