#include "engine/pki/certificate.h"

#include <algorithm>

#include "base/text.h"
#include "engine/asn1/der.h"
#include "engine/asn1/oids.h"
#include "engine/crypto/name.h"
#include "engine/pki/address_match.h"
#include "engine/pki/extensions.h"
#include "engine/pki/names.h"

namespace smime::pki {
namespace {

using asn1::DerReader;
using asn1::Tlv;

void malformed(Certificate& certificate, const char* reason) {
  certificate.findings.add({Code::ChainCertificateMalformed, "", {{"reason", reason}}});
}

void irregular(Certificate& certificate, const char* reason) {
  certificate.findings.add({Code::ChainCertificateIrregular, "", {{"reason", reason}}});
}

/// AlgorithmIdentifier ::= SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY OPTIONAL }
struct Algorithm {
  std::string oid;
  Bytes parameters;  // whole value, or empty
};

std::optional<Algorithm> read_algorithm(Bytes contents) {
  DerReader reader(contents);
  const auto identifier = reader.read(asn1::kOid);
  if (!identifier) return std::nullopt;
  auto dotted = asn1::oid(identifier->value);
  if (!dotted) return std::nullopt;
  Algorithm algorithm{std::move(*dotted), {}};
  if (reader.at_end()) return algorithm;
  const auto parameters = reader.read();
  if (!parameters || !reader.at_end()) return std::nullopt;
  algorithm.parameters = parameters->whole;
  return algorithm;
}

/// X.690 8.3.2: of several octets, the first nine bits are neither all ones nor all zero.
bool minimal_integer(Bytes value) {
  if (value.empty()) return false;
  if (value.size() == 1) return true;
  const bool high = (value[1] & 0x80U) != 0;
  return !(value[0] == 0x00 && !high) && !(value[0] == 0xFF && high);
}

/// Times that are clear though not in the form of RFC 5280: UTCTime without seconds.
std::optional<Time> tolerant_time(const Tlv& tlv) {
  if (tlv.tag != asn1::kUtcTime || tlv.value.size() != 11 || tlv.value.back() != 'Z') {
    return std::nullopt;
  }
  return parse_utc_time(std::string(as_text(tlv.value.first(10))) + "00Z");
}

/// RFC 5280 4.1.2.5: UTCTime through 2049, GeneralizedTime from 2050 on, both to the second, in Z.
std::optional<Time> read_time(Certificate& certificate, DerReader& reader) {
  const auto tlv = reader.read();
  if (!tlv || (tlv->tag != asn1::kUtcTime && tlv->tag != asn1::kGeneralizedTime)) {
    return std::nullopt;
  }
  if (const auto time = asn1::time(*tlv)) {
    constexpr Time k2050 = 2'524'608'000;
    if (tlv->tag == asn1::kGeneralizedTime && *time < k2050) {
      irregular(certificate, "a date before 2050 is a GeneralizedTime");
    }
    return time;
  }
  const auto time = tolerant_time(*tlv);
  if (time) malformed(certificate, "a date is not in the form of RFC 5280");
  return time;
}

/// RFC 5280 4.1.2.2: positive, at most 20 octets; users "SHOULD be prepared to gracefully handle"
/// certificates that are not positive.
void check_serial(Certificate& certificate) {
  const Bytes serial = certificate.serial;
  const bool padded = serial.size() > 1 && serial[0] == 0;
  if (serial.size() - (padded ? 1U : 0U) > 20)
    malformed(certificate, "serial longer than 20 octets");
  if ((serial[0] & 0x80U) != 0 || (serial.size() == 1 && serial[0] == 0)) {
    irregular(certificate, "serial number is not positive");
  }
}

bool empty_name(Bytes name) { return name.size() == 2; }

/// [3] EXPLICIT SEQUENCE SIZE (1..MAX) OF Extension. False: the structure is broken.
bool read_extensions(Certificate& certificate, Bytes contents) {
  const auto list = asn1::read_whole(contents, asn1::kSequence);
  if (!list) return false;
  if (list->value.empty()) malformed(certificate, "empty list of extensions");
  bool default_value = false;
  DerReader reader(list->value);
  while (!reader.at_end()) {
    const auto sequence = reader.read(asn1::kSequence);
    if (!sequence) return false;
    DerReader fields(sequence->value);
    const auto identifier = fields.read(asn1::kOid);
    if (!identifier) return false;
    auto dotted = asn1::oid(identifier->value);
    if (!dotted) return false;
    Extension extension{std::move(*dotted), false, {}};
    if (const auto critical = fields.read(asn1::kBoolean)) {
      const auto value = asn1::boolean(critical->value);
      if (!value) return false;
      extension.critical = *value;
      default_value = default_value || !*value;
    }
    const auto value = fields.read(asn1::kOctetString);
    if (!value || !fields.at_end()) return false;
    extension.value = value->value;
    certificate.extensions.push_back(std::move(extension));
  }
  if (default_value) irregular(certificate, "a default value is encoded");
  return true;
}

/// Reads one certificate step by step; each step answers true, or false with `expected` saying what
/// should have stood there.
class Reader {
 public:
  Reader(Certificate& certificate, std::string& expected)
      : certificate_(certificate), expected_(expected) {}

