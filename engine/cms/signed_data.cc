#include "engine/cms/signed_data.h"

#include <algorithm>
#include <utility>

#include "engine/asn1/der.h"
#include "engine/asn1/oids.h"
#include "engine/cms/ber.h"
#include "engine/cms/ber_scan.h"

namespace smime::cms {
namespace {

ContentKind kind_of(std::string_view type) {
  static constexpr std::pair<std::string_view, ContentKind> kKinds[] = {
      {oid::kSignedData, ContentKind::SignedData},
      {oid::kData, ContentKind::Data},
      {oid::kEnvelopedData, ContentKind::EnvelopedData},
      {oid::kAuthEnvelopedData, ContentKind::AuthEnvelopedData},
      {oid::kEncryptedData, ContentKind::EncryptedData},
      {oid::kDigestedData, ContentKind::DigestedData},
      {oid::kAuthData, ContentKind::AuthenticatedData},
      {oid::kCompressedData, ContentKind::CompressedData},
  };
  for (const auto& [known, kind] : kKinds) {
    if (known == type) return kind;
  }
  return ContentKind::Other;
}

// Certificates that are not Certificate, by the tag of RFC 5652 10.2.2.
struct OtherFormats {
  bool attribute_v1 = false, attribute_v2 = false, other = false;
};

/// Reads one SignedData field after another, in the order of RFC 5652 5.1. The octets were scanned.
class SignedDataReader {
 public:
  SignedDataReader(const BerTlv& sequence, std::vector<Octets>& storage)
      : in_(sequence), storage_(storage) {}

  // True if the whole value was read; else fault() says what was expected where.
  bool read(SignedData& out) {
    return read_version(out) && read_digest_algorithms(out) && read_content(out) &&
           read_certificates(out) && read_crls(out) && read_signer_infos(out) && finish(out);
  }
  [[nodiscard]] const Fault& fault() const { return fault_; }

 private:
  bool fail(std::string_view expected, Bytes rest) {
    fault_ = {expected, rest};
    return false;
  }

  bool read_version(SignedData& out) {
    const auto number = in_.read(asn1::kInteger);
    const auto version = number ? asn1::small_integer(number->value) : std::nullopt;
    if (!version) return fail("SignedData.version", in_.rest());
    out.version = *version;
    return true;
  }

  bool read_digest_algorithms(SignedData& out) {
    const auto set = in_.read(asn1::kSet);
    if (!set) return fail("SignedData.digestAlgorithms", in_.rest());
    for (BerReader members(*set); !members.at_end();) {
      const Bytes rest = members.rest();
      const auto sequence = members.read(asn1::kSequence);
      auto algorithm = sequence ? read_algorithm_identifier(sequence->value, sequence->whole)
                                : std::optional<AlgorithmIdentifier>();
      if (!algorithm) return fail("DigestAlgorithmIdentifier", rest);
      out.digest_algorithms.push_back(std::move(*algorithm));
    }
    return true;
  }

  // EncapsulatedContentInfo ::= SEQUENCE { eContentType, eContent [0] EXPLICIT OCTET STRING
  // OPTIONAL
  // }
  bool read_content(SignedData& out) {
    const auto sequence = in_.read(asn1::kSequence);
    if (!sequence) return fail("SignedData.encapContentInfo", in_.rest());
    BerReader inner(*sequence);
    const auto id = inner.read(asn1::kOid);
    auto type = id ? asn1::oid(id->value) : std::nullopt;
    if (!type) return fail("eContentType", sequence->value);
    out.content_type = std::move(*type);
    if (inner.at_end()) return true;
    const Bytes rest = inner.rest();
    const auto tagged = inner.read(asn1::context_set(0));
    if (!tagged || !inner.at_end()) return fail("eContent", rest);
    BerReader explicit_content(*tagged);
    const auto value = explicit_content.read();
    if (!value || !explicit_content.at_end()) return fail("eContent", tagged->value);
    if (value->tag == asn1::kOctetString || value->tag == 0x24) {
      out.content = octet_string(*value, storage_);
    } else if (out.content_type != oid::kData) {
      // RFC 5652 5.2.1: PKCS #7 has ANY here, and its digest covers the contents octets alone.
      out.content = value->value;
    }
    return out.content.has_value() || fail("eContent OCTET STRING", tagged->value);
  }

  bool read_certificates(SignedData& out) {
    if (in_.peek() != asn1::context_set(0)) return true;
    const auto set = in_.read();
    if (!set) return fail("SignedData.certificates", in_.rest());
    for (BerReader members(*set); !members.at_end();) {
      const Bytes rest = members.rest();
      const auto value = members.read();
      if (!value) return fail("CertificateChoices", rest);
      switch (value->tag) {
        case asn1::kSequence:
          out.certificates.push_back(value->whole);
          continue;
        case asn1::context_set(0):
          break;
        case asn1::context_set(1):
          formats_.attribute_v1 = true;
          break;
        case asn1::context_set(2):
          formats_.attribute_v2 = true;
          break;
        case asn1::context_set(3):
          formats_.other = true;
          break;
        default:
          return fail("CertificateChoices", rest);
      }
      ++out.other_certificates;
    }
    return true;
  }

