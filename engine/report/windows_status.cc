#include "engine/report/windows_status.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace smime::report {
namespace {

constexpr std::array kBits = {
    StatusName{0x00000001, "CERT_TRUST_IS_NOT_TIME_VALID",
               "a certificate is outside its validity at the time of the check"},
    StatusName{0x00000002, "CERT_TRUST_IS_NOT_TIME_NESTED",
               "a validity period is not inside that of the issuer; no longer set by Windows"},
    StatusName{0x00000004, "CERT_TRUST_IS_REVOKED", "a certificate was revoked by its issuer"},
    StatusName{0x00000008, "CERT_TRUST_IS_NOT_SIGNATURE_VALID",
               "the signature of a certificate does not verify with its issuer's key"},
    StatusName{0x00000010, "CERT_TRUST_IS_NOT_VALID_FOR_USAGE",
               "key usage, extended key usage or policy do not allow this use"},
    StatusName{0x00000020, "CERT_TRUST_IS_UNTRUSTED_ROOT",
               "the chain ends in a self-signed certificate that is no trust anchor"},
    StatusName{0x00000040, "CERT_TRUST_REVOCATION_STATUS_UNKNOWN",
               "it could not be found out whether a certificate is revoked"},
    StatusName{0x00000080, "CERT_TRUST_IS_CYCLIC", "the chain runs in a circle"},
    StatusName{0x00000100, "CERT_TRUST_INVALID_EXTENSION",
               "an extension of a certificate cannot be read or is critical and unknown"},
    StatusName{0x00000200, "CERT_TRUST_INVALID_POLICY_CONSTRAINTS",
               "the policies or extended key usages of a certificate cannot be read"},
    StatusName{0x00000400, "CERT_TRUST_INVALID_BASIC_CONSTRAINTS",
               "a certificate issued another one without being a CA, or too deep below a CA"},
    StatusName{0x00000800, "CERT_TRUST_INVALID_NAME_CONSTRAINTS",
               "name constraints, or a name under them, cannot be evaluated"},
    StatusName{0x00001000, "CERT_TRUST_HAS_NOT_SUPPORTED_NAME_CONSTRAINT",
               "a name constraint is of a kind that Windows does not support"},
    StatusName{0x00002000, "CERT_TRUST_HAS_NOT_DEFINED_NAME_CONSTRAINT",
               "a name form is not constrained; no longer set by Windows"},
    StatusName{0x00004000, "CERT_TRUST_HAS_NOT_PERMITTED_NAME_CONSTRAINT",
               "a name is outside the names that a CA may issue for"},
    StatusName{0x00008000, "CERT_TRUST_HAS_EXCLUDED_NAME_CONSTRAINT",
               "a name is among those that a CA may not issue for"},
    StatusName{0x00010000, "CERT_TRUST_IS_PARTIAL_CHAIN",
               "the issuer of a certificate was not found, so the chain ends before a root"},
    StatusName{0x00020000, "CERT_TRUST_CTL_IS_NOT_TIME_VALID",
               "a certificate trust list is outside its validity"},
    StatusName{0x00040000, "CERT_TRUST_CTL_IS_NOT_SIGNATURE_VALID",
               "the signature of a certificate trust list does not verify"},
    StatusName{0x00080000, "CERT_TRUST_CTL_IS_NOT_VALID_FOR_USAGE",
               "a certificate trust list is not meant for this use"},
    StatusName{0x00100000, "CERT_TRUST_HAS_WEAK_SIGNATURE",
               "a certificate is signed with an algorithm or key that counts as weak"},
    StatusName{0x00200000, "CERT_TRUST_HAS_WEAK_HYGIENE", "a certificate counts as weakly made"},
    StatusName{0x01000000, "CERT_TRUST_IS_OFFLINE_REVOCATION",
               "the revocation server was not reached, or its answer is too old"},
    StatusName{0x02000000, "CERT_TRUST_NO_ISSUANCE_CHAIN_POLICY",
               "a CA demands a certificate policy and the chain has none"},
    StatusName{0x04000000, "CERT_TRUST_IS_EXPLICIT_DISTRUST",
               "a certificate is among those that Windows is told to distrust"},
    StatusName{0x08000000, "CERT_TRUST_HAS_NOT_SUPPORTED_CRITICAL_EXT",
               "a certificate has a critical extension that is not known"},
};

constexpr std::array kResults = {
    StatusName{0x80090006, "NTE_BAD_SIGNATURE", "the signature value does not verify"},
    StatusName{0x80090008, "NTE_BAD_ALGID", "the algorithm is not supported"},
    StatusName{0x80091002, "CRYPT_E_UNKNOWN_ALGO", "the algorithm is not known"},
    StatusName{0x80091004, "CRYPT_E_INVALID_MSG_TYPE", "the CMS object is of another type"},
    StatusName{0x80091006, "CRYPT_E_AUTH_ATTR_MISSING",
               "a signed attribute that is needed is missing"},
    StatusName{0x80091007, "CRYPT_E_HASH_VALUE",
               "the digest of the content is not the signed one: the message was changed"},
    StatusName{0x8009100E, "CRYPT_E_SIGNER_NOT_FOUND", "the given certificate did not sign this"},
    StatusName{0x80092004, "CRYPT_E_NOT_FOUND", "the signer's certificate was not found"},
    StatusName{0x80092007, "CRYPT_E_SELF_SIGNED", "the certificate is self-signed"},
    StatusName{0x8009200A, "CRYPT_E_UNEXPECTED_MSG_TYPE", "this is no signed message"},
    StatusName{0x8009200D, "CRYPT_E_BAD_MSG", "this is no readable CMS object"},
    StatusName{0x8009200E, "CRYPT_E_NO_SIGNER", "the message has no signer with this number"},
    StatusName{0x80092010, "CRYPT_E_REVOKED", "a certificate was revoked by its issuer"},
    StatusName{0x80092012, "CRYPT_E_NO_REVOCATION_CHECK",
               "revocation could not be checked: usually the certificate names no CRL or OCSP"},
    StatusName{0x80092013, "CRYPT_E_REVOCATION_OFFLINE", "the revocation server was not reached"},
    StatusName{0x80093102, "CRYPT_E_ASN1_EOD", "the CMS object ends too early"},
    StatusName{0x80093103, "CRYPT_E_ASN1_CORRUPT", "the CMS object is damaged"},
    StatusName{0x8009310B, "CRYPT_E_ASN1_BADTAG", "the CMS object has another form than expected"},
    StatusName{0x80094016, "CERTSRV_E_WEAK_SIGNATURE_OR_KEY",
               "a signature algorithm or key of the chain counts as weak"},
    StatusName{0x80096004, "TRUST_E_CERT_SIGNATURE",
               "the signature of a certificate does not verify with its issuer's key"},
    StatusName{0x80096019, "TRUST_E_BASIC_CONSTRAINTS",
               "a certificate issued another one without being a CA, or too deep below a CA"},
    StatusName{0x800B0100, "TRUST_E_NOSIGNATURE", "there is no signature, or it does not verify"},
    StatusName{0x800B0101, "CERT_E_EXPIRED",
               "a certificate is outside its validity at the time of the check"},
    StatusName{0x800B0102, "CERT_E_VALIDITYPERIODNESTING",
               "a validity period is not inside that of the issuer"},
    StatusName{0x800B0105, "CERT_E_CRITICAL",
               "a certificate has a critical extension that is not known"},
    StatusName{0x800B0106, "CERT_E_PURPOSE", "the certificate is not meant for this use"},
    StatusName{0x800B0108, "CERT_E_MALFORMED", "an important field of a certificate is missing"},
    StatusName{0x800B0109, "CERT_E_UNTRUSTEDROOT",
               "the chain ends in a self-signed certificate that is no trust anchor"},
    StatusName{0x800B010A, "CERT_E_CHAINING",
               "the issuer of a certificate was not found, so the chain ends before a root"},
    StatusName{0x800B010C, "CERT_E_REVOKED", "a certificate was revoked by its issuer"},
    StatusName{0x800B010E, "CERT_E_REVOCATION_FAILURE", "revocation could not be checked"},
    StatusName{0x800B0110, "CERT_E_WRONG_USAGE", "the certificate does not allow this use"},
    StatusName{0x800B0111, "TRUST_E_EXPLICIT_DISTRUST",
               "a certificate is among those that Windows is told to distrust"},
    StatusName{0x800B0112, "CERT_E_UNTRUSTEDCA", "a CA certificate of the chain is not trusted"},
    StatusName{0x800B0113, "CERT_E_INVALID_POLICY",
               "a certificate policy is missing or cannot be read"},
    StatusName{0x800B0114, "CERT_E_INVALID_NAME",
               "a name breaks the name constraints of a CA of the chain"},
};

}  // namespace

std::span<const StatusName> chain_status_bits() { return kBits; }
std::span<const StatusName> hresults() { return kResults; }

std::vector<std::string> chain_status_names(std::uint32_t error_status) {
  std::vector<std::string> names;
  for (unsigned bit = 0; bit < 32; ++bit) {
    const std::uint32_t value = error_status & 1U << bit;
    if (value == 0) continue;
    const auto known = std::find_if(kBits.begin(), kBits.end(),
                                    [&](const StatusName& name) { return name.value == value; });
    if (known != kBits.end()) {
      names.emplace_back(known->name);
    } else {
      char text[16];
      std::snprintf(text, sizeof text, "0x%08X", static_cast<unsigned>(value));
      names.emplace_back(text);
    }
  }
  return names;
}

}  // namespace smime::report