  bool read() {
    const auto outer = asn1::read_whole(certificate_.der, asn1::kSequence);
    if (!outer) return fail("one DER SEQUENCE (Certificate)");
    DerReader fields(outer->value);
    const auto tbs = fields.read(asn1::kSequence);
    if (!tbs) {
      // A bare TBSCertificate starts with [0] version, or with its serial number.
      const auto tag = fields.peek();
      if (tag == asn1::context_set(0) || tag == asn1::kInteger) {
        return fail("a Certificate, but this is a bare TBSCertificate without signature");
      }
      return fail("tbsCertificate");
    }
    const auto algorithm = fields.read(asn1::kSequence);
    if (!algorithm) return fail("signatureAlgorithm");
    const auto signature = fields.read(asn1::kBitString);
    if (!signature || !fields.at_end()) return fail("signatureValue as last field");
    const auto bits = asn1::bit_string(signature->value);
    if (!bits) return fail("signatureValue as BIT STRING");
    if (bits->unused != 0) malformed(certificate_, "signature is not a whole number of octets");
    const auto named = read_algorithm(algorithm->value);
    if (!named) return fail("signatureAlgorithm as AlgorithmIdentifier");
    certificate_.tbs = tbs->whole;
    certificate_.signature = bits->octets;
    certificate_.signature_oid = named->oid;
    certificate_.signature_scheme = crypto::read_scheme(named->oid, named->parameters);
    return read_tbs(tbs->value, algorithm->whole);
  }

 private:
  bool fail(const char* expected) {
    expected_ = expected;
    return false;
  }

  bool read_tbs(Bytes contents, Bytes outer_algorithm) {
    DerReader fields(contents);
    if (!read_version(fields)) return fail("version");
    const auto serial = fields.read(asn1::kInteger);
    if (!serial || !minimal_integer(serial->value)) return fail("serialNumber");
    certificate_.serial = serial->value;
    check_serial(certificate_);
    const auto algorithm = fields.read(asn1::kSequence);
    if (!algorithm) return fail("signature in tbsCertificate");
    // RFC 5280 4.1.1.2: the field "MUST contain the same algorithm identifier as the signature
    // field in the sequence tbsCertificate".
    if (!equal(algorithm->whole, outer_algorithm)) {
      malformed(certificate_, "inner and outer signature algorithm differ");
    }
    const auto issuer = fields.read(asn1::kSequence);
    if (!issuer) return fail("issuer");
    const auto validity = fields.read(asn1::kSequence);
    if (!validity) return fail("validity");
    const auto subject = fields.read(asn1::kSequence);
    if (!subject) return fail("subject");
    const auto key = fields.read(asn1::kSequence);
    if (!key) return fail("subjectPublicKeyInfo");
    // Before any of the two is compared with a name, or searched for addresses.
    if (!is_der_name(issuer->whole)) return fail("issuer as a Name in DER");
    if (!is_der_name(subject->whole)) return fail("subject as a Name in DER");
    certificate_.issuer = issuer->whole;
    certificate_.subject = subject->whole;
    certificate_.public_key_info = key->whole;
    if (empty_name(issuer->whole)) malformed(certificate_, "issuer is empty");
    if (!read_validity(validity->value)) return fail("validity as two times");
    return read_optional_fields(fields);
  }

