// A From field against the names of a certificate. Input: From, Sender, GeneralNames, subject, as
// pieces.
#include <algorithm>

#include "base/text.h"
#include "engine/pki/address_match.h"
#include "engine/pki/extensions.h"
#include "fuzz/support/demand.h"
#include "fuzz/support/pieces.h"
#include "fuzz/support/second_mime.h"
#include "mime/mailbox.h"

namespace {

using namespace smime;
using fuzz::demand;

pki::Sender sender_of(const mime::AddressField& from, const mime::AddressField& sender) {
  pki::Sender out;
  const auto one = [](const mime::AddressField& field) {
    return field.state == mime::AddressState::One ? field.mailboxes.front().address : std::string();
  };
  out.state = from.state == mime::AddressState::One      ? AddressMatch::Matches
              : from.state == mime::AddressState::Absent ? AddressMatch::NoFrom
                                                         : AddressMatch::AmbiguousFrom;
  out.from = one(from);
  out.sender = one(sender);
  return out;
}

bool plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '@' ||
           c == '.' || c == '-';
  });
}

/// The plain ASCII rfc822Names, lower case: what a reader of RFC 8550 without any finesse compares
/// with.
std::vector<std::string> plain_names(const pki::Certificate& certificate) {
  std::vector<std::string> names;
  for (const pki::GeneralName& name : certificate.alternative_names) {
    if (name.tag == 1 && plain(as_text(name.value)))
      names.push_back(ascii_lower(as_text(name.value)));
  }
  return names;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Pieces pieces({data, size});
  const std::string from = pieces.text();
  const std::string sender = pieces.text();
  pki::Certificate certificate;
  const Bytes names = pieces.piece();
  if (auto read = pki::read_general_names(names)) certificate.alternative_names = std::move(*read);
  certificate.subject = pieces.rest();

  Findings about_from, about_sender, findings, again;
  const Limits limits;
  const auto from_field = mime::read_address_field(from, limits, "header/From", about_from);
  const auto sender_field = mime::read_address_field(sender, limits, "header/Sender", about_sender);
  const pki::Sender who = sender_of(from_field, sender_field);
  const AddressMatch match = pki::match_sender(certificate, who, "signer", findings);
  demand(match == pki::match_sender(certificate, who, "signer", again));
  // Each answer but the good one has its finding, and the good one has none of theirs.
  demand((match == AddressMatch::Mismatch) == findings.has(Code::FromMismatch));
  demand((match == AddressMatch::SenderOnly) == findings.has(Code::MatchesSenderOnly));
  demand(match != AddressMatch::NoAddress || findings.has(Code::CertificateWithoutAddress));
  demand(match != AddressMatch::Matches || from_field.state == mime::AddressState::One);

  // The second matcher: a plain address in From, plain addresses in the certificate.
  const auto second = fuzz::second_sender(as_octets("From: " + from + "\r\n\r\n"));
  const auto held = plain_names(certificate);
  if (match == AddressMatch::Matches) {
    const auto addresses = pki::addresses_of(certificate, "signer", again);
    demand(!addresses.alternative_names.empty() || !addresses.subject.empty());
    if (second && plain(*second) && addresses.subject.empty())
      demand(std::find(held.begin(), held.end(), *second) != held.end());
  } else if (second && plain(*second) && from_field.state == mime::AddressState::One) {
    // Refused only where the name is none that a host can have.
    Findings about_names;
    const auto addresses = pki::addresses_of(certificate, "signer", about_names).alternative_names;
    demand(std::none_of(addresses.begin(), addresses.end(), [&](const std::string& address) {
      return ascii_lower(address) == *second;
    }));
  }
  // Comparison has no order, and takes nothing for equal whose local parts differ by more than
  // case.
  for (const pki::GeneralName& name : certificate.alternative_names) {
    const std::string other(as_text(name.value));
    const auto there = pki::compare_addresses(who.from, other);
    const auto back = pki::compare_addresses(other, who.from);
    demand(there.equal == back.equal && there.case_differs == back.case_differs);
    demand(there.equal || !there.case_differs);
    if (!there.equal || other.front() == '"' || who.from.front() == '"') continue;
    demand(
        ascii_iequal(other.substr(0, other.rfind('@')), who.from.substr(0, who.from.rfind('@'))));
  }
  return 0;
}
