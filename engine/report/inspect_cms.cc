#include "engine/report/inspect_cms.h"

#include "base/text.h"
#include "engine/asn1/oids.h"
#include "engine/cms/signed_attributes.h"
#include "engine/crypto/name.h"
#include "engine/crypto/signature.h"
#include "engine/pki/certificate.h"

namespace smime::report {
namespace {

/// The usual name of a digest or signature algorithm; the identifier itself if there is none.
std::string digest_name(const cms::AlgorithmIdentifier& algorithm) {
  std::string name = crypto::digest_named_by(algorithm.oid);
  return name.empty() ? algorithm.oid : name;
}

std::string signature_name(const cms::AlgorithmIdentifier& algorithm) {
  const auto scheme = crypto::read_scheme(algorithm.oid, algorithm.parameters);
  return scheme.digest.empty() ? scheme.name : scheme.name + " with " + scheme.digest;
}

std::string identifier_text(const cms::SignerIdentifier& identifier) {
  if (identifier.by_key_identifier) return "key identifier " + hex_upper(identifier.key_identifier);
  return "issuer " + crypto::name_text(identifier.issuer) + ", serial " +
         hex_upper(identifier.serial);
}

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : ", ") + text;
  return out;
}

/// What is known of one signed attribute's value; empty for a type that is only named.
std::string value_text(std::string_view type, const cms::SignedAttributes& attributes) {
  if (type == oid::kContentType && attributes.content_type)
    return std::string(oid::name(*attributes.content_type));
  if (type == oid::kMessageDigest && attributes.message_digest)
    return hex(*attributes.message_digest);
  if (type == oid::kSigningTime && attributes.signing_time)
    return to_rfc3339(*attributes.signing_time);
  if (type == oid::kSigningCertificate || type == oid::kSigningCertificateV2) {
    std::string hashes;
    for (const cms::CertificateHash& hash : attributes.signing_certificates)
      hashes += (hashes.empty() ? "" : ", ") + hash.digest + " " + hex(hash.value);
    return hashes;
  }
  if (type == oid::kSmimeCapabilities) return joined(attributes.capabilities);
  if (type == oid::kContentHints) return attributes.content_hint;
  return {};
}

InspectedSigner describe_signer(const cms::SignerInfo& signer, const std::string& where,
                                const Limits& limits, Findings& out) {
  InspectedSigner facts;
  facts.version = signer.version;
  facts.identifier = identifier_text(signer.identifier);
  facts.digest = digest_name(signer.digest_algorithm);
  facts.signature_algorithm = signature_name(signer.signature_algorithm);
  facts.signature_size = signer.signature.size();
  if (signer.signed_attributes) {
    const auto attributes =
        cms::parse_signed_attributes(*signer.signed_attributes, where, limits, out);
    if (attributes)
      for (const std::string& type : attributes->types)
        facts.attributes.emplace_back(oid::name(type), value_text(type, *attributes));
  }
  for (const std::string& type : signer.unsigned_attributes)
    facts.unsigned_attributes.emplace_back(oid::name(type));
  return facts;
}

}  // namespace

InspectedCms describe_cms(Bytes octets, const cms::ContentInfo* info, const std::string& part,
                          const Limits& limits, Budget& certificate_octets, Findings& out) {
  InspectedCms facts;
  facts.part = part;
  facts.size = octets.size();
  if (info == nullptr) return facts;
  facts.type = oid::name(info->type);
  if (!info->signed_data) return facts;
  const cms::SignedData& data = *info->signed_data;
  facts.signed_data = true;
  facts.version = data.version;
  facts.der = data.der;
  for (const auto& algorithm : data.digest_algorithms)
    facts.digest_algorithms.push_back(digest_name(algorithm));
  facts.content_type = oid::name(data.content_type);
  if (data.content) facts.content_size = data.content->size();
  facts.crls = data.crls.size();
  for (const Bytes encoded : data.certificates) {
    if (!certificate_octets.spend(encoded.size())) {
      out.add({Code::LimitReached, "part/" + part, {{"limit", std::string("certificate_octets")}}});
      break;
    }
    if (const auto certificate = pki::read_certificate(encoded, limits)) {
      facts.certificates.push_back(pki::describe(*certificate));
    } else {
      ++facts.unreadable_certificates;
    }
  }
  for (std::size_t i = 0; i < data.signer_infos.size(); ++i)
    facts.signers.push_back(describe_signer(
        data.signer_infos[i], "part/" + part + "/signer/" + std::to_string(i), limits, out));
  return facts;
}

}  // namespace smime::report