  bool read_version(DerReader& fields) {
    const auto tagged = fields.read(asn1::context_set(0));
    if (!tagged) return fields.peek() == asn1::kInteger;
    const auto integer = asn1::read_whole(tagged->value, asn1::kInteger);
    const auto number = integer ? asn1::small_integer(integer->value) : std::nullopt;
    if (!number) return false;
    if (*number < 0 || *number > 2) malformed(certificate_, "unknown version");
    if (*number == 0) irregular(certificate_, "a default value is encoded");
    certificate_.version = *number >= 0 && *number < 1'000 ? *number + 1 : 0;
    return true;
  }

  bool read_validity(Bytes contents) {
    DerReader reader(contents);
    const auto not_before = read_time(certificate_, reader);
    const auto not_after = read_time(certificate_, reader);
    if (!not_before || !not_after || !reader.at_end()) return false;
    certificate_.not_before = *not_before;
    certificate_.not_after = *not_after;
    return true;
  }

  bool read_optional_fields(DerReader& fields) {
    for (const unsigned number :
         {1U, 2U}) {  // issuerUniqueID, subjectUniqueID: IMPLICIT BIT STRING
      if (!fields.read(asn1::context(number))) continue;
      if (certificate_.version < 2) malformed(certificate_, "unique identifier in version 1");
    }
    if (const auto extensions = fields.read(asn1::context_set(3))) {
      if (certificate_.version != 3) malformed(certificate_, "extensions in a version below 3");
      if (!read_extensions(certificate_, extensions->value)) return fail("extensions");
    }
    return fields.at_end() || fail("the end of tbsCertificate");
  }