  bool read_crls(SignedData& out) {
    if (in_.peek() != asn1::context_set(1)) return true;
    const auto set = in_.read();
    if (!set) return fail("SignedData.crls", in_.rest());
    for (BerReader members(*set); !members.at_end();) {
      const Bytes rest = members.rest();
      const auto value = members.read();
      if (value && value->tag == asn1::kSequence) {
        out.crls.push_back(value->whole);
      } else if (value && value->tag == asn1::context_set(1)) {
        ++out.other_crls;
        if (const auto response = ocsp_response(*value)) out.ocsp_responses.push_back(*response);
      } else {
        return fail("RevocationInfoChoice", rest);
      }
    }
    return true;
  }

  /// RFC 5652 10.2.1: OtherRevocationInfoFormat. Nothing: of another format, or of none.
  static std::optional<Bytes> ocsp_response(const BerTlv& other) {
    BerReader members(other);
    const auto format = members.read(asn1::kOid);
    const auto info = members.read(asn1::kSequence);
    if (!format || !info || !members.at_end()) return std::nullopt;
    if (asn1::oid(format->value) != oid::kOcspResponseInfo) return std::nullopt;
    return info->whole;
  }

  bool read_signer_infos(SignedData& out) {
    const auto set = in_.read(asn1::kSet);
    if (!set) return fail("SignedData.signerInfos", in_.rest());
    for (BerReader members(*set); !members.at_end();) {
      const Bytes rest = members.rest();
      const auto sequence = members.read(asn1::kSequence);
      if (!sequence) return fail("SignerInfo", rest);
      auto info = read_signer_info(*sequence, storage_, fault_);
      if (!info) return false;
      out.signer_infos.push_back(std::move(*info));
    }
    return true;
  }

  bool finish(SignedData& out) {
    if (!in_.at_end()) return fail("end of SignedData", in_.rest());
    // 5.1, the table under "version".
    const bool third = formats_.attribute_v1 || out.content_type != oid::kData ||
                       std::any_of(out.signer_infos.begin(), out.signer_infos.end(),
                                   [](const SignerInfo& info) { return info.version == 3; });
    if (formats_.other || out.other_crls != 0) {
      out.required_version = 5;
    } else if (formats_.attribute_v2) {
      out.required_version = 4;
    } else {
      out.required_version = third ? 3 : 1;
    }
    return true;
  }

  BerReader in_;
  std::vector<Octets>& storage_;
  OtherFormats formats_;
  Fault fault_;
};

void add_malformed(std::string_view expected, std::size_t offset, std::string_view where,
                   Findings& out) {
  out.add({Code::CmsMalformed,
           std::string(where),
           {{"expected", std::string(expected)}, {"offset", static_cast<std::int64_t>(offset)}}});
}

}  // namespace

std::optional<ContentInfo> read_content_info(Bytes octets, const Limits& limits,
                                             std::string_view where, Findings& out) {
  const BerScan scan = scan_ber(octets);
  if (!scan.fault.empty()) {
    out.add({Code::CmsMalformed,
             std::string(where),
             {{"fault", std::string(scan.fault)},
              {"offset", static_cast<std::int64_t>(scan.fault_offset)}}});
    return std::nullopt;
  }
  if (!within_limits(scan, limits, where, out)) {
    out.add(Code::CmsNotRead, std::string(where));
    return std::nullopt;
  }
  // Where `rest`, which ends with the value around it, begins in the input.
  const auto offset = [&](Bytes rest) {
    return rest.empty() ? scan.size : static_cast<std::size_t>(rest.data() - octets.data());
  };
  const auto malformed = [&](const Fault& fault) {
    add_malformed(fault.expected, offset(fault.rest), where, out);
    return std::nullopt;
  };

  // ContentInfo ::= SEQUENCE { contentType OBJECT IDENTIFIER, content [0] EXPLICIT ANY }
  const auto sequence = read_whole_ber(octets.first(scan.size), asn1::kSequence, &scan.ends);
  if (!sequence) return malformed({"ContentInfo", octets});
  BerReader in(*sequence);
  const auto id = in.read(asn1::kOid);
  auto type = id ? asn1::oid(id->value) : std::nullopt;
  if (!type) return malformed({"ContentInfo.contentType", sequence->value});
  ContentInfo info;
  info.type = std::move(*type);
  info.kind = kind_of(info.type);
  info.trailing = static_cast<std::uint32_t>(octets.size() - scan.size);

  const auto content = in.at_end() ? std::optional<BerTlv>() : in.read(asn1::context_set(0));
  if (!in.at_end()) return malformed({"ContentInfo.content", in.rest()});
  if (info.kind == ContentKind::SignedData) {
    const auto value =
        content ? read_whole_ber(content->value, asn1::kSequence, content->ends) : std::nullopt;
    if (!value) return malformed({"SignedData", content ? content->value : Bytes()});
    SignedDataReader reader(*value, info.storage);
    if (!reader.read(info.signed_data.emplace())) return malformed(reader.fault());
    info.signed_data->der = scan.der;
  }
  return info;
}

}  // namespace smime::cms
