#include "engine/pki/cryptoapi_status.h"

#include <string_view>

#include "engine/asn1/oids.h"
#include "engine/crypto/digest.h"
#include "engine/crypto/name.h"

namespace smime::pki {
namespace {

constexpr std::uint32_t kNotTimeValid = 0x1, kNotSignatureValid = 0x8, kNotValidForUsage = 0x10,
                        kUntrustedRoot = 0x20, kCyclic = 0x80, kInvalidExtension = 0x100,
                        kInvalidPolicyConstraints = 0x200, kInvalidBasicConstraints = 0x400,
                        kInvalidNameConstraints = 0x800, kNotSupportedNameConstraint = 0x1000,
                        kNotPermittedName = 0x4000, kExcludedName = 0x8000, kPartialChain = 0x10000,
                        kNoIssuancePolicy = 0x02000000, kNotSupportedCritical = 0x08000000;
constexpr std::uint32_t kExactMatch = 0x1, kKeyMatch = 0x2, kNameMatch = 0x4, kSelfSigned = 0x8,
                        kValidNameConstraints = 0x400, kElementOnly = 0xF;

std::string_view detail(const Finding& finding, std::string_view key) {
  for (const auto& [name, value] : finding.details) {
    if (name != key) continue;
    if (const auto* const text = std::get_if<std::string>(&value)) return *text;
  }
  return {};
}

std::uint32_t name_bits(const Finding& finding) {
  const std::string_view reason = detail(finding, "reason");
  if (reason == "not permitted") return kNotPermittedName;
  if (reason == "excluded") return kExcludedName;
  if (reason == "form not supported") return kNotSupportedNameConstraint;
  return kInvalidNameConstraints;
}

std::uint32_t extension_bits(const Finding& finding) {
  const std::string_view extension = detail(finding, "extension");
  if (extension == oid::name(oid::kPolicyConstraints)) return kInvalidPolicyConstraints;
  const bool policy = extension == oid::name(oid::kCertificatePolicies) ||
                      extension == oid::name(oid::kPolicyMappings) ||
                      extension == oid::name(oid::kExtendedKeyUsage);
  return kInvalidExtension | (policy ? kInvalidPolicyConstraints : 0);
}

class Mapper {
 public:
  Mapper(const Path& path, const CheckedPath& checked) : path_(path), checked_(checked) {
    status_.elements.resize(path.certificates.size());
  }

  CryptoApiStatus map() {
    for (std::size_t i = 0; i < status_.elements.size(); ++i) {
      for (const Finding& finding : checked_.certificates[i]) map(i, finding);
      leaf_usage(i);
      status_.elements[i].info = info_bits(i);
    }
    std::uint32_t& last = status_.elements.back().error;
    switch (path_.end) {
      case PathEnd::Anchor:
        break;
      case PathEnd::UntrustedRoot:
        last |= kUntrustedRoot;
        break;
      case PathEnd::Cycle:
        last |= kCyclic;
        [[fallthrough]];
      case PathEnd::IssuerMissing:
      case PathEnd::TooLong:
        status_.chain.error |= kPartialChain;
        break;
    }
    for (const TrustStatus& element : status_.elements) {
      status_.chain.error |= element.error;
      status_.chain.info |= element.info & ~kElementOnly;
    }
    return std::move(status_);
  }

 private:
  [[nodiscard]] const Certificate& at(std::size_t i) const {
    return *path_.certificates[i].certificate;
  }
  void set(std::size_t i, std::uint32_t bits) { status_.elements[i].error |= bits; }

  void map(std::size_t i, const Finding& finding) {
    switch (finding.code) {
      case Code::SignerExpired:
      case Code::SignerNotYetValid:
      case Code::CaExpired:
        return set(i, kNotTimeValid);
      case Code::ChainSignature:
      case Code::ChainAlgorithmUnsupported:
        return set(i, kNotSignatureValid);
      case Code::ExtendedKeyUsageWrong:
        return set(i, kNotValidForUsage);
      case Code::ExtendedKeyUsageCa:  // a restriction holds for everything below
        for (std::size_t below = 0; below <= i; ++below) set(below, kNotValidForUsage);
        return;
      case Code::ChainKeyCertSign:
        return set(i, kNotValidForUsage);
      case Code::ChainExtensionMalformed:
        return set(i, extension_bits(finding));
      case Code::ChainUnknownCritical:
        return set(i, kNotSupportedCritical | kInvalidExtension);
      case Code::ChainBasicConstraints:
        if (detail(finding, "reason") == "absent" && at(i).self_issued()) return;
        return set(i, kInvalidBasicConstraints);
      case Code::ChainPathLength:
        set(i, kInvalidBasicConstraints);
        return set(i - 1, kInvalidBasicConstraints);  // the CA that is one too many
      case Code::ChainNameConstraints:
        return set(i, name_bits(finding));
      case Code::ChainPolicy:
        return set(i, kNoIssuancePolicy);
      default:
        return;
    }
  }

