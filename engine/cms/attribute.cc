#include "engine/cms/attribute.h"

#include <algorithm>
#include <string_view>

#include "engine/asn1/oids.h"
#include "engine/cms/ber.h"
#include "engine/crypto/signature.h"

namespace smime::cms {
namespace {

constexpr Time kYear1950 = -631152000, kYear2050 = 2524608000;  // midnight UTC on 1 January

std::optional<int> two_digits(std::string_view text) {
  if (text.size() < 2 || text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9') {
    return std::nullopt;
  }
  return (text[0] - '0') * 10 + (text[1] - '0');
}

// The forms that X.680 knows and RFC 5652 forbids: no seconds, or "+hhmm" in place of "Z".
std::optional<Time> read_loose_time(const asn1::Tlv& value) {
  std::string text(as_text(value.value));
  Time offset = 0;
  if (const auto sign = text.find_first_of("+-"); sign != std::string::npos) {
    const std::string_view zone = std::string_view(text).substr(sign + 1);
    const auto hours = two_digits(zone);
    const auto minutes = zone.size() == 4 ? two_digits(zone.substr(2)) : std::nullopt;
    if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
    offset = (*hours * 60 + *minutes) * 60;
    if (text[sign] == '-') offset = -offset;
    text.replace(sign, std::string::npos, "Z");
  }
  const std::size_t with_minutes = value.tag == asn1::kUtcTime ? 11 : 13;
  if (text.size() == with_minutes) text.insert(with_minutes - 1, "00");
  const asn1::Tlv strict{value.tag, value.whole, as_octets(text)};
  const auto time = asn1::time(strict);
  if (!time) return std::nullopt;
  return *time - offset;
}

/// ESSCertIDv2 ::= SEQUENCE { hashAlgorithm DEFAULT sha256, certHash, issuerSerial OPTIONAL };
/// ESSCertID is without the first.
std::optional<CertificateHash> read_certificate_id(Bytes value, bool second) {
  asn1::DerReader in(value);
  CertificateHash hash;
  hash.digest = second ? "sha256" : "sha1";
  if (second) {
    if (const auto sequence = in.read(asn1::kSequence)) {
      const auto algorithm = read_algorithm_identifier(sequence->value, sequence->whole);
      if (!algorithm) return std::nullopt;
      hash.digest = crypto::digest_named_by(algorithm->oid);
    }
  }
  const auto octets = in.read(asn1::kOctetString);
  if (!octets) return std::nullopt;
  hash.value = octets->value;
  if (!in.at_end()) {
    // IssuerSerial ::= SEQUENCE { issuer GeneralNames, serialNumber CertificateSerialNumber }
    const auto issuer_serial = in.read(asn1::kSequence);
    if (!issuer_serial || !in.at_end()) return std::nullopt;
    asn1::DerReader inner(issuer_serial->value);
    const auto names = inner.read(asn1::kSequence);
    const auto serial = inner.read(asn1::kInteger);
    if (!names || !serial || serial->value.empty() || !inner.at_end()) return std::nullopt;
    hash.issuer = names->whole;
    hash.serial = serial->value;
  }
  return hash;
}

}  // namespace

std::optional<Attribute> read_attribute(Bytes sequence) {
  const auto outer = read_whole_ber(sequence, asn1::kSequence);
  if (!outer) return std::nullopt;
  BerReader in(outer->value);
  const auto id = in.read(asn1::kOid);
  const auto values = in.read(asn1::kSet);
  if (!id || !values || !in.at_end()) return std::nullopt;
  auto type = asn1::oid(id->value);
  if (!type) return std::nullopt;
  return Attribute{std::move(*type), sequence, values->value};
}

std::optional<SigningTime> read_signing_time(Bytes value) {
  asn1::DerReader in(value);
  const auto tlv = in.read();
  if (!tlv || !in.at_end()) return std::nullopt;
  if (tlv->tag != asn1::kUtcTime && tlv->tag != asn1::kGeneralizedTime) return std::nullopt;
  if (const auto time = asn1::time(*tlv)) {
    // 11.3: "Dates between 1 January 1950 and 31 December 2049 (inclusive) MUST be encoded as
    // UTCTime. Any dates with year values before 1950 or after 2049 MUST be encoded as
    // GeneralizedTime."
    const bool utc_years = *time >= kYear1950 && *time < kYear2050;
    return SigningTime{*time, utc_years == (tlv->tag == asn1::kUtcTime)};
  }
  const auto loose = read_loose_time(*tlv);
  if (!loose) return std::nullopt;
  return SigningTime{*loose, false};
}

std::optional<std::vector<std::string>> read_capabilities(Bytes value) {
  const auto list = asn1::read_whole(value, asn1::kSequence);
  if (!list) return std::nullopt;
  constexpr std::size_t kMost = 1'000;  // they are only shown
  std::vector<std::string> names;
  for (asn1::DerReader in(list->value); !in.at_end() && names.size() < kMost;) {
    const auto capability = in.read(asn1::kSequence);
    if (!capability) return std::nullopt;
    const auto id = asn1::DerReader(capability->value).read(asn1::kOid);
    const auto dotted = id ? asn1::oid(id->value) : std::nullopt;
    if (!dotted) return std::nullopt;
    names.emplace_back(oid::name(*dotted));
  }
  return names;
}

std::optional<std::string> read_content_hint(Bytes value) {
  const auto hints = asn1::read_whole(value, asn1::kSequence);
  if (!hints) return std::nullopt;
  asn1::DerReader in(hints->value);
  std::string description;
  if (const auto text = in.read(asn1::kUtf8String)) description = as_text(text->value);
  if (!in.read(asn1::kOid) || !in.at_end()) return std::nullopt;
  return description;
}

std::optional<std::vector<CertificateHash>> read_signing_certificate(Bytes value, bool second) {
  // SigningCertificateV2 ::= SEQUENCE { certs SEQUENCE OF ESSCertIDv2,
  //                                     policies SEQUENCE OF PolicyInformation OPTIONAL }
  const auto outer = asn1::read_whole(value, asn1::kSequence);
  if (!outer) return std::nullopt;
  asn1::DerReader in(outer->value);
  const auto certificates = in.read(asn1::kSequence);
  if (!certificates) return std::nullopt;
  if (!in.at_end() && (!in.read(asn1::kSequence) || !in.at_end())) return std::nullopt;
  std::vector<CertificateHash> out;
  for (asn1::DerReader each(certificates->value); !each.at_end();) {
    const auto identifier = each.read(asn1::kSequence);
    auto hash = identifier ? read_certificate_id(identifier->value, second) : std::nullopt;
    if (!hash) return std::nullopt;
    out.push_back(std::move(*hash));
  }
  if (out.empty()) return std::nullopt;
  return out;
}

std::optional<AlgorithmProtection> read_algorithm_protection(Bytes value) {
  const auto outer = asn1::read_whole(value, asn1::kSequence);
  if (!outer) return std::nullopt;
  asn1::DerReader in(outer->value);
  const auto first = in.read(asn1::kSequence);
  if (!first) return std::nullopt;
  auto digest = read_algorithm_identifier(first->value, first->whole);
  if (!digest) return std::nullopt;
  AlgorithmProtection protection{std::move(*digest), std::nullopt};
  if (const auto tagged = in.read(asn1::context_set(1))) {
    protection.signature = read_algorithm_identifier(tagged->value, tagged->whole);
    if (!protection.signature) return std::nullopt;
  } else if (!in.read(asn1::context_set(2))) {
    return std::nullopt;  // RFC 6211 2: exactly one of [1] and [2]
  }
  if (!in.at_end()) return std::nullopt;
  return protection;
}

}  // namespace smime::cms
