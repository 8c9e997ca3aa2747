#include "engine/revocation/ocsp.h"

#include <array>

#include "base/text.h"
#include "engine/asn1/der.h"
#include "engine/asn1/oids.h"
#include "engine/crypto/name.h"
#include "engine/revocation/fields.h"

namespace smime::revocation {
namespace {

using asn1::DerReader;

/// OCSPResponseStatus (RFC 6960 4.2.1); 4 is not used.
std::string error_text(std::int64_t status) {
  constexpr std::array<std::string_view, 7> kNames = {
      "successful", "malformedRequest", "internalError", "tryLater",
      "",           "sigRequired",      "unauthorized"};
  if (status < 0 || status >= static_cast<std::int64_t>(kNames.size()) || status == 4)
    return std::to_string(status);
  return std::string(kNames.at(static_cast<std::size_t>(status)));
}

/// Extensions that need nothing done here: nonce, CRL references, archive cutoff, extended revoke.
bool harmless(std::string_view extension) {
  return extension == "1.3.6.1.5.5.7.48.1.2" || extension == "1.3.6.1.5.5.7.48.1.3" ||
         extension == "1.3.6.1.5.5.7.48.1.6" || extension == "1.3.6.1.5.5.7.48.1.9";
}

std::optional<Time> read_time(DerReader& fields) {
  const auto tlv = fields.read(asn1::kGeneralizedTime);
  return tlv ? asn1::time(*tlv) : std::nullopt;
}

/// Reads a response step by step; each step answers true, or false with `expected` saying what
/// should have stood there.
class Reader {
 public:
  Reader(OcspResponse& response, const Limits& limits, std::string& expected)
      : response_(response), limits_(limits), expected_(expected) {}

  // OCSPResponse ::= SEQUENCE { responseStatus ENUMERATED, responseBytes [0] EXPLICIT … OPTIONAL }
  bool read() {
    const auto outer = asn1::read_whole(response_.der, asn1::kSequence);
    if (!outer) return fail("one DER SEQUENCE (OCSPResponse)");
    DerReader fields(outer->value);
    const auto enumerated = fields.read(asn1::kEnumerated);
    const auto status = enumerated ? asn1::small_integer(enumerated->value) : std::nullopt;
    if (!status) return fail("responseStatus");
    if (*status != 0) {
      expected_ = "the responder answered " + error_text(*status);
      return false;
    }
    const auto tagged = fields.read(asn1::context_set(0));
    const auto bytes = tagged ? asn1::read_whole(tagged->value, asn1::kSequence) : std::nullopt;
    if (!bytes || !fields.at_end()) return fail("responseBytes");
    DerReader inner(bytes->value);
    const auto type = inner.read(asn1::kOid);
    const auto octets = inner.read(asn1::kOctetString);
    if (!type || asn1::oid(type->value) != oid::kOcspBasic) return fail("id-pkix-ocsp-basic");
    if (!octets || !inner.at_end()) return fail("response");
    return read_basic(octets->value);
  }

 private:
  bool fail(const std::string& expected) {
    expected_ = "expected " + expected;
    return false;
  }

  bool read_basic(Bytes octets) {
    std::string expected;
    const auto parts = read_signed(octets, expected, true);
    if (!parts) return fail(expected);
    response_.tbs = parts->tbs.whole;
    response_.signature = parts->signature;
    response_.signature_scheme = parts->scheme;
    return read_certificates(parts->more) && read_data(parts->tbs.value);
  }

  bool read_certificates(Bytes more) {
    if (more.empty()) return true;
    const auto tagged = asn1::read_whole(more, asn1::context_set(0));
    const auto list = tagged ? asn1::read_whole(tagged->value, asn1::kSequence) : std::nullopt;
    if (!list) return fail("certs");
    std::uint32_t seen = 0;
    for (DerReader reader(list->value); !reader.at_end();) {
      const auto tlv = reader.read(asn1::kSequence);
      if (!tlv) return fail("certs");
      if (++seen > limits_.cms_certificates) {
        expected_ = "more certificates than the limit cms_certificates";
        return false;
      }
      if (auto certificate = pki::read_certificate(tlv->whole, limits_))
        response_.certificates.push_back(std::move(certificate));
    }
    return true;
  }

  bool read_data(Bytes contents) {
    DerReader fields(contents);
    if (const auto version = fields.read(asn1::context_set(0))) {
      // v1(0) is the default, which DER leaves out; responders write it all the same.
      const auto integer = asn1::read_whole(version->value, asn1::kInteger);
      if (!integer || asn1::small_integer(integer->value) != 0) return fail("version 1");
    }
    if (!read_responder(fields)) return fail("responderID");
    const auto produced = read_time(fields);
    if (!produced) return fail("producedAt");
    response_.produced_at = *produced;
    const auto responses = fields.read(asn1::kSequence);
    if (!responses) return fail("responses");
    for (DerReader reader(responses->value); !reader.at_end();) {
      const auto single = reader.read(asn1::kSequence);
      if (!single || !read_single(single->value)) return fail("SingleResponse");
    }
    if (const auto extensions = fields.read(asn1::context_set(1))) {
      const auto list = read_extension_list(extensions->value, limits_);
      if (!list) return fail("responseExtensions, each once");
      for (const pki::Extension& extension : *list) {
        if (extension.critical && !harmless(extension.oid))
          response_.unknown_critical.insert(extension.oid);
      }
    }
    return fields.at_end() || fail("the end of tbsResponseData");
  }

