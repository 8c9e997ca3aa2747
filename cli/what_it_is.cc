#include "cli/what_it_is.h"

#include <string_view>

#include "engine/trust/detect.h"

namespace smime::cli {
namespace {

bool starts_with(Bytes octets, std::string_view text) {
  return octets.size() >= text.size() && as_text(octets.first(text.size())) == text;
}

}  // namespace

bool is_tar(Bytes octets) {
  constexpr std::size_t kMagic = 257;  // where a ustar header says what it is
  return octets.size() > kMagic && starts_with(octets.subspan(kMagic), "ustar");
}

std::string what_it_is(Bytes octets) {
  using trust::Content;
  if (starts_with(octets, "smimecheck-bundle ")) return "the manifest of a bundle";
  if (starts_with(octets, "\x1F\x8B")) return "compressed with gzip";
  if (starts_with(octets, "PK\x03\x04")) return "a zip archive";
  if (starts_with(octets, "%PDF-")) return "a PDF document";
  if (is_tar(octets)) return "a tar archive";
  switch (trust::detect(octets)) {
    case Content::Empty:
      return "empty";
    case Content::Store:
      return "a serialized store";
    case Content::Pem:
      return "PEM of something else";
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
  return "of no known kind";
}

}  // namespace smime::cli
