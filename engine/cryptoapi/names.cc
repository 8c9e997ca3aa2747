#include "engine/cryptoapi/names.h"

#include <algorithm>
#include <array>

namespace smime::cryptoapi {
namespace {

constexpr std::array kErrors = {
    ChainStatusBit{0x00000001, "CERT_TRUST_IS_NOT_TIME_VALID", "NotTimeValid",
                   "a certificate is outside its validity at the time of the check"},
    ChainStatusBit{0x00000002, "CERT_TRUST_IS_NOT_TIME_NESTED", "NotTimeNested",
                   "a validity period is not inside that of the issuer; no longer set by Windows"},
    ChainStatusBit{0x00000004, "CERT_TRUST_IS_REVOKED", "Revoked",
                   "a certificate was revoked by its issuer"},
    ChainStatusBit{0x00000008, "CERT_TRUST_IS_NOT_SIGNATURE_VALID", "NotSignatureValid",
                   "the signature of a certificate does not verify with its issuer's key"},
    ChainStatusBit{0x00000010, "CERT_TRUST_IS_NOT_VALID_FOR_USAGE", "NotValidForUsage",
                   "key usage, extended key usage or policy do not allow this use"},
    ChainStatusBit{0x00000020, "CERT_TRUST_IS_UNTRUSTED_ROOT", "UntrustedRoot",
                   "the chain ends in a self-signed certificate that is no trust anchor"},
    ChainStatusBit{0x00000040, "CERT_TRUST_REVOCATION_STATUS_UNKNOWN", "RevocationStatusUnknown",
                   "it could not be found out whether a certificate is revoked"},
    ChainStatusBit{0x00000080, "CERT_TRUST_IS_CYCLIC", "Cyclic", "the chain runs in a circle"},
    ChainStatusBit{0x00000100, "CERT_TRUST_INVALID_EXTENSION", "InvalidExtension",
                   "an extension of a certificate cannot be read or is critical and unknown"},
    ChainStatusBit{0x00000200, "CERT_TRUST_INVALID_POLICY_CONSTRAINTS", "InvalidPolicyConstraints",
                   "the policies or extended key usages of a certificate cannot be read"},
    ChainStatusBit{0x00000400, "CERT_TRUST_INVALID_BASIC_CONSTRAINTS", "InvalidBasicConstraints",
                   "a certificate issued another one without being a CA, or too deep below a CA"},
    ChainStatusBit{0x00000800, "CERT_TRUST_INVALID_NAME_CONSTRAINTS", "InvalidNameConstraints",
                   "name constraints, or a name under them, cannot be evaluated"},
    ChainStatusBit{0x00001000, "CERT_TRUST_HAS_NOT_SUPPORTED_NAME_CONSTRAINT",
                   "HasNotSupportedNameConstraint",
                   "a name constraint is of a kind that Windows does not support"},
    ChainStatusBit{0x00002000, "CERT_TRUST_HAS_NOT_DEFINED_NAME_CONSTRAINT",
                   "HasNotDefinedNameConstraint",
                   "a name form is not constrained; no longer set by Windows"},
    ChainStatusBit{0x00004000, "CERT_TRUST_HAS_NOT_PERMITTED_NAME_CONSTRAINT",
                   "HasNotPermittedNameConstraint",
                   "a name is outside the names that a CA may issue for"},
    ChainStatusBit{0x00008000, "CERT_TRUST_HAS_EXCLUDED_NAME_CONSTRAINT",
                   "HasExcludedNameConstraint",
                   "a name is among those that a CA may not issue for"},
    ChainStatusBit{0x00010000, "CERT_TRUST_IS_PARTIAL_CHAIN", "PartialChain",
                   "the issuer of a certificate was not found, so the chain ends before a root"},
    ChainStatusBit{0x00020000, "CERT_TRUST_CTL_IS_NOT_TIME_VALID", "CtlNotTimeValid",
                   "a certificate trust list is outside its validity"},
    ChainStatusBit{0x00040000, "CERT_TRUST_CTL_IS_NOT_SIGNATURE_VALID", "CtlNotSignatureValid",
                   "the signature of a certificate trust list does not verify"},
    ChainStatusBit{0x00080000, "CERT_TRUST_CTL_IS_NOT_VALID_FOR_USAGE", "CtlNotValidForUsage",
                   "a certificate trust list is not meant for this use"},
    ChainStatusBit{0x00100000, "CERT_TRUST_HAS_WEAK_SIGNATURE", "HasWeakSignature",
                   "a certificate is signed with an algorithm or key that counts as weak"},
    ChainStatusBit{0x00200000, "CERT_TRUST_HAS_WEAK_HYGIENE", "",
                   "a certificate counts as weakly made"},
    ChainStatusBit{0x01000000, "CERT_TRUST_IS_OFFLINE_REVOCATION", "OfflineRevocation",
                   "the revocation server was not reached, or its answer is too old"},
    ChainStatusBit{0x02000000, "CERT_TRUST_NO_ISSUANCE_CHAIN_POLICY", "NoIssuanceChainPolicy",
                   "a CA demands a certificate policy and the chain has none"},
    ChainStatusBit{0x04000000, "CERT_TRUST_IS_EXPLICIT_DISTRUST", "ExplicitDistrust",
                   "a certificate is among those that Windows is told to distrust"},
    ChainStatusBit{0x08000000, "CERT_TRUST_HAS_NOT_SUPPORTED_CRITICAL_EXT",
                   "HasNotSupportedCriticalExtension",
                   "a certificate has a critical extension that is not known"},
};

struct Info {
  std::uint32_t value;
  std::string_view name;
};
constexpr Info kInfos[] = {
    {0x00000001, "CERT_TRUST_HAS_EXACT_MATCH_ISSUER"},
    {0x00000002, "CERT_TRUST_HAS_KEY_MATCH_ISSUER"},
    {0x00000004, "CERT_TRUST_HAS_NAME_MATCH_ISSUER"},
    {0x00000008, "CERT_TRUST_IS_SELF_SIGNED"},
    {0x00000010, "CERT_TRUST_AUTO_UPDATE_CA_REVOCATION"},
    {0x00000020, "CERT_TRUST_AUTO_UPDATE_END_REVOCATION"},
    {0x00000040, "CERT_TRUST_NO_OCSP_FAILOVER_TO_CRL"},
    {0x00000080, "CERT_TRUST_IS_KEY_ROLLOVER"},
    {0x00000100, "CERT_TRUST_HAS_PREFERRED_ISSUER"},
    {0x00000200, "CERT_TRUST_HAS_ISSUANCE_CHAIN_POLICY"},
    {0x00000400, "CERT_TRUST_HAS_VALID_NAME_CONSTRAINTS"},
    {0x00000800, "CERT_TRUST_IS_PEER_TRUSTED"},
    {0x00001000, "CERT_TRUST_HAS_CRL_VALIDITY_EXTENDED"},
    {0x00002000, "CERT_TRUST_IS_FROM_EXCLUSIVE_TRUST_STORE"},
    {0x00004000, "CERT_TRUST_IS_CA_TRUSTED"},
    {0x00010000, "CERT_TRUST_IS_COMPLEX_CHAIN"},
};

// Texts of FormatMessage. Those of 8009200A and 8009200B are one entry off in winerror.h itself.
constexpr std::array kResults = {
    Hresult{0x80090006, "NTE_BAD_SIGNATURE", "Invalid Signature.",
            "the signature value does not verify"},
    Hresult{0x80090008, "NTE_BAD_ALGID", "Invalid algorithm specified.",
            "the algorithm is not supported"},
    Hresult{0x80091001, "CRYPT_E_MSG_ERROR",
            "An error occurred while performing an operation on a cryptographic message.", ""},
    Hresult{0x80091002, "CRYPT_E_UNKNOWN_ALGO", "Unknown cryptographic algorithm.",
            "the algorithm is not known"},
    Hresult{0x80091003, "CRYPT_E_OID_FORMAT", "The object identifier is poorly formatted.", ""},
    Hresult{0x80091004, "CRYPT_E_INVALID_MSG_TYPE", "Invalid cryptographic message type.",
            "the CMS object is of another type"},
    Hresult{0x80091005, "CRYPT_E_UNEXPECTED_ENCODING", "Unexpected cryptographic message encoding.",
            ""},
    Hresult{0x80091006, "CRYPT_E_AUTH_ATTR_MISSING",
            "The cryptographic message does not contain an expected authenticated attribute.",
            "a signed attribute that is needed is missing"},
    Hresult{0x80091007, "CRYPT_E_HASH_VALUE", "The hash value is not correct.",
            "the digest of the content is not the signed one: the message was changed"},
    Hresult{0x80091008, "CRYPT_E_INVALID_INDEX", "The index value is not valid.", ""},
    Hresult{0x8009100D, "CRYPT_E_ISSUER_SERIALNUMBER", "Invalid issuer and/or serial number.", ""},
    Hresult{0x8009100E, "CRYPT_E_SIGNER_NOT_FOUND", "Cannot find the original signer.",
            "the given certificate did not sign this"},
    Hresult{0x8009100F, "CRYPT_E_ATTRIBUTES_MISSING",
            "The cryptographic message does not contain all of the requested attributes.", ""},
    Hresult{0x80092002, "CRYPT_E_BAD_ENCODE",
            "An error occurred during encode or decode operation.", ""},
    Hresult{0x80092003, "CRYPT_E_FILE_ERROR",
            "An error occurred while reading or writing to a file.", ""},
    Hresult{0x80092004, "CRYPT_E_NOT_FOUND", "Cannot find object or property.",
            "the signer's certificate was not found"},
    Hresult{0x80092005, "CRYPT_E_EXISTS", "The object or property already exists.", ""},
    Hresult{0x80092007, "CRYPT_E_SELF_SIGNED", "The specified certificate is self signed.",
            "the certificate is self-signed"},
    Hresult{0x80092009, "CRYPT_E_NO_MATCH", "Cannot find the requested object.", ""},
    Hresult{0x8009200A, "CRYPT_E_UNEXPECTED_MSG_TYPE",
            "The certificate does not have a property that references a private key.",
            "this is no signed message"},
    Hresult{0x8009200B, "CRYPT_E_NO_KEY_PROPERTY",
            "Cannot find the certificate and private key for decryption.", ""},
    Hresult{0x8009200C, "CRYPT_E_NO_DECRYPT_CERT",
            "Cannot find the certificate and private key to use for decryption.", ""},
    Hresult{0x8009200D, "CRYPT_E_BAD_MSG",
            "Not a cryptographic message or the cryptographic message is not formatted correctly.",
            "this is no readable CMS object"},
    Hresult{
        0x8009200E, "CRYPT_E_NO_SIGNER",
        "The signed cryptographic message does not have a signer for the specified signer index.",
        "the message has no signer with this number"},
    Hresult{0x80092010, "CRYPT_E_REVOKED", "The certificate is revoked.",
            "a certificate was revoked by its issuer"},
    Hresult{0x80092011, "CRYPT_E_NO_REVOCATION_DLL",
            "No Dll or exported function was found to verify revocation.", ""},
    Hresult{0x80092012, "CRYPT_E_NO_REVOCATION_CHECK",
            "The revocation function was unable to check revocation for the certificate.",
            "revocation could not be checked: usually the certificate names no CRL or OCSP"},
    Hresult{0x80092013, "CRYPT_E_REVOCATION_OFFLINE",
            "The revocation function was unable to check revocation because the revocation server "
            "was offline.",
            "the revocation server was not reached"},
    Hresult{0x80092014, "CRYPT_E_NOT_IN_REVOCATION_DATABASE",
            "The certificate is not in the revocation server's database.", ""},
    Hresult{0x80092026, "CRYPT_E_SECURITY_SETTINGS",
            "The cryptographic operation failed due to a local security option setting.", ""},
    Hresult{0x8009202A, "CRYPT_E_NOT_IN_CTL",
            "The subject was not found in a Certificate Trust List (CTL).", ""},
    Hresult{
        0x8009202B, "CRYPT_E_NO_TRUSTED_SIGNER",
        "None of the signers of the cryptographic message or certificate trust list is trusted.",
        ""},
    Hresult{0x80093100, "CRYPT_E_ASN1_ERROR",
            "ASN1 Certificate encode/decode error code base. The ASN1 error values are offset by "
            "CRYPT_E_ASN1_ERROR.",
            ""},
    Hresult{0x80093101, "CRYPT_E_ASN1_INTERNAL", "ASN1 internal encode or decode error.", ""},
    Hresult{0x80093102, "CRYPT_E_ASN1_EOD", "ASN1 unexpected end of data.",
            "the CMS object ends too early"},
    Hresult{0x80093103, "CRYPT_E_ASN1_CORRUPT", "ASN1 corrupted data.",
            "the CMS object is damaged"},
    Hresult{0x8009310B, "CRYPT_E_ASN1_BADTAG", "ASN1 bad tag value met.",
            "the CMS object has another form than expected"},
    Hresult{0x80093202, "CRYPT_E_ASN1_NOEOD", "ASN1 end of data expected", ""},
    Hresult{0x80094016, "CERTSRV_E_WEAK_SIGNATURE_OR_KEY", "",
            "a signature algorithm or key of the chain counts as weak"},
    Hresult{0x80096001, "TRUST_E_SYSTEM_ERROR",
            "A system-level error occurred while verifying trust.", ""},
    Hresult{0x80096002, "TRUST_E_NO_SIGNER_CERT",
            "The certificate for the signer of the message is invalid or not found.", ""},
    Hresult{0x80096003, "TRUST_E_COUNTER_SIGNER", "One of the counter signatures was invalid.", ""},
    Hresult{0x80096004, "TRUST_E_CERT_SIGNATURE",
            "The signature of the certificate cannot be verified.",
            "the signature of a certificate does not verify with its issuer's key"},
    Hresult{0x80096005, "TRUST_E_TIME_STAMP",
            "The timestamp signature and/or certificate could not be verified or is malformed.",
            ""},
    Hresult{0x80096010, "TRUST_E_BAD_DIGEST", "The digital signature of the object did not verify.",
            ""},
    Hresult{0x80096011, "TRUST_E_MALFORMED_SIGNATURE",
            "The digital signature of the object is malformed. For technical detail, see security "
            "bulletin MS13-098.",
            ""},
    Hresult{0x80096019, "TRUST_E_BASIC_CONSTRAINTS",
            "A certificate's basic constraint extension has not been observed.",
            "a certificate issued another one without being a CA, or too deep below a CA"},
    Hresult{0x800B0004, "TRUST_E_SUBJECT_NOT_TRUSTED",
            "The subject is not trusted for the specified action.", ""},
    Hresult{0x800B0100, "TRUST_E_NOSIGNATURE", "No signature was present in the subject.",
            "there is no signature, or it does not verify"},
    Hresult{0x800B0101, "CERT_E_EXPIRED",
            "A required certificate is not within its validity period when verifying against the "
            "current system clock or the timestamp in the signed file.",
            "a certificate is outside its validity at the time of the check"},
    Hresult{0x800B0102, "CERT_E_VALIDITYPERIODNESTING",
            "The validity periods of the certification chain do not nest correctly.",
            "a validity period is not inside that of the issuer"},
    Hresult{
        0x800B0103, "CERT_E_ROLE",
        "A certificate that can only be used as an end-entity is being used as a CA or vice versa.",
        ""},
    Hresult{0x800B0104, "CERT_E_PATHLENCONST",
            "A path length constraint in the certification chain has been violated.", ""},
    Hresult{0x800B0105, "CERT_E_CRITICAL",
            "A certificate contains an unknown extension that is marked 'critical'.",
            "a certificate has a critical extension that is not known"},
    Hresult{0x800B0106, "CERT_E_PURPOSE",
            "A certificate being used for a purpose other than the ones specified by its CA.",
            "the certificate is not meant for this use"},
    Hresult{0x800B0107, "CERT_E_ISSUERCHAINING",
            "A parent of a given certificate in fact did not issue that child certificate.", ""},
    Hresult{0x800B0108, "CERT_E_MALFORMED",
            "A certificate is missing or has an empty value for an important field, such as a "
            "subject or issuer name.",
            "an important field of a certificate is missing"},
    Hresult{0x800B0109, "CERT_E_UNTRUSTEDROOT",
            "A certificate chain processed, but terminated in a root certificate which is not "
            "trusted by the trust provider.",
            "the chain ends in a self-signed certificate that is no trust anchor"},
    Hresult{0x800B010A, "CERT_E_CHAINING",
            "A certificate chain could not be built to a trusted root authority.",
            "the issuer of a certificate was not found, so the chain ends before a root"},
    Hresult{0x800B010B, "TRUST_E_FAIL", "Generic trust failure.", ""},
    Hresult{0x800B010C, "CERT_E_REVOKED", "A certificate was explicitly revoked by its issuer.",
            "a certificate was revoked by its issuer"},
    Hresult{0x800B010D, "CERT_E_UNTRUSTEDTESTROOT",
            "The certification path terminates with the test root which is not trusted with the "
            "current policy settings.",
            ""},
    Hresult{0x800B010E, "CERT_E_REVOCATION_FAILURE",
            "The revocation process could not continue - the certificate(s) could not be checked.",
            "revocation could not be checked"},
    Hresult{0x800B010F, "CERT_E_CN_NO_MATCH",
            "The certificate's CN name does not match the passed value.", ""},
    Hresult{0x800B0110, "CERT_E_WRONG_USAGE",
            "The certificate is not valid for the requested usage.",
            "the certificate does not allow this use"},
    Hresult{0x800B0111, "TRUST_E_EXPLICIT_DISTRUST",
            "The certificate was explicitly marked as untrusted by the user.",
            "a certificate is among those that Windows is told to distrust"},
    Hresult{0x800B0112, "CERT_E_UNTRUSTEDCA",
            "A certification chain processed correctly, but one of the CA certificates is not "
            "trusted by the policy provider.",
            "a CA certificate of the chain is not trusted"},
    Hresult{0x800B0113, "CERT_E_INVALID_POLICY", "The certificate has invalid policy.",
            "a certificate policy is missing or cannot be read"},
    Hresult{0x800B0114, "CERT_E_INVALID_NAME",
            "The certificate has an invalid name. The name is not included in the permitted list "
            "or is explicitly excluded.",
            "a name breaks the name constraints of a CA of the chain"},
};

}  // namespace

std::span<const ChainStatusBit> error_status_bits() { return kErrors; }
std::span<const Hresult> hresults() { return kResults; }

std::vector<ChainStatusBit> error_status_bits(std::uint32_t status) {
  std::vector<ChainStatusBit> found;
  std::copy_if(kErrors.begin(), kErrors.end(), std::back_inserter(found),
               [&](const ChainStatusBit& bit) { return (bit.value & status) != 0; });
  return found;
}

std::vector<std::string_view> names_of_info_status(std::uint32_t status) {
  std::vector<std::string_view> found;
  for (const Info& bit : kInfos) {
    if ((bit.value & status) != 0) found.push_back(bit.name);
  }
  return found;
}

const Hresult* find_hresult(std::uint32_t value) {
  const auto* const found = std::find_if(kResults.begin(), kResults.end(),
                                         [&](const Hresult& one) { return one.value == value; });
  return found == kResults.end() ? nullptr : found;
}

}  // namespace smime::cryptoapi
