#include "engine/trust/detect.h"

#include <algorithm>

#include "base/text.h"
#include "engine/trust/ber.h"
#include "engine/trust/pem.h"
#include "engine/trust/sst.h"

namespace smime::trust {
namespace {

constexpr std::uint8_t kInteger = 0x02, kBitString = 0x03, kOctetString = 0x04, kOid = 0x06,
                       kUtcTime = 0x17, kGeneralizedTime = 0x18, kSequence = 0x30, kSet = 0x31,
                       kContext0 = 0xA0;

bool starts_with(Bytes octets, std::string_view text) {
  return octets.size() >= text.size() && as_text(octets.first(text.size())) == text;
}

/// SEQUENCE contents after the version: what tells TBSCertificate, TBSCertList and keys apart.
bool holds_certificate_fields(BerReader fields) {
  fields.skip(kContext0);
  if (!fields.skip(kInteger)) return false;
  return fields.skip(kSequence) && fields.skip(kSequence) && fields.skip(kSequence) &&
         fields.peek() == kSequence;
}

bool holds_crl_fields(BerReader fields) {
  fields.skip(kInteger);
  if (!fields.skip(kSequence) || !fields.skip(kSequence)) return false;
  return fields.peek() == kUtcTime || fields.peek() == kGeneralizedTime;
}

Content detect_versioned(BerReader fields) {
  const auto version = fields.read(kInteger);
  if (!version) return Content::OtherAsn1;
  if (fields.peek() == kSet) return Content::SignedData;
  // RFC 5915: ECPrivateKey has an OCTET STRING next. RFC 8017: RSAPrivateKey has eight more
  // INTEGERs, RSAPublicKey one.
  if (fields.peek() == kOctetString) return Content::PrivateKey;
  if (fields.skip(kInteger)) {
    return fields.peek() == kInteger ? Content::PrivateKey : Content::OtherAsn1;
  }
  const auto second = fields.read(kSequence);
  if (!second) return Content::OtherAsn1;
  if (version->contents.size() == 1 && version->contents[0] == 3 &&
      BerReader(second->contents).peek() == kOid) {
    return Content::Pfx;  // RFC 7292 4: version 3, then a ContentInfo
  }
  if (fields.peek() == kOctetString) return Content::PrivateKey;  // RFC 5958
  if (fields.skip(kSequence) && fields.peek() == kOctetString) return Content::DigestedData;
  return Content::OtherAsn1;
}

Content detect_asn1(Bytes octets) {
  const auto outer = BerReader(octets).read(kSequence);
  if (!outer) return Content::OtherAsn1;
  if (is_bare_certificate(octets)) return Content::BareCertificate;
  BerReader fields(outer->contents);
  if (fields.peek() == kOid) return Content::ContentInfo;
  if (fields.peek() == kInteger) return detect_versioned(fields);
  const auto first = fields.read(kSequence);
  if (!first) return Content::OtherAsn1;
  // RFC 5958 3: EncryptedPrivateKeyInfo is an AlgorithmIdentifier and an OCTET STRING.
  if (BerReader(first->contents).peek() == kOid && fields.peek() == kOctetString) {
    return Content::PrivateKey;
  }
  if (!fields.skip(kSequence) || fields.peek() != kBitString) return Content::OtherAsn1;
  if (holds_crl_fields(BerReader(first->contents))) return Content::Crl;
  if (holds_certificate_fields(BerReader(first->contents))) return Content::Certificate;
  return Content::OtherAsn1;
}

bool looks_like_message(std::string_view text) {
  // An envelope line, or a header that begins with a field name and a colon (RFC 5322 2.2) and has
  // a field that mail has. "Subject:" is none of these: it also stands above certificates.
  if (text.substr(0, 5) == "From ") return true;
  const std::size_t colon = text.substr(0, 78).find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const bool name = std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon),
                                [](char c) { return c > 0x20 && c < 0x7F; });
  if (!name) return false;
  const std::string head = "\n" + ascii_lower(text.substr(0, 64U << 10U));
  constexpr std::string_view kFields[] = {
      "\nfrom:", "\nreceived:", "\nmime-version:", "\nmessage-id:", "\ncontent-type:"};
  return std::any_of(std::begin(kFields), std::end(kFields),
                     [&](std::string_view field) { return head.find(field) != std::string::npos; });
}

bool looks_like_web_page(std::string_view text) {
  text = text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  const std::string start = ascii_lower(text.substr(0, 1024));
  if (start.empty() || start[0] != '<') return false;
  return start.find("<html") != std::string::npos || start.rfind("<!doctype", 0) == 0 ||
         start.rfind("<?xml", 0) == 0 || start.rfind("<head", 0) == 0;
}