  bool read_responder(DerReader& fields) {
    if (const auto by_name = fields.read(asn1::context_set(1))) {
      if (!asn1::read_whole(by_name->value, asn1::kSequence)) return false;
      response_.canonical_responder = crypto::canonical_name(by_name->value);
      return !response_.canonical_responder.empty();
    }
    const auto by_key = fields.read(asn1::context_set(2));
    const auto hash = by_key ? asn1::read_whole(by_key->value, asn1::kOctetString) : std::nullopt;
    if (!hash) return false;
    response_.responder_key = hash->value;
    return true;
  }

  // CertID ::= SEQUENCE { hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber }
  static bool read_id(Bytes contents, OcspAnswer& answer) {
    DerReader fields(contents);
    const auto algorithm = fields.read(asn1::kSequence);
    const auto name_hash = fields.read(asn1::kOctetString);
    const auto key_hash = fields.read(asn1::kOctetString);
    const auto serial = fields.read(asn1::kInteger);
    if (!algorithm || !name_hash || !key_hash || !serial || !fields.at_end()) return false;
    if (!minimal_integer(serial->value)) return false;
    const auto identifier = DerReader(algorithm->value).read(asn1::kOid);
    const auto dotted = identifier ? asn1::oid(identifier->value) : std::nullopt;
    if (!dotted) return false;
    answer.digest = crypto::digest_named_by(*dotted);
    answer.name_hash = name_hash->value;
    answer.key_hash = key_hash->value;
    answer.serial = serial->value;
    return true;
  }

  // CertStatus ::= CHOICE { good [0] IMPLICIT NULL, revoked [1] IMPLICIT RevokedInfo,
  //                         unknown [2] IMPLICIT NULL }
  static bool read_status(DerReader& fields, OcspAnswer& answer) {
    const auto tlv = fields.read();
    if (!tlv) return false;
    if (tlv->tag == asn1::context(0) || tlv->tag == asn1::context(2)) {
      answer.status =
          tlv->tag == asn1::context(0) ? OcspAnswer::Status::Good : OcspAnswer::Status::Unknown;
      return tlv->value.empty();
    }
    if (tlv->tag != asn1::context_set(1)) return false;
    answer.status = OcspAnswer::Status::Revoked;
    DerReader inner(tlv->value);
    const auto revoked_at = read_time(inner);
    if (!revoked_at) return false;
    answer.revoked_at = *revoked_at;
    if (const auto reason = inner.read(asn1::context_set(0))) {
      answer.reason = read_reason(reason->value);
      if (!answer.reason) return false;
    }
    return inner.at_end();
  }

  bool read_single(Bytes contents) {
    OcspAnswer answer;
    DerReader fields(contents);
    const auto id = fields.read(asn1::kSequence);
    if (!id || !read_id(id->value, answer) || !read_status(fields, answer)) return false;
    const auto this_update = read_time(fields);
    if (!this_update) return false;
    answer.this_update = *this_update;
    if (const auto next = fields.read(asn1::context_set(0))) {
      DerReader inner(next->value);
      answer.next_update = read_time(inner);
      if (!answer.next_update || !inner.at_end()) return false;
      if (*answer.next_update < answer.this_update) return false;
    }
    if (const auto extensions = fields.read(asn1::context_set(1))) {
      const auto list = read_extension_list(extensions->value, limits_);
      if (!list) return false;
      for (const pki::Extension& extension : *list)
        answer.unknown_critical =
            answer.unknown_critical || (extension.critical && !harmless(extension.oid));
    }
    response_.answers.push_back(std::move(answer));
    return fields.at_end();
  }

  OcspResponse& response_;
  const Limits& limits_;
  std::string& expected_;
};

}  // namespace

OcspResponsePtr read_ocsp_response(Bytes der, const Limits& limits, std::string* why) {
  std::string expected;
  auto response = std::make_shared<OcspResponse>();
  bool good = false;
  if (der.size() > limits.ocsp_size) {
    expected = "larger than the limit ocsp_size";
  } else {
    response->der = copy(der);
    good = Reader(*response, limits, expected).read();
  }
  if (!good) {
    if (why != nullptr) *why = std::move(expected);
    return nullptr;
  }
  response->sha256 = crypto::sha256(response->der);
  return response;
}

Bytes public_key_bits(const pki::Certificate& certificate) {
  const auto sequence = asn1::read_whole(certificate.public_key_info, asn1::kSequence);
  if (!sequence) return {};
  DerReader fields(sequence->value);
  (void)fields.read(asn1::kSequence);
  const auto bits = fields.read(asn1::kBitString);
  const auto read = bits ? asn1::bit_string(bits->value) : std::nullopt;
  return read ? read->octets : Bytes{};
}

}  // namespace smime::revocation
