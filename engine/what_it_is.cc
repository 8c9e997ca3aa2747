#include "engine/what_it_is.h"

#include <algorithm>
#include <string_view>

#include "engine/trust/detect.h"
#include "engine/trust/pem.h"

namespace smime {
namespace {

using trust::Content;

bool starts_with(Bytes octets, std::string_view text) {
  return octets.size() >= text.size() && as_text(octets.first(text.size())) == text;
}

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// Apple Mail: a line with the length of the message, the message, a property list.
bool is_emlx(Bytes octets) {
  const std::string_view text = as_text(octets);
  const std::string_view line = text.substr(0, text.find('\n'));
  const std::size_t digits = std::min(line.find_first_not_of("0123456789"), line.size());
  return digits > 0 && line.size() < text.size() &&
         line.find_first_not_of(" \t\r", digits) == std::string_view::npos;
}

/// What can be told by its first octets alone; empty: not by these.
std::string_view by_magic(Bytes octets) {
  struct Magic {
    std::string_view octets, name;
  };
  constexpr Magic kKnown[] = {
      {kByteOrderMark, "text behind a UTF-8 byte order mark"},
      {"smimecheck-bundle ", "the manifest of a bundle"},
      {"\x1F\x8B", "compressed with gzip"},
      {"PK\x03\x04", "a zip archive"},
      {"%PDF-", "a PDF document"},
      {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an OLE file, such as an Outlook message (.msg)"},
      {"!BDN", "an Outlook data file (.pst or .ost)"},
  };
  for (const Magic& magic : kKnown)
    if (starts_with(octets, magic.octets)) return magic.name;
  if (is_emlx(octets)) return "a message as Apple Mail stores it (.emlx)";
  return is_tar(octets) ? "a tar archive" : "";
}

/// The first label of PEM says what is in it (RFC 7468).
std::string_view by_label(Bytes octets) {
  constexpr std::string_view kBegin = "-----BEGIN ";
  std::string_view text = as_text(octets);
  text.remove_prefix(std::min(text.find(kBegin), text.size() - kBegin.size()) + kBegin.size());
  const std::string_view label = text.substr(0, text.find("-----"));
  if (label.ends_with("PRIVATE KEY")) return "a private key";
  if (label.ends_with("PUBLIC KEY")) return "a public key";
  if (label.ends_with("CERTIFICATE REQUEST")) return "a certificate request";
  if (label.ends_with("CERTIFICATE")) return "a certificate";
  if (label.ends_with("CRL")) return "a CRL";
  if (label == "PKCS7" || label == "CMS") return "a PKCS #7 or CMS object";
  if (label.starts_with("PGP ")) return "an OpenPGP object";
  return "PEM of something else";
}

bool is_utf16(Bytes octets) {
  std::uint32_t start = 0;
  if (std::all_of(octets.begin(), octets.end(), [](std::uint8_t c) { return c == 0; }))
    return false;
  return starts_with(octets, "\xFF\xFE") || starts_with(octets, "\xFE\xFF") ||
         trust::narrow_utf16(octets, start).has_value();
}

std::string_view by_content(Bytes octets, Content content) {
  switch (content) {
    case Content::Empty:
      return "empty";
    case Content::Store:
      return "a serialized store";
    case Content::Pem:
      return by_label(octets);
    case Content::Base64:
      return "base64 of something else";
    case Content::Certificate:
    case Content::BareCertificate:
      return "a certificate";
    case Content::Crl:
      return "a CRL";
    case Content::ContentInfo:
    case Content::SignedData:
    case Content::DigestedData:
      return "a PKCS #7 or CMS object";
    case Content::Pfx:
      return "a PKCS #12 file";
    case Content::PrivateKey:
      return "a private key";
    case Content::OtherAsn1:
      return "ASN.1 of another kind, or cut short";
    case Content::WebPage:
      return "a web page";
    case Content::Message:
      return "a mail message";
    case Content::Archive:
      return "an archive";
    case Content::WidenedStore:
    case Content::MarkedStore:
    case Content::DecimalStore:
      return "a serialized store that was damaged as text";
    case Content::Unknown:
      break;
  }
  return is_utf16(octets) ? "UTF-16 text" : "of no known kind";
}

/// What to do with a file that was given as a message; empty: nothing better is known than to give
/// the message.
std::string_view cure_of(std::string_view what) {
  struct Cure {
    std::string_view what, cure;
  };
  constexpr Cure kCures[] = {
      {"a certificate", "judge a signer's certificate with smimecheck certificate"},
      {"a PKCS #12 file",
       "take the certificate out with openssl pkcs12 -clcerts -nokeys and judge it with smimecheck "
       "certificate"},
      {"a private key", "keep the key away from here, and give the message"},
      {"a CRL", "give it with --crl FILE, and the message as argument"},
      {"a serialized store", "give it with --trust FILE, or look at it with smimecheck trust show"},
      {"compressed with gzip", "unpack it and give the messages in it"},
      {"a zip archive", "unpack it and give the messages in it"},
      {"a tar archive", "unpack it and give the messages in it"},
      {"an archive", "unpack it and give the messages in it"},
      {"an OLE file, such as an Outlook message (.msg)",
       "give the message as .eml, as the mail system stored it"},
      {"an Outlook data file (.pst or .ost)", "export its messages as .eml and give those"},
      {"text behind a UTF-8 byte order mark",
       "get the message again as the mail system stored it: an editor or a script wrote the mark"},
      {"a message as Apple Mail stores it (.emlx)",
       "save it from Apple Mail as Raw Message Source, and give that"},
      {"UTF-16 text", "get the message again as .eml: saving it as UTF-16 changed its octets"},
      {"a web page", "download the message again, and look at the page in a browser"},
  };
  for (const Cure& cure : kCures)
    if (cure.what == what) return cure.cure;
  return "";
}

}  // namespace

bool is_tar(Bytes octets) {
  constexpr std::size_t kMagic = 257;  // where a ustar header says what it is
  return octets.size() > kMagic && starts_with(octets.subspan(kMagic), "ustar");
}

std::string what_it_is(Bytes octets) {
  const std::string_view magic = by_magic(octets);
  return std::string(magic.empty() ? by_content(octets, trust::detect(octets)) : magic);
}

bool has_stored_front(Bytes octets) {
  return starts_with(octets, kByteOrderMark) || is_emlx(octets);
}

Finding not_a_message(Bytes octets) {
  Finding finding{Code::InputNotAMessage, "message", {}};
  const std::string what = what_it_is(octets);
  // A header that is no header can still look like one.
  if (what == "a mail message" || what == "of no known kind") return finding;
  finding.details.emplace_back("is", what);
  if (const std::string_view cure = cure_of(what); !cure.empty())
    finding.details.emplace_back("what_to_do", std::string(cure));
  return finding;
}

}  // namespace smime
