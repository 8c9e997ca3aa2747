#include "engine/fetch/ocsp_request.h"

#include "engine/asn1/der.h"
#include "engine/crypto/digest.h"

namespace smime::fetch {
namespace {

using asn1::encode;

/// AlgorithmIdentifier of SHA-1: OID 1.3.14.3.2.26 with NULL parameters.
constexpr std::uint8_t kSha1Algorithm[] = {0x30, 0x09, 0x06, 0x05, 0x2B, 0x0E,
                                           0x03, 0x02, 0x1A, 0x05, 0x00};

void append(Octets& out, Bytes more) { out.insert(out.end(), more.begin(), more.end()); }

/// "the value (excluding tag and length) of the subject public key field" (RFC 6960 4.1.1), without
/// the count of unused bits.
std::optional<Bytes> key_bits(const pki::Certificate& issuer) {
  const auto info = asn1::read_whole(issuer.public_key_info, asn1::kSequence);
  if (!info) return std::nullopt;
  asn1::DerReader fields(info->value);
  if (!fields.read(asn1::kSequence)) return std::nullopt;
  const auto key = fields.read(asn1::kBitString);
  const auto bits = key ? asn1::bit_string(key->value) : std::nullopt;
  if (!bits) return std::nullopt;
  return bits->octets;
}

std::string base64(Bytes octets) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < octets.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = i; j < i + 3; ++j)
      group = group << 8U | (j < octets.size() ? octets[j] : 0U);
    for (std::size_t digit = 0; digit < 4; ++digit)
      out += digit <= octets.size() - i ? kDigits[group >> (18 - 6 * digit) & 63U] : '=';
  }
  return out;
}

}  // namespace

std::optional<Octets> ocsp_request(const pki::Certificate& certificate,
                                   const pki::Certificate& issuer) {
  const auto key = key_bits(issuer);
  if (!key) return std::nullopt;
  Octets identifier;  // CertID
  append(identifier, kSha1Algorithm);
  append(identifier, encode(asn1::kOctetString, crypto::sha1(certificate.issuer)));
  append(identifier, encode(asn1::kOctetString, crypto::sha1(*key)));
  append(identifier, encode(asn1::kInteger, certificate.serial));
  Octets out = encode(asn1::kSequence, identifier);
  // Request, requestList, tbsRequest, OCSPRequest: each a SEQUENCE of the one before.
  for (int level = 0; level < 4; ++level) out = encode(asn1::kSequence, out);
  return out;
}

std::optional<std::string> ocsp_get_url(std::string_view url, Bytes request) {
  url = url.substr(0, url.find('#'));
  if (url.find('?') != std::string_view::npos) return std::nullopt;
  std::string out(url);
  if (!out.ends_with('/')) out += '/';
  for (const char c : base64(request)) {
    if (c == '+') {
      out += "%2B";
    } else if (c == '/') {
      out += "%2F";
    } else if (c == '=') {
      out += "%3D";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace smime::fetch
