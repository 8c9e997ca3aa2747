#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "engine/pki/certificate.h"

namespace smime::test {

/// A certificate to be made by OpenSSL. Keys and names are words: equal words are equal keys and
/// names. Keys are EC P-256, those of words that begin with "RSA512" RSA 512, with "RSA" RSA
/// 2048, with "DSA" DSA 1024, all with the same parameters.
struct Recipe {
  std::string subject = "Alice", issuer = "Root";  // common names; "" is an empty name
  std::string key = {}, issuer_key = {};           // empty: the word of subject and issuer
  /// "basicConstraints=critical,CA:TRUE" as in openssl.cnf; "1.2.3=critical,DER:0500". Sections
  /// that it names follow after a line end: "subjectAltName=dirName:a\n[a]\nO=Example".
  std::vector<std::string> extensions = {};
  std::string not_before = "20200101000000Z", not_after = "20300101000000Z";
  std::string digest = "SHA256";
  std::string subject_email = {};  // emailAddress beside the common name
  long serial = 1;
  bool without_parameters = false;  // a DSA key is written without its parameters
  std::size_t flip = 0;             // octet from the end to change after signing; 0: none
};

/// The certificate as DER.
[[nodiscard]] Octets make_der(const Recipe& recipe);
/// Read by pki::read_certificate; std::runtime_error if that refuses it.
[[nodiscard]] pki::CertificatePtr make(const Recipe& recipe);

/// A CA as most are: basicConstraints and keyCertSign, and `more`.
[[nodiscard]] Recipe ca(std::string subject, std::string issuer,
                        std::vector<std::string> more = {});
/// A signer for alice@example.com with emailProtection and digitalSignature; where `more` names no
/// CRL, http://example.com/a.crl.
[[nodiscard]] Recipe signer(std::string issuer, std::vector<std::string> more = {});

}  // namespace smime::test