/// "0 0 0 0 67 69 82 84", the header of a store as numbers, whatever stands between them.
bool looks_like_numbers(std::string_view text) {
  constexpr std::string_view kWant[] = {"0", "0", "0", "0", "67", "69", "82", "84"};
  std::size_t at = 0;
  for (const std::string_view want : kWant) {
    at = text.find_first_of("0123456789", at);
    if (at == std::string_view::npos || at > 128) return false;
    const std::size_t end = std::min(text.find_first_not_of("0123456789", at), text.size());
    if (text.substr(at, end - at) != want) return false;
    at = end;
  }
  return text.find_first_not_of(" \t\r\n,[{\"value:") != std::string_view::npos;
}

bool looks_like_base64(std::string_view text) {
  text = text.substr(0, std::min(text.find('\0'), text.size()));
  // A SEQUENCE, or the header of a store: plain words are base64 digits, too.
  const std::size_t start = std::min(text.find_first_not_of(" \t\r\n"), text.size());
  text.remove_prefix(start);
  if (text.substr(0, 1) != "M" && text.substr(0, 10) != "AAAAAENFUl") return false;
  std::size_t characters = 0;
  for (const char c : text) {
    const bool digit = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (digit || c == '+' || c == '/' || c == '=') {
      ++characters;
    } else if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
      return false;
    }
  }
  return characters >= 8;
}

}  // namespace

bool is_bare_certificate(Bytes octets) {
  const auto outer = BerReader(octets).read(kSequence);
  if (!outer || outer->whole.size() != octets.size()) return false;
  return holds_certificate_fields(BerReader(outer->contents));
}

bool is_bare_crl(Bytes octets) {
  const auto outer = BerReader(octets).read(kSequence);
  if (!outer || outer->whole.size() != octets.size()) return false;
  return holds_crl_fields(BerReader(outer->contents));
}

Content detect(Bytes octets) {
  if (octets.empty()) return Content::Empty;
  if (has_store_header(octets)) return Content::Store;
  if (starts_with(octets, "\xEF\xBB\xBF")) {
    const Bytes behind = octets.subspan(3);
    return has_store_header(behind) ? Content::MarkedStore : detect(behind);
  }
  constexpr std::string_view kWidened("\0\0\0\0\0\0\0\0C\0E\0R\0T\0", 16);
  const Bytes unmarked = starts_with(octets, "\xFF\xFE") ? octets.subspan(2) : octets;
  if (starts_with(unmarked, kWidened)) return Content::WidenedStore;
  // Big-endian: the same octets, moved by one.
  if (starts_with(octets, "\xFE\xFF") &&
      starts_with(octets.subspan(2), std::string_view("\0\0\0\0\0\0\0\0\0C\0E\0R\0T", 16))) {
    return Content::WidenedStore;
  }
  if (unmarked.size() < octets.size() && has_store_header(unmarked)) return Content::MarkedStore;
  if (octets[0] == kSequence) {
    // Text, too, may begin with '0'.
    const Content content = detect_asn1(octets);
    if (content != Content::OtherAsn1 || !looks_like_numbers(as_text(octets))) return content;
  }
  const std::string_view text = as_text(octets);
  if (text.find("-----BEGIN ") != std::string_view::npos && !looks_like_message(text)) {
    return Content::Pem;
  }
  if (starts_with(octets, "PK\x03\x04") || starts_with(octets, "PK\x05\x06") ||
      starts_with(octets, "MSCF") || starts_with(octets, "\x1F\x8B") ||
      starts_with(octets, "7z\xBC\xAF") || starts_with(octets, "Rar!")) {
    return Content::Archive;
  }
  if (looks_like_web_page(text)) return Content::WebPage;
  if (looks_like_numbers(text)) return Content::DecimalStore;
  if (looks_like_base64(text)) return Content::Base64;
  if (looks_like_message(text)) return Content::Message;
  return Content::Unknown;
}

std::optional<std::string_view> text_damage(Bytes octets) {
  const std::string_view text = as_text(octets);
  bool bare_line_feed = false;
  Octets undone;
  undone.reserve(octets.size());
  std::size_t pairs = 0;
  for (std::size_t i = 0; i < octets.size(); ++i) {
    if (octets[i] == '\n') {
      if (i == 0 || octets[i - 1] != '\r') {
        bare_line_feed = true;
        break;
      }
      undone.pop_back(), ++pairs;
    }
    undone.push_back(octets[i]);
  }
  if (!bare_line_feed && pairs > 0) {
    const Framing framing = scan_store(undone, Limits{});
    if (!framing.fault && !framing.limit) return "line-ends";
  }
  // A DER certificate holds octets that no UTF-8 text has; where all of it is UTF-8, it was
  // re-coded.
  constexpr std::size_t kSmallestCertificate = 100;
  if (octets.size() < kSmallestCertificate || !is_utf8(text)) return std::nullopt;
  if (text.find("\xEF\xBF\xBD") != std::string_view::npos) return "replaced";
  if (!is_ascii(text)) return "utf-8";
  // 30 82, the start of a certificate, has become "0?".
  return text.find("0?") != std::string_view::npos ? std::optional<std::string_view>("replaced")
                                                   : std::nullopt;
}

}  // namespace smime::trust
