#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "base/findings.h"

/// What a file is, told by its octets and never by its name.
namespace smime::trust {

enum class Content : std::uint8_t {
  Empty,
  Store,            // the header of a serialized store
  Pem,              // text with a BEGIN line
  Base64,           // nothing but base64 text
  Certificate,      // DER or BER, an outermost SEQUENCE, from here on
  BareCertificate,  // a TBSCertificate without signature
  Crl,
  ContentInfo,  // PKCS #7 or CMS, any content type
  SignedData,   // without ContentInfo around it
  DigestedData,
  Pfx,
  PrivateKey,
  OtherAsn1,
  // the usual accidents
  WidenedStore,  // every octet of a store written as two: read as text, written as UTF-16
  MarkedStore,   // a byte order mark before binary data
  DecimalStore,  // the octets of a store as decimal numbers in text
  WebPage,
  Message,
  Archive,
  Unknown,
};
[[nodiscard]] Content detect(Bytes octets);

/// True if `octets` hold SEQUENCE { [0] version?, INTEGER, SEQUENCE, SEQUENCE, SEQUENCE, … }: the
/// signed part of a certificate alone, which CryptoAPI takes for a certificate.
[[nodiscard]] bool is_bare_certificate(Bytes octets);
/// The same for the signed part of a CRL: INTEGER?, SEQUENCE, SEQUENCE, Time, …
[[nodiscard]] bool is_bare_crl(Bytes octets);

/// How a serialized store with a framing fault was damaged when it was handled as text:
/// "line-ends" (0A became 0D 0A; undoing it gives a sound store), "replaced" (U+FFFD or '?' in
/// place of octets), "utf-8" (octets above 7F became two). Nothing: not recognisable.
[[nodiscard]] std::optional<std::string_view> text_damage(Bytes octets);

}  // namespace smime::trust