  Certificate& certificate_;
  std::string& expected_;
};

/// Rules about several fields, from which nothing follows for whoever relies on the certificate.
void check_together(Certificate& certificate) {
  const auto& constraints = certificate.basic_constraints;
  const auto critical = [&](std::string_view oid) {
    const Extension* const extension = certificate.extension(oid);
    return extension == nullptr || extension->critical;
  };
  // RFC 5280 4.2.1.9
  if (constraints && constraints->ca && !critical(oid::kBasicConstraints))
    irregular(certificate, "the basic constraints of a CA are not critical");
  if (constraints && !constraints->ca && constraints->path_length)
    irregular(certificate, "a path length without cA");
  // RFC 5280 4.2.1.6
  if (empty_name(certificate.subject) && !critical(oid::kSubjectAltName))
    irregular(certificate, "the subject is empty, and the alternative name not critical");
}

}  // namespace

Usages::Usages(std::initializer_list<std::string> usages) {
  for (const std::string& usage : usages) add(usage);
}

void Usages::add(std::string usage) {
  mail_ = mail_ || usage == oid::kEmailProtection;
  any_ = any_ || usage == oid::kAnyExtendedKeyUsage;
  usages_.push_back(std::move(usage));
}

bool Usages::contains(std::string_view usage) const {
  if (usage == oid::kEmailProtection) return mail_;
  if (usage == oid::kAnyExtendedKeyUsage) return any_;
  return std::find(usages_.begin(), usages_.end(), usage) != usages_.end();
}

const Extension* Certificate::extension(std::string_view oid) const {
  for (const Extension& candidate : extensions) {
    if (candidate.oid == oid) return &candidate;
  }
  return nullptr;
}

CertificatePtr read_certificate(Bytes der, const Limits& limits, Unusable* why) {
  const auto unusable = [&](std::string expected, const char* limit = nullptr) -> CertificatePtr {
    if (why != nullptr) *why = {std::move(expected), limit};
    return nullptr;
  };
  const auto too_large = [&](const char* limit) {
    return unusable("larger than the limit " + std::string(limit), limit);
  };
  if (der.empty()) return unusable("no octets");
  if (der.size() > limits.certificate_size) return too_large("certificate_size");
  auto certificate = std::make_shared<Certificate>();
  certificate->der = copy(der);
  std::string expected;
  if (!Reader(*certificate, expected).read()) return unusable("expected " + expected);
  if (std::max(certificate->issuer.size(), certificate->subject.size()) > limits.name_size)
    return too_large("name_size");
  if (certificate->extensions.size() > limits.extensions) return too_large("extensions");
  if (!crypto::readable_certificate(certificate->der, certificate->public_key_info))
    return unusable("OpenSSL cannot read it");
  certificate->sha256 = crypto::sha256(certificate->der);
  certificate->signed_sha256 = crypto::sha256(certificate->tbs);
  certificate->sha1 = crypto::sha1(certificate->der);
  certificate->canonical_issuer = crypto::canonical_name(certificate->issuer);
  certificate->canonical_subject = crypto::canonical_name(certificate->subject);
  certificate->key = crypto::describe_key(certificate->public_key_info, crypto::PointCheck::Later);
  certificate->exceeded_limit = crypto::exceeded_limit(certificate->key, limits);
  decode_extensions(*certificate, limits);
  check_together(*certificate);
  return certificate;
}

CertificateFacts describe_briefly(const Certificate& certificate) {
  CertificateFacts facts;
  facts.subject = crypto::name_text(certificate.subject);
  facts.issuer = crypto::name_text(certificate.issuer);
  const bool padded = certificate.serial.size() > 1 && certificate.serial[0] == 0;
  facts.serial = hex_upper(certificate.serial.subspan(padded ? 1 : 0));
  facts.sha256 = hex(certificate.sha256);
  facts.thumbprint = hex_upper(certificate.sha1);
  facts.not_before = certificate.not_before;
  facts.not_after = certificate.not_after;
  facts.key = certificate.key.name;
  facts.signature_algorithm = std::string(oid::name(certificate.signature_oid));
  if (certificate.key_identifier) facts.key_identifier = hex_upper(*certificate.key_identifier);
  if (certificate.authority_key_identifier &&
      certificate.authority_key_identifier->key_identifier) {
    facts.authority_key_identifier =
        hex_upper(*certificate.authority_key_identifier->key_identifier);
  }
  facts.ca = certificate.basic_constraints && certificate.basic_constraints->ca;
  return facts;
}

CertificateFacts describe(const Certificate& certificate) {
  CertificateFacts facts = describe_briefly(certificate);
  Findings unused;  // match_sender() reports them where they matter
  const CertificateAddresses addresses = addresses_of(certificate, "", unused);
  facts.addresses = addresses.alternative_names;
  facts.addresses.insert(facts.addresses.end(), addresses.subject.begin(), addresses.subject.end());
  facts.issuer_urls = certificate.issuer_urls;
  facts.revocation_urls = certificate.crl_urls;
  facts.revocation_urls.insert(facts.revocation_urls.end(), certificate.ocsp_urls.begin(),
                               certificate.ocsp_urls.end());
  return facts;
}

crypto::Check self_signature(const Certificate& certificate) {
  // Two threads may both compute it: they get the same answer.
  using State = Certificate::SelfSignature;
  State known = certificate.self_signature_.load(std::memory_order_relaxed);
  if (known == State::Unasked) {
    const auto check =
        certificate.self_issued() && certificate.exceeded_limit == nullptr
            ? crypto::verify(certificate.public_key_info, certificate.signature_scheme,
                             certificate.signature_scheme.digest, certificate.tbs,
                             certificate.signature)
            : crypto::Check::Bad;
    known = check == crypto::Check::Good  ? State::Good
            : check == crypto::Check::Bad ? State::Bad
                                          : State::Unsupported;
    certificate.self_signature_.store(known, std::memory_order_relaxed);
  }
  return known == State::Good  ? crypto::Check::Good
         : known == State::Bad ? crypto::Check::Bad
                               : crypto::Check::Unsupported;
}

bool self_signed(const Certificate& certificate) {
  return self_signature(certificate) == crypto::Check::Good;
}

crypto::Sha256 signed_identity(Bytes der) {
  const auto outer = asn1::read_whole(der, asn1::kSequence);
  const auto tbs = outer ? asn1::DerReader(outer->value).read(asn1::kSequence) : std::nullopt;
  return crypto::sha256(tbs ? tbs->whole : der);
}

bool self_signature_unchecked(const Certificate& certificate) {
  const bool unsupported =
      certificate.key.kind == crypto::KeyFacts::Kind::Unsupported && certificate.key.flaw.empty();
  return certificate.self_issued() && (certificate.exceeded_limit != nullptr || unsupported);
}

}  // namespace smime::pki
