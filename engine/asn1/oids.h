#pragma once
#include <string_view>

/// Object identifiers by their standard names, dotted.
namespace smime::oid {

inline constexpr std::string_view kData = "1.2.840.113549.1.7.1",
                                  kSignedData = "1.2.840.113549.1.7.2",
                                  kEnvelopedData = "1.2.840.113549.1.7.3",
                                  kDigestedData = "1.2.840.113549.1.7.5",
                                  kEncryptedData = "1.2.840.113549.1.7.6",
                                  kAuthData = "1.2.840.113549.1.9.16.1.2",
                                  kCompressedData = "1.2.840.113549.1.9.16.1.9",
                                  kAuthEnvelopedData = "1.2.840.113549.1.9.16.1.23",
                                  kCtl = "1.3.6.1.4.1.311.10.1";

// attributes
inline constexpr std::string_view kContentType = "1.2.840.113549.1.9.3",
                                  kMessageDigest = "1.2.840.113549.1.9.4",
                                  kSigningTime = "1.2.840.113549.1.9.5",
                                  kCountersignature = "1.2.840.113549.1.9.6",
                                  kSmimeCapabilities = "1.2.840.113549.1.9.15",
                                  kSigningCertificate = "1.2.840.113549.1.9.16.2.12",
                                  kSigningCertificateV2 = "1.2.840.113549.1.9.16.2.47",
                                  kContentHints = "1.2.840.113549.1.9.16.2.4",
                                  kEncrypKeyPref = "1.2.840.113549.1.9.16.2.11",
                                  kMsEncrypKeyPref = "1.3.6.1.4.1.311.16.4",
                                  kReceiptRequest = "1.2.840.113549.1.9.16.2.1",
                                  kSecurityLabel = "1.2.840.113549.1.9.16.2.2",
                                  kTimeStampToken = "1.2.840.113549.1.9.16.2.14",
                                  kCmsAlgorithmProtection = "1.2.840.113549.1.9.52";

// certificate extensions
inline constexpr std::string_view kSubjectKeyIdentifier = "2.5.29.14", kKeyUsage = "2.5.29.15",
                                  kSubjectAltName = "2.5.29.17", kIssuerAltName = "2.5.29.18",
                                  kBasicConstraints = "2.5.29.19", kNameConstraints = "2.5.29.30",
                                  kCrlDistributionPoints = "2.5.29.31",
                                  kCertificatePolicies = "2.5.29.32", kPolicyMappings = "2.5.29.33",
                                  kAuthorityKeyIdentifier = "2.5.29.35",
                                  kPolicyConstraints = "2.5.29.36", kExtendedKeyUsage = "2.5.29.37",
                                  kFreshestCrl = "2.5.29.46", kInhibitAnyPolicy = "2.5.29.54",
                                  kAuthorityInfoAccess = "1.3.6.1.5.5.7.1.1",
                                  kApplicationPolicies = "1.3.6.1.4.1.311.21.10",
                                  kCaIssuers = "1.3.6.1.5.5.7.48.2", kOcsp = "1.3.6.1.5.5.7.48.1",
                                  kSmtpUtf8Mailbox = "1.3.6.1.5.5.7.8.9",
                                  kEmailAddress = "1.2.840.113549.1.9.1";

// CRL and CRL entry extensions, OCSP
inline constexpr std::string_view kCrlNumber = "2.5.29.20", kReasonCode = "2.5.29.21",
                                  kInvalidityDate = "2.5.29.24", kDeltaCrlIndicator = "2.5.29.27",
                                  kIssuingDistributionPoint = "2.5.29.28",
                                  kCertificateIssuer = "2.5.29.29",
                                  kOcspBasic = "1.3.6.1.5.5.7.48.1.1",
                                  kOcspNoCheck = "1.3.6.1.5.5.7.48.1.5",
                                  kOcspResponseInfo = "1.3.6.1.5.5.7.16.2";  // RFC 5940 2.1

// extended key usages
inline constexpr std::string_view kEmailProtection = "1.3.6.1.5.5.7.3.4",
                                  kOcspSigning = "1.3.6.1.5.5.7.3.9",
                                  kAnyExtendedKeyUsage = "2.5.29.37.0";

/// The usual short name of an identifier, or the dotted text itself.
[[nodiscard]] std::string_view name(std::string_view dotted);

}  // namespace smime::oid
