#include "engine/pki/address_match.h"

#include <idn2.h>

#include <memory>
#include <optional>
#include <utility>

#include "base/text.h"
#include "engine/asn1/oids.h"
#include "engine/pki/names.h"

namespace smime::pki {
namespace {

/// local part without quoting, domain as written.
struct Mailbox {
  std::string local, domain;
  [[nodiscard]] std::string address() const { return local + "@" + domain; }
};

/// RFC 1034 3.5 preferred name syntax, ASCII; no trailing dot, no underscore, no address literal.
bool is_host_name(std::string_view domain) {
  if (domain.empty() || domain.size() > 253) return false;
  std::size_t label = 0;
  char previous = '.';
  for (const char c : domain) {
    const char lower = ascii_lower(c);
    const bool alphanumeric = (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9');
    if (c == '.') {
      if (label == 0 || previous == '-') return false;
      label = 0;
    } else {
      if (!alphanumeric && !(c == '-' && label != 0)) return false;
      if (++label > 63) return false;
    }
    previous = c;
  }
  return label != 0 && previous != '-';
}

/// RFC 5322 3.2.3 atext without "*", which some readers take for a wildcard.
bool is_atext(char c) {
  constexpr std::string_view kSpecial = "!#$%&'+-/=?^_`{|}~";
  const char lower = ascii_lower(c);
  return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') ||
         kSpecial.find(c) != std::string_view::npos;
}

/// Reads a dot-atom local part, with UTF-8 beyond ASCII where `utf8` (RFC 6532 3.2).
bool is_dot_atom(std::string_view local, bool utf8) {
  if (local.empty()) return false;
  bool dot = true;  // a dot may not come first, last, or after another
  while (!local.empty()) {
    const char c = local.front();
    const bool ascii = static_cast<unsigned char>(c) < 0x80;
    if (!ascii) {
      if (!utf8 || needs_escape(next_code_point(local))) return false;
      dot = false;
      continue;
    }
    local.remove_prefix(1);
    if (c == '.' ? dot : !is_atext(c)) return false;
    dot = c == '.';
  }
  return !dot;
}

/// Removes the quoting of a quoted-string that fills `text` (RFC 5321 4.1.2). Blanks, commas, angle
/// brackets and "*" are refused inside quotes too: products have split addresses there.
std::optional<std::string> unquote(std::string_view text) {
  if (text.size() < 3 || text.front() != '"' || text.back() != '"') return std::nullopt;
  std::string plain;
  text = text.substr(1, text.size() - 2);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') return std::nullopt;
    if (text[i] == '\\' && ++i == text.size()) return std::nullopt;
    const char c = text[i];
    if (c <= 0x20 || c == 0x7F || c == ',' || c == '<' || c == '>' || c == '*') return std::nullopt;
    plain.push_back(c);
  }
  return plain;
}

/// The one mailbox that `text` is, or nothing. In certificates (RFC 5280 4.2.1.6, RFC 9598 3) the
/// domain is in ASCII in both forms of address.
std::optional<Mailbox> read_mailbox(std::string_view text, bool utf8) {
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view local = text.substr(0, at);
  const std::string_view domain = text.substr(at + 1);
  if (!is_host_name(domain)) return std::nullopt;
  if (is_dot_atom(local, utf8)) return Mailbox{std::string(local), std::string(domain)};
  auto plain = is_ascii(local) ? unquote(local) : std::nullopt;
  if (!plain) return std::nullopt;
  return Mailbox{std::move(*plain), std::string(domain)};
}

std::optional<Mailbox> read_smtp_utf8(Bytes other_name) {
  const auto text = other_name_text(other_name);
  if (!text || !is_utf8(as_text(*text))) return std::nullopt;
  auto mailbox = read_mailbox(as_text(*text), true);
  // RFC 9598 3: the form is for local parts with non-ASCII characters; others use rfc822Name.
  if (!mailbox || is_ascii(mailbox->local)) return std::nullopt;
  return mailbox;
}

void report_malformed(Bytes value, const char* form, std::string_view where, Findings& out) {
  out.add({Code::CertificateAddressMalformed,
           std::string(where),
           {{"address", std::string(as_text(value))}, {"form", form}}});
}

/// The domain as A-labels in lower case; nothing if IDNA 2008 (RFC 5891) has none for it. Nothing
/// is mapped but ASCII case: full-width or composed look-alikes are other domains.
std::optional<std::string> to_a_labels(std::string_view domain) {
  const std::string lower = ascii_lower(domain);
  if (is_ascii(lower)) {
    if (!is_host_name(lower)) return std::nullopt;
    return lower;
  }
  if (!is_utf8(lower) || lower.find('\0') != std::string::npos || lower.size() > 1'024) {
    return std::nullopt;
  }
  std::uint8_t* raw = nullptr;
  const int status = idn2_lookup_u8(reinterpret_cast<const std::uint8_t*>(lower.c_str()), &raw,
                                    IDN2_NO_TR46 | IDN2_USE_STD3_ASCII_RULES);
  const std::unique_ptr<std::uint8_t, void (*)(void*)> result(raw, idn2_free);
  if (status != IDN2_OK) return std::nullopt;
  std::string labels = ascii_lower(std::string_view(reinterpret_cast<const char*>(result.get())));
  if (!is_host_name(labels)) return std::nullopt;
  return labels;
}

/// `domain`: the A-labels of a.
AddressComparison compare(const Mailbox& a, const std::optional<std::string>& domain,
                          const Mailbox& b) {
  if (!domain || domain != to_a_labels(b.domain) || a.local.empty()) return {};
  if (a.local == b.local) return {true, false};
  // Declared policy: mail systems that tell Alice@ from alice@ are not in use, clients do not.
  if (ascii_iequal(a.local, b.local)) return {true, true};
  return {};
}

/// An address whose quoting was already removed: everything before the last "@" is the local part.
std::optional<Mailbox> split(std::string_view address) {
  const std::size_t at = address.rfind('@');
  if (at == std::string_view::npos || at == 0) return std::nullopt;
  return Mailbox{std::string(address.substr(0, at)), std::string(address.substr(at + 1))};
}

/// The best comparison of `address` with any of `candidates`: equal beats equal but for case.
AddressComparison find(std::string_view address, const std::vector<std::string>& candidates) {
  AddressComparison best;
  const auto wanted = split(address);
  if (!wanted) return best;
  const auto domain = to_a_labels(wanted->domain);
  for (const std::string& candidate : candidates) {
    const auto held = split(candidate);
    if (!held) continue;
    const AddressComparison found = compare(*wanted, domain, *held);
    if (found.equal && !found.case_differs) return found;
    if (found.equal) best = found;
  }
  return best;
}

std::string joined(const CertificateAddresses& addresses) {
  std::string text;
  for (const auto* list : {&addresses.alternative_names, &addresses.subject}) {
    for (const std::string& address : *list) {
      if (!text.empty()) text += ", ";
      text += address;
    }
  }
  return text;
}

}  // namespace

CertificateAddresses addresses_of(const Certificate& certificate, std::string_view where,
                                  Findings& out) {
  CertificateAddresses addresses;
  bool any = false;
  for (const GeneralName& name : certificate.alternative_names) {
    const bool utf8 = is_smtp_utf8(name);
    if (name.tag != 1 && !utf8) continue;
    any = true;
    const auto mailbox =
        utf8 ? read_smtp_utf8(name.value) : read_mailbox(as_text(name.value), false);
    if (mailbox) {
      addresses.alternative_names.push_back(mailbox->address());
      continue;
    }
    addresses.malformed = true;
    const auto text = utf8 ? other_name_text(name.value) : std::optional<Bytes>();
    report_malformed(text.value_or(name.value), utf8 ? "SmtpUTF8Mailbox" : "rfc822Name", where,
                     out);
  }
  // An alternative name that could not be read may have held any address: it shuts out the subject.
  const bool unread = certificate.alternative_names.empty() &&
                      certificate.extension(oid::kSubjectAltName) != nullptr;
  if (any || unread) return addresses;
  for (const SubjectEmail& email : subject_emails(certificate.subject)) {
    const auto mailbox = email.is_text ? read_mailbox(as_text(email.octets), false) : std::nullopt;
    if (mailbox) {
      addresses.subject.push_back(mailbox->address());
      continue;
    }
    addresses.malformed = true;
    report_malformed(email.octets, "emailAddress", where, out);
  }
  return addresses;
}

AddressComparison compare_addresses(std::string_view a, std::string_view b) {
  const auto read = [](std::string_view text) {
    auto mailbox = split(text);
    if (!mailbox || mailbox->local.front() != '"') return mailbox;
    auto plain = unquote(mailbox->local);
    if (!plain) return std::optional<Mailbox>();
    mailbox->local = std::move(*plain);
    return mailbox;
  };
  const auto first = read(a);
  const auto second = read(b);
  if (!first || !second) return {};
  return compare(*first, to_a_labels(first->domain), *second);
}

AddressMatch match_sender(const Certificate& certificate, const Sender& sender,
                          std::string_view where, Findings& out) {
  if (sender.state == AddressMatch::NotApplicable) {
    out.add(Code::AddressNotApplicable, std::string(where));
    return sender.state;
  }
  const CertificateAddresses addresses = addresses_of(certificate, where, out);
  const bool without = addresses.alternative_names.empty() && addresses.subject.empty();
  if (without) out.add(Code::CertificateWithoutAddress, std::string(where));
  // Why there is no one sender, the reader of the header has said.
  if (sender.state != AddressMatch::Matches) return sender.state;
  if (without) return AddressMatch::NoAddress;
  const auto found = [&](std::string_view address) {
    const AddressComparison named = find(address, addresses.alternative_names);
    return named.equal ? named : find(address, addresses.subject);
  };
  const Finding::Value from = sender.from;
  const Finding::Value held = joined(addresses);
  if (const AddressComparison match = found(sender.from); match.equal) {
    if (match.case_differs) {
      out.add({Code::LocalPartCase, std::string(where), {{"from", from}, {"certificate", held}}});
    }
    if (!addresses.subject.empty()) out.add(Code::AddressInSubjectOnly, std::string(where));
    return AddressMatch::Matches;
  }
  if (found(sender.sender).equal) {
    out.add({Code::MatchesSenderOnly,
             std::string(where),
             {{"from", from}, {"sender", sender.sender}, {"certificate", held}}});
    return AddressMatch::SenderOnly;
  }
  out.add({Code::FromMismatch, std::string(where), {{"from", from}, {"certificate", held}}});
  return AddressMatch::Mismatch;
}

}  // namespace smime::pki
