#include "engine/asn1/oids.h"

#include <algorithm>
#include <iterator>

namespace smime::oid {
namespace {

struct Entry {
  std::string_view dotted, name;
};

constexpr Entry kNames[] = {
    // content types
    {kData, "id-data"},
    {kSignedData, "id-signedData"},
    {kEnvelopedData, "id-envelopedData"},
    {kDigestedData, "id-digestedData"},
    {kEncryptedData, "id-encryptedData"},
    {kAuthData, "id-ct-authData"},
    {kCompressedData, "id-ct-compressedData"},
    {kAuthEnvelopedData, "id-ct-authEnvelopedData"},
    {kCtl, "szOID_CTL"},
    {"1.2.840.113549.1.9.16.1.4", "id-ct-TSTInfo"},
    // attributes
    {kContentType, "content-type"},
    {kMessageDigest, "message-digest"},
    {kSigningTime, "signing-time"},
    {kCountersignature, "countersignature"},
    {kSmimeCapabilities, "smime-capabilities"},
    {kSigningCertificate, "signing-certificate"},
    {kSigningCertificateV2, "signing-certificate-v2"},
    {kContentHints, "content-hints"},
    {kEncrypKeyPref, "smime-encryption-key-preference"},
    {kMsEncrypKeyPref, "ms-encryption-key-preference"},
    {kReceiptRequest, "receipt-request"},
    {kSecurityLabel, "security-label"},
    {kTimeStampToken, "time-stamp-token"},
    {kCmsAlgorithmProtection, "cms-algorithm-protection"},
    // digests
    {"1.2.840.113549.2.2", "md2"},
    {"1.2.840.113549.2.4", "md4"},
    {"1.2.840.113549.2.5", "md5"},
    {"1.3.14.3.2.26", "sha1"},
    {"2.16.840.1.101.3.4.2.4", "sha224"},
    {"2.16.840.1.101.3.4.2.1", "sha256"},
    {"2.16.840.1.101.3.4.2.2", "sha384"},
    {"2.16.840.1.101.3.4.2.3", "sha512"},
    {"2.16.840.1.101.3.4.2.5", "sha512-224"},
    {"2.16.840.1.101.3.4.2.6", "sha512-256"},
    {"2.16.840.1.101.3.4.2.7", "sha3-224"},
    {"2.16.840.1.101.3.4.2.8", "sha3-256"},
    {"2.16.840.1.101.3.4.2.9", "sha3-384"},
    {"2.16.840.1.101.3.4.2.10", "sha3-512"},
    {"2.16.840.1.101.3.4.2.11", "shake128"},
    {"2.16.840.1.101.3.4.2.12", "shake256"},
    // signatures
    {"1.2.840.113549.1.1.1", "rsaEncryption"},
    {"1.2.840.113549.1.1.2", "md2WithRSAEncryption"},
    {"1.2.840.113549.1.1.4", "md5WithRSAEncryption"},
    {"1.2.840.113549.1.1.5", "sha1WithRSAEncryption"},
    {"1.3.14.3.2.29", "sha1WithRSASignature"},
    {"1.2.840.113549.1.1.10", "RSASSA-PSS"},
    {"1.2.840.113549.1.1.11", "sha256WithRSAEncryption"},
    {"1.2.840.113549.1.1.12", "sha384WithRSAEncryption"},
    {"1.2.840.113549.1.1.13", "sha512WithRSAEncryption"},
    {"1.2.840.113549.1.1.14", "sha224WithRSAEncryption"},
    {"1.2.840.10040.4.1", "dsa"},
    {"1.2.840.10040.4.3", "dsa-with-SHA1"},
    {"2.16.840.1.101.3.4.3.1", "dsa-with-SHA224"},
    {"2.16.840.1.101.3.4.3.2", "dsa-with-SHA256"},
    {"2.16.840.1.101.3.4.3.3", "dsa-with-SHA384"},
    {"2.16.840.1.101.3.4.3.4", "dsa-with-SHA512"},
    {"1.2.840.10045.2.1", "id-ecPublicKey"},
    {"1.2.840.10045.4.1", "ecdsa-with-SHA1"},
    {"1.2.840.10045.4.3.1", "ecdsa-with-SHA224"},
    {"1.2.840.10045.4.3.2", "ecdsa-with-SHA256"},
    {"1.2.840.10045.4.3.3", "ecdsa-with-SHA384"},
    {"1.2.840.10045.4.3.4", "ecdsa-with-SHA512"},
    {"1.3.101.112", "Ed25519"},
    {"1.3.101.113", "Ed448"},
    {"1.3.6.1.5.5.7.6.2", "id-alg-noSignature"},
    // ciphers, as S/MIME capabilities name them
    {"2.16.840.1.101.3.4.1.2", "aes128-CBC"},
    {"2.16.840.1.101.3.4.1.22", "aes192-CBC"},
    {"2.16.840.1.101.3.4.1.42", "aes256-CBC"},
    {"2.16.840.1.101.3.4.1.6", "aes128-GCM"},
    {"2.16.840.1.101.3.4.1.46", "aes256-GCM"},
    {"1.2.840.113549.3.7", "des-EDE3-CBC"},
    {"1.2.840.113549.3.2", "rc2-CBC"},
    {"1.3.14.3.2.7", "des-CBC"},
    {"1.2.643.2.2.21", "gost89"},
    {"1.2.643.2.2.9", "gostR3411-94"},
    // certificate extensions
    {kSubjectKeyIdentifier, "subjectKeyIdentifier"},
    {kKeyUsage, "keyUsage"},
    {kSubjectAltName, "subjectAltName"},
    {kIssuerAltName, "issuerAltName"},
    {kBasicConstraints, "basicConstraints"},
    {kNameConstraints, "nameConstraints"},
    {kCrlDistributionPoints, "cRLDistributionPoints"},
    {kCertificatePolicies, "certificatePolicies"},
    {kPolicyMappings, "policyMappings"},
    {kAuthorityKeyIdentifier, "authorityKeyIdentifier"},
    {kPolicyConstraints, "policyConstraints"},
    {kExtendedKeyUsage, "extKeyUsage"},
    {kFreshestCrl, "freshestCRL"},
    {kInhibitAnyPolicy, "inhibitAnyPolicy"},
    {kAuthorityInfoAccess, "authorityInfoAccess"},
    // CRL and CRL entry extensions
    {kCrlNumber, "cRLNumber"},
    {kReasonCode, "reasonCode"},
    {kInvalidityDate, "invalidityDate"},
    {kDeltaCrlIndicator, "deltaCRLIndicator"},
    {kIssuingDistributionPoint, "issuingDistributionPoint"},
    {kCertificateIssuer, "certificateIssuer"},
    // extended key usages
    {"1.3.6.1.5.5.7.3.1", "serverAuth"},
    {"1.3.6.1.5.5.7.3.2", "clientAuth"},
    {"1.3.6.1.5.5.7.3.3", "codeSigning"},
    {kEmailProtection, "emailProtection"},
    {"1.3.6.1.5.5.7.3.8", "timeStamping"},
    {kOcspSigning, "OCSPSigning"},
    {"1.3.6.1.4.1.311.10.3.4", "encryptingFileSystem"},
    {"1.3.6.1.4.1.311.10.3.12", "documentSigning"},
    {"1.3.6.1.4.1.311.20.2.2", "smartcardLogon"},
    {kAnyExtendedKeyUsage, "anyExtendedKeyUsage"},
};

}  // namespace

std::string_view name(std::string_view dotted) {
  const auto* const found = std::find_if(std::begin(kNames), std::end(kNames),
                                         [&](const Entry& e) { return e.dotted == dotted; });
  return found == std::end(kNames) ? dotted : found->name;
}

}  // namespace smime::oid
