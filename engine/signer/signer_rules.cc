#include "engine/signer/signer_rules.h"

#include <algorithm>

#include "engine/asn1/der.h"
#include "engine/asn1/oids.h"
#include "engine/cms/ber_scan.h"

namespace smime::signer {
namespace {

using Scheme = crypto::SignatureScheme::Kind;
using Key = crypto::KeyFacts::Kind;

constexpr std::string_view kShake256Length = "2.16.840.1.101.3.4.2.18";  // id-shake256-len

void report(Code code, std::string_view key, std::string value, std::string_view where,
            Findings& out) {
  // `key` is a string literal at every call.
  out.add({code, std::string(where), {{key, std::move(value)}}});
}

bool fits(Scheme scheme, Key key) {
  switch (scheme) {
    case Scheme::RsaPkcs1:
      return key == Key::Rsa;
    case Scheme::RsaPss:
      return key == Key::Rsa || key == Key::RsaPss;
    case Scheme::Ecdsa:
      return key == Key::Ec;
    case Scheme::Ed25519:
      return key == Key::Ed25519;
    case Scheme::Ed448:
      return key == Key::Ed448;
    case Scheme::Dsa:
      return key == Key::Dsa;
    case Scheme::Unsupported:
      break;
  }
  return false;
}

bool good_digest_parameters(const cms::AlgorithmIdentifier& algorithm) {
  if (algorithm.oid != kShake256Length) return cms::no_parameters(algorithm);
  // RFC 8419 2.3 with RFC 8702: the length in bits, and Ed448 uses 512.
  const auto length = asn1::read_whole(algorithm.parameters, asn1::kInteger);
  return length && asn1::small_integer(length->value) == 512;
}

void check_version(std::int64_t found, std::int64_t required, std::string_view of,
                   std::string_view where, Findings& out) {
  if (found == required) return;
  out.add({Code::CmsVersion,
           std::string(where),
           {{"of", std::string(of)}, {"found", found}, {"required", required}}});
}

}  // namespace

std::string digest_name(const cms::AlgorithmIdentifier& algorithm) {
  return crypto::digest_named_by(algorithm.oid);
}

bool digest_listed(const cms::SignedData& signed_data, const cms::SignerInfo& info) {
  const auto& listed = signed_data.digest_algorithms;
  const std::string name = digest_name(info.digest_algorithm);
  return std::any_of(listed.begin(), listed.end(), [&](const auto& algorithm) {
    return algorithm.oid == info.digest_algorithm.oid ||
           (!name.empty() && digest_name(algorithm) == name);
  });
}

void check_structure(const cms::SignedData& signed_data, const cms::SignerInfo& info,
                     std::string_view where, Findings& out) {
  check_version(signed_data.version, signed_data.required_version, "SignedData", where, out);
  // 5.3: "If the SignerIdentifier is the CHOICE issuerAndSerialNumber, then the version MUST be 1.
  // If the SignerIdentifier is subjectKeyIdentifier, then the version MUST be 3."
  check_version(info.version, info.identifier.by_key_identifier ? 3 : 1, "SignerInfo", where, out);

  if (signed_data.digest_algorithms.empty()) {
    out.add(Code::DigestAlgorithmsEmpty, std::string(where));
  } else if (!digest_listed(signed_data, info)) {
    report(Code::DigestAlgorithmUnlisted, "algorithm", info.digest_algorithm.oid, where, out);
  }

  if (info.unsigned_attributes.empty()) return;
  std::string names;
  bool countersigned = false;
  for (const std::string& type : info.unsigned_attributes) {
    if (!names.empty()) names += ' ';
    names += oid::name(type);
    countersigned = countersigned || type == oid::kCountersignature;
  }
  report(Code::UnsignedAttributes, "attributes", std::move(names), where, out);
  if (countersigned) out.add(Code::Countersignature, std::string(where));
}

void check_attribute_places(const cms::SignerInfo& info, const cms::SignedAttributes* attributes,
                            std::string_view where, Findings& out) {
  constexpr std::string_view kOnlySigned[] = {oid::kContentType,          oid::kMessageDigest,
                                              oid::kSigningTime,          oid::kSigningCertificate,
                                              oid::kSigningCertificateV2, oid::kReceiptRequest};
  std::string misplaced;
  const auto add = [&misplaced](std::string_view type) {
    if (!misplaced.empty()) misplaced += ' ';
    misplaced += oid::name(type);
  };
  for (const std::string& type : info.unsigned_attributes) {
    if (std::find(std::begin(kOnlySigned), std::end(kOnlySigned), type) != std::end(kOnlySigned))
      add(type);
  }
  if (attributes != nullptr) {
    for (const std::string& type : attributes->types) {
      if (type == oid::kCountersignature) add(type);  // 11.4
    }
  }
  if (!misplaced.empty())
    report(Code::AttributeMisplaced, "attributes", std::move(misplaced), where, out);
}

void check_content_type(const cms::SignedData& signed_data, const cms::SignerInfo& info,
                        const cms::SignedAttributes* attributes, Bytes content,
                        std::string_view where, Findings& out) {
  const std::string& type = signed_data.content_type;
  if (type != oid::kData) report(Code::ContentTypeNotData, "type", type, where, out);
  if (!info.signed_attributes) {
    // 5.3: signedAttrs "MUST be present if the content type of the EncapsulatedContentInfo value
    // being signed is not id-data".
    if (type != oid::kData) out.add(Code::SignedAttributesRequired, std::string(where));
    out.add(Code::SignedAttributesMissing, std::string(where));
    if (cms::looks_like_signed_attributes(content)) {
      out.add(Code::ContentIsAttributes, std::string(where));
    }
    return;
  }
  if (attributes == nullptr || !attributes->content_type) return;
  if (*attributes->content_type != type) {
    out.add({Code::ContentTypeMismatch,
             std::string(where),
             {{"signed", *attributes->content_type}, {"found", type}}});
  }
}

void check_algorithms(const cms::SignerInfo& info, const crypto::SignatureScheme& scheme,
                      const cms::SignedAttributes* attributes, std::string_view where,
                      Findings& out) {
  const std::string& digest_oid = info.digest_algorithm.oid;
  const std::string digest = digest_name(info.digest_algorithm);
  if (digest.empty()) report(Code::AlgorithmUnsupported, "digest", digest_oid, where, out);
  if (scheme.kind == Scheme::Unsupported) {
    report(Code::AlgorithmUnsupported, "signature", scheme.name, where, out);
  }
  if (crypto::read_scheme(digest_oid, {}).kind != Scheme::Unsupported) {
    report(Code::DigestNamedBySignatureOid, "algorithm", digest_oid, where, out);
  }
  if (!digest.empty() && !good_digest_parameters(info.digest_algorithm)) {
    report(Code::AlgorithmParameters, "algorithm", digest_oid, where, out);
  }
  if (!scheme.good_parameters) {
    report(Code::AlgorithmParameters, "algorithm", scheme.name, where, out);
  }

  // The digest that the signature algorithm demands: its own, or with EdDSA the one that RFC 8419
  // 3.1 fixes for signed attributes.
  std::string demanded = scheme.digest;
  if (info.signed_attributes && scheme.kind == Scheme::Ed25519) demanded = "sha512";
  if (info.signed_attributes && scheme.kind == Scheme::Ed448) demanded = "shake256";
  if (!demanded.empty() && !digest.empty() && demanded != digest) {
    out.add({Code::AlgorithmMismatch,
             std::string(where),
             {{"digest", digest}, {"signature", scheme.name + " with " + demanded}}});
  }
  std::string weakest = crypto::weakest_digest(scheme, digest);
  switch (crypto::strength_of(weakest)) {
    case crypto::DigestStrength::Broken:
      report(Code::DigestBroken, "digest", std::move(weakest), where, out);
      break;
    case crypto::DigestStrength::Weak:
      report(Code::DigestWeak, "digest", std::move(weakest), where, out);
      break;
    case crypto::DigestStrength::Sound:
      break;
  }

  if (attributes == nullptr || !attributes->algorithm_protection) return;
  const cms::AlgorithmProtection& guard = *attributes->algorithm_protection;
  // RFC 6211 3: both fields are compared; macAlgorithm has no place in a SignedData.
  if (!cms::same_algorithm(guard.digest, info.digest_algorithm) || !guard.signature ||
      !cms::same_algorithm(*guard.signature, info.signature_algorithm)) {
    out.add(Code::AlgorithmProtectionMismatch, std::string(where));
  }
}

bool check_key(const crypto::KeyFacts& key, const crypto::SignatureScheme& scheme,
               const Limits& limits, std::string_view where, Findings& out) {
  const auto broken = [&] {
    Finding finding{Code::KeyBroken, std::string(where), {{"key", key.name}}};
    if (!key.flaw.empty()) finding.details.emplace_back("flaw", std::string(key.flaw));
    out.add(std::move(finding));
  };
  if (key.kind == Key::Unsupported && !key.flaw.empty()) {
    broken();
    return false;
  }
  if (key.kind == Key::Unsupported) {
    report(Code::AlgorithmUnsupported, "key", key.name, where, out);
    return false;
  }
  if (scheme.kind != Scheme::Unsupported && !fits(scheme.kind, key.kind)) {
    out.add({Code::AlgorithmMismatch,
             std::string(where),
             {{"key", key.name}, {"signature", scheme.name}}});
  }
  const bool factoring = key.kind == Key::Rsa || key.kind == Key::RsaPss || key.kind == Key::Dsa;
  if (const char* const limit = crypto::exceeded_limit(key, limits)) {
    const std::string_view name = limit;
    const bool exponent = name == "rsa_exponent_bits";
    const std::uint32_t most = name == "dsa_bits" ? limits.dsa_bits : limits.rsa_bits;
    cms::add_limit_reached(limit, exponent ? limits.rsa_exponent_bits : most,
                           exponent ? key.exponent_bits : key.bits, where, out);
    return false;
  }
  if (key.kind == Key::Dsa && key.bits == 0) {
    // The parameters are the issuer's, and no issuer tells them (RFC 3279 2.3.2).
    report(Code::AlgorithmUnsupported, "key", "DSA without parameters", where, out);
    return false;
  }
  if (!key.flaw.empty() || (factoring && key.bits < 1024)) {
    broken();
  } else if (factoring && key.bits < 2048) {
    report(Code::KeyWeak, "key", key.name, where, out);
  }
  if (key.small_exponent) report(Code::KeyExponentSmall, "key", key.name, where, out);
  return true;
}

}  // namespace smime::signer