  /// A signer with cA FALSE and keyCertSign is flagged although nothing was signed with it.
  void leaf_usage(std::size_t i) {
    if (i != 0 || !at(0).basic_constraints || at(0).basic_constraints->ca) return;
    if (at(0).key_usage && (*at(0).key_usage & kKeyCertSign) != 0) set(0, kNotValidForUsage);
  }

  [[nodiscard]] std::uint32_t info_bits(std::size_t i) const {
    const bool root = at(i).self_issued() && i + 1 == status_.elements.size();
    std::uint32_t bits = root ? kSelfSigned : 0;
    if (at(i).name_constraints && i != 0 &&
        !checked_.certificates[i].has(Code::ChainNameConstraints))
      bits |= kValidNameConstraints;
    if (root) return bits | match_bits(at(i), at(i));
    if (i + 1 == status_.elements.size()) return bits;
    return bits | match_bits(at(i), at(i + 1));
  }

  static std::uint32_t match_bits(const Certificate& child, const Certificate& issuer) {
    const auto& named = child.authority_key_identifier;
    if (!named) return kNameMatch;
    std::uint32_t bits = 0;
    if (named->serial && equal(*named->serial, issuer.serial)) {
      for (const GeneralName& name : named->issuer) {
        if (name.tag == 4 && crypto::canonical_name(name.value) == issuer.canonical_issuer) {
          bits |= kExactMatch;
        }
      }
    }
    if (named->key_identifier) {
      const crypto::Sha1 computed = crypto::sha1(issuer.public_key_info);
      const Bytes held = issuer.key_identifier.value_or(Bytes(computed));
      if (equal(*named->key_identifier, held)) bits |= kKeyMatch;
    }
    return bits != 0 ? bits : kNameMatch;
  }

  const Path& path_;
  const CheckedPath& checked_;
  CryptoApiStatus status_;
};

struct PolicyRow {
  std::uint32_t bits, hresult;
};
constexpr PolicyRow kBasePolicy[] = {
    {0x04000000, 0x800B0111},  // TRUST_E_EXPLICIT_DISTRUST; its place is not documented
    {0x00040008, 0x80096004},  // TRUST_E_CERT_SIGNATURE
    {0x00000004, 0x80092010},  // CRYPT_E_REVOKED
    {0x00000020, 0x800B0109},  // CERT_E_UNTRUSTEDROOT
    {0x00010000, 0x800B010A},  // CERT_E_CHAINING
    {0x00080010, 0x800B0110},  // CERT_E_WRONG_USAGE
    {0x00020001, 0x800B0101},  // CERT_E_EXPIRED
    {0x0000F800, 0x800B0114},  // CERT_E_INVALID_NAME
    {0x02000200, 0x800B0113},  // CERT_E_INVALID_POLICY
    {0x00000400, 0x80096019},  // TRUST_E_BASIC_CONSTRAINTS
    {0x08000000, 0x800B0105},  // CERT_E_CRITICAL
    {0x00000002, 0x800B0102},  // CERT_E_VALIDITYPERIODNESTING
    {0x00000040, 0x80092012},  // CRYPT_E_NO_REVOCATION_CHECK
    {0x01000000, 0x80092013},  // CRYPT_E_REVOCATION_OFFLINE
};

}  // namespace

CryptoApiStatus cryptoapi_status(const Path& path, const CheckedPath& checked) {
  return Mapper(path, checked).map();
}

std::uint32_t base_policy(std::uint32_t chain_error) {
  for (const PolicyRow& row : kBasePolicy) {
    if ((chain_error & row.bits) != 0) return row.hresult;
  }
  return 0;
}

}  // namespace smime::pki
