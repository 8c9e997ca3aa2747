#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "engine/pki/certificate.h"

/// CRLs and OCSP responses made by OpenSSL. Names and keys are words, as in cert_graph.h.
namespace smime::test {

struct CrlRecipe {
  struct Entry {
    long serial = 1;
    std::string date = "20240101000000Z";
    std::vector<std::string> extensions = {};  // "2.5.29.21=DER:0A0101"
  };
  std::string issuer = "Root", key = {};  // empty key: the word of the issuer
  std::string this_update = "20250101000000Z", next_update = "20260101000000Z";  // empty: absent
  std::vector<Entry> entries = {};
  std::vector<std::string> extensions = {"2.5.29.20=DER:020105"};
  bool version1 = false;
  std::string digest = "SHA256";
  std::size_t flip = 0;  // octet from the end to change after signing; 0: none
};
[[nodiscard]] Octets make_crl(const CrlRecipe& recipe);

/// reasonCode as an entry extension.
[[nodiscard]] std::string reason(int code);

struct OcspRecipe {
  pki::CertificatePtr certificate, issuer;  // what is asked about
  std::string digest = "SHA1";              // of the CertID
  int status = 0;                           // 0 good, 1 revoked, 2 unknown
  std::string revoked_at = "20240101000000Z";
  int reason = -1;                                                               // -1: none
  std::string this_update = "20250101000000Z", next_update = "20260101000000Z";  // empty: absent
  std::string produced_at = "20250101000000Z";
  pki::CertificatePtr responder;  // whose name or key hash it says, and whose certificate it has
  std::string key;                // the word of the key that signs
  bool by_key = false;            // responderID byKey
  bool with_certificate = true;   // the responder's certificate is inside
  std::vector<std::string> extensions = {};  // of the response
  int response_status = 0;                   // other than 0: nothing but that
};
[[nodiscard]] Octets make_ocsp_response(const OcspRecipe& recipe);

}  // namespace smime::test
