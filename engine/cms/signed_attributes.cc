#include "engine/cms/signed_attributes.h"

#include <algorithm>
#include <array>

#include "engine/asn1/der.h"
#include "engine/asn1/oids.h"
#include "engine/cms/attribute.h"
#include "engine/cms/ber.h"
#include "engine/cms/ber_scan.h"

namespace smime::cms {
namespace {

// Of these, each may occur once, with one value: RFC 5652 11.1 to 11.3, RFC 8551 2.5, RFC 2634 2.9,
// RFC 2634 5.4, RFC 5035 3, RFC 6211 2.
constexpr std::array<std::string_view, 10> kSingle = {
    oid::kContentType,           oid::kMessageDigest,      oid::kSigningTime,
    oid::kSmimeCapabilities,     oid::kSigningCertificate, oid::kSigningCertificateV2,
    oid::kContentHints,          oid::kEncrypKeyPref,      oid::kMsEncrypKeyPref,
    oid::kCmsAlgorithmProtection};

bool wire_order(const Attribute& a, const Attribute& b) {
  return std::lexicographical_compare(a.whole.begin(), a.whole.end(), b.whole.begin(),
                                      b.whole.end());
}

Octets encode_set(const std::vector<Attribute>& attributes) {
  Octets contents;
  for (const Attribute& attribute : attributes) {
    contents.insert(contents.end(), attribute.whole.begin(), attribute.whole.end());
  }
  return asn1::encode(asn1::kSet, contents);
}

/// Reads the attributes that mean something here into `out_`, reporting as it goes.
class Reader {
 public:
  Reader(SignedAttributes& attributes, std::string_view where, Findings& findings)
      : out_(attributes), where_(where), findings_(findings) {}

  void read(const std::vector<Attribute>& attributes) {
    for (const std::string_view type : kSingle) {
      const Attribute* only = nullptr;
      std::size_t found = 0;
      for (const Attribute& attribute : attributes) {
        if (attribute.type != type) continue;
        only = &attribute;
        ++found;
      }
      if (found == 1) {
        read_single(*only);
      } else if (found > 1) {
        report(Code::AttributeRepeated, type);
      } else if (type == oid::kContentType || type == oid::kMessageDigest) {
        // 5.3: if present, they hold these two at least.
        report(Code::AttributeMissing, type);
      }
    }
  }

 private:
  void read_single(const Attribute& attribute) {
    BerReader values(attribute.values);
    const auto value = values.read();
    if (value && !values.at_end()) {
      report(Code::AttributeRepeated, attribute.type);
      return;
    }
    if (value && read_value(attribute.type, value->whole)) return;
    // Whatever decides about validity must be readable; the rest only informs.
    const bool informs =
        attribute.type == oid::kSmimeCapabilities || attribute.type == oid::kContentHints ||
        attribute.type == oid::kEncrypKeyPref || attribute.type == oid::kMsEncrypKeyPref;
    report(informs ? Code::AttributeMalformed : Code::SignedAttributesMalformed, attribute.type);
  }

  bool read_value(std::string_view type, Bytes value) {
    if (type == oid::kContentType) {
      const auto id = asn1::read_whole(value, asn1::kOid);
      if (id) out_.content_type = asn1::oid(id->value);
      return out_.content_type.has_value();
    }
    if (type == oid::kMessageDigest) {
      const auto octets = asn1::read_whole(value, asn1::kOctetString);
      if (octets) out_.message_digest = octets->value;
      return octets.has_value();
    }
    if (type == oid::kSigningTime) {
      const auto time = read_signing_time(value);
      if (!time) return false;
      out_.signing_time = time->time;
      if (!time->proper) findings_.add(Code::SigningTimeEncoding, std::string(where_));
      return true;
    }
    if (type == oid::kSmimeCapabilities) {
      auto names = read_capabilities(value);
      if (names) out_.capabilities = std::move(*names);
      return names.has_value();
    }
    if (type == oid::kContentHints) {
      auto hint = read_content_hint(value);
      if (hint) out_.content_hint = std::move(*hint);
      return hint.has_value();
    }
    if (type == oid::kSigningCertificate || type == oid::kSigningCertificateV2) {
      auto named = read_signing_certificate(value, type == oid::kSigningCertificateV2);
      if (!named) return false;
      // RFC 5035 3: the first one is that of the signer.
      out_.signing_certificates.push_back(std::move(named->front()));
      std::move(named->begin() + 1, named->end(), std::back_inserter(out_.chain_certificates));
      return true;
    }
    if (type == oid::kCmsAlgorithmProtection) {
      out_.algorithm_protection = read_algorithm_protection(value);
      return out_.algorithm_protection.has_value();
    }
    return true;
  }

  void report(Code code, std::string_view type) {
    findings_.add({code, std::string(where_), {{"attribute", std::string(oid::name(type))}}});
  }

  SignedAttributes& out_;
  std::string_view where_;
  Findings& findings_;
};

}  // namespace

std::optional<SignedAttributes> parse_signed_attributes(Bytes tlv, std::string_view where,
                                                        const Limits& limits, Findings& out) {
  const auto fail = [&](Code code) {
    out.add(code, std::string(where));
    return std::nullopt;
  };
  const BerScan scan = scan_ber(tlv);
  if (!scan.fault.empty() || scan.size != tlv.size()) {
    return fail(Code::SignedAttributesMalformed);
  }
  if (!within_limits(scan, limits, where, out)) return std::nullopt;
  const auto set = read_whole_ber(tlv, asn1::context_set(0));
  if (!set) return fail(Code::SignedAttributesMalformed);
  std::vector<Attribute> attributes;
  for (BerReader in(set->value); !in.at_end();) {
    const auto value = in.read();
    auto attribute = value ? read_attribute(value->whole) : std::optional<Attribute>();
    if (!attribute) return fail(Code::SignedAttributesMalformed);
    if (attributes.size() == limits.attributes) {
      add_limit_reached("attributes", limits.attributes, attributes.size() + 1, where, out);
      return std::nullopt;
    }
    attributes.push_back(std::move(*attribute));
  }
  if (attributes.empty()) return fail(Code::SignedAttributesEmpty);

  SignedAttributes result;
  for (const Attribute& attribute : attributes) result.types.push_back(attribute.type);
  // 5.3: "SignedAttributes MUST be DER encoded, even if the rest of the structure is BER encoded."
  if (!asn1::is_der(tlv, limits.asn1_depth)) {
    out.add(Code::SignedAttributesNotDer, std::string(where));
  }
  Reader(result, where, out).read(attributes);
  if (!std::is_sorted(attributes.begin(), attributes.end(), wire_order)) {
    out.add(Code::SignedAttributesOrder, std::string(where));
    result.wire_order_input = encode_set(attributes);
    std::stable_sort(attributes.begin(), attributes.end(), wire_order);
  }
  result.signature_input = encode_set(attributes);
  return result;
}

bool looks_like_signed_attributes(Bytes content) {
  if (content.empty() || (content[0] != asn1::kSet && content[0] != asn1::kSequence)) return false;
  BerReader outer(content);
  const auto set = outer.read();
  if (!set || !outer.at_end()) return false;
  bool content_type = false;
  bool message_digest = false;
  for (BerReader in(set->value); !in.at_end();) {
    const auto value = in.read();
    const auto attribute = value ? read_attribute(value->whole) : std::optional<Attribute>();
    if (!attribute) return false;
    content_type = content_type || attribute->type == oid::kContentType;
    message_digest = message_digest || attribute->type == oid::kMessageDigest;
  }
  return content_type && message_digest;
}

}  // namespace smime::cms
