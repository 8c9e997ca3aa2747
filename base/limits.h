#pragma once
#include <cstdint>

namespace smime {

/// Bounds on hostile input, chosen once by the caller. Each holds before any library sees the
/// octets it bounds; one that is hit becomes the finding limit.reached, never "valid".
/// Where each number comes from: docs/limits.md.
struct Limits {
  // the message
  std::uint32_t message_size = 64U << 20U;      // octets
  std::uint32_t header_field = 256U << 10U;     // octets; Exchange
  std::uint32_t header_block = 1U << 20U;       // octets
  std::uint32_t header_fields = 2'000;          // per entity
  std::uint32_t header_fields_total = 100'000;  // per message
  std::uint32_t mime_depth = 64;                // nested entities; Thunderbird
  std::uint32_t entities = 10'000;              // per message; Dovecot
  std::uint32_t boundary = 1'024;               // octets; RFC 2046 allows 70, longer is noted
  std::uint32_t mailboxes = 1'024;              // elements of one address field
  std::uint32_t signed_layers = 32;             // per message
  std::uint32_t cms_depth = 16;                 // CMS objects inside CMS objects
  std::uint32_t decoded_octets = 128U << 20U;   // per message, of all transfer encodings
  std::uint32_t inflated_octets = 64U << 20U;   // per message, of all compressed objects
  std::uint32_t compression_ratio = 100;        // octets that one may inflate to, above 1 MiB
  std::uint32_t hashed_octets = 256U << 20U;    // per message, for all of its signatures
  std::uint32_t signatures = 64;                // SignerInfos per message
  std::uint32_t findings = 10'000;              // per message, about its MIME structure
  // one CMS object
  std::uint32_t cms_size = 16U << 20U;  // octets apart from eContent
  std::uint32_t asn1_depth = 64;
  std::uint32_t cms_certificates = 256;
  std::uint32_t signer_infos = 16;
  std::uint32_t digest_algorithms = 8;
  std::uint32_t cms_crls = 64;
  std::uint32_t crl_octets = 1U << 20U;  // all CRLs of one CMS object
  std::uint32_t attributes = 64;         // per SignerInfo, signed and unsigned each
  std::uint32_t signer_candidates = 8;   // certificates tried per SignerInfo, of each source
  // certificates and chains
  std::uint32_t certificate_octets = 4U << 20U;  // per message, of all its certificates
  std::uint32_t certificate_size = 64U << 10U;
  std::uint32_t name_size = 4U << 10U;  // octets of an issuer or subject
  std::uint32_t extensions = 128;       // per certificate
  std::uint32_t rsa_bits = 8'192;
  std::uint32_t dsa_bits = 3'072;  // of p; FIPS 186-4 has none that is longer
  std::uint32_t rsa_exponent_bits = 33;
  std::uint32_t general_names = 1'024;       // alternative names, per certificate
  std::uint32_t extension_values = 4'096;    // ASN.1 values in one extension
  std::uint32_t chain_depth = 8;             // certificates, anchor included; RFC 5280 has none
  std::uint32_t chain_candidates = 2'000;    // path-building steps per signer and environment
  std::uint32_t chain_paths = 100;           // finished paths per signer and environment
  std::uint32_t signature_checks = 100;      // per message; Go and webpki use the same number
  std::uint32_t name_comparisons = 250'000;  // name constraints, per message; Go and webpki
  std::uint32_t policy_nodes = 50'000;       // certificate policies, per message
  std::uint32_t chain_cache = 32U << 20U;    // octets of chains kept for further messages
  // revocation
  std::uint32_t crl_size = 32U << 20U;            // octets of one CRL; OpenSSL's downloads
  std::uint32_t crl_entries = 2'000'000;          // of one CRL
  std::uint32_t ocsp_size = 1U << 20U;            // octets of one OCSP response
  std::uint32_t revocation_items = 10'000;        // CRLs and OCSP responses of one pool
  std::uint32_t revocation_octets = 512U << 20U;  // all of one pool
  std::uint32_t revocation_steps = 20'000;        // per message, for given data and its own each
  // trust lists
  std::uint32_t trust_list_size = 64U << 20U;
  std::uint32_t trust_list_elements = 10'000;
  // bundles of fetched revocation data
  std::uint32_t bundle_size = 512U << 20U;
  std::uint32_t bundle_items = 10'000;
  // fetching
  std::uint32_t fetch_crl = 32U << 20U;  // octets of one answer, as the next two
  std::uint32_t fetch_ocsp = 100U << 10U;
  std::uint32_t fetch_issuers = 100'000;
  std::uint32_t fetch_urls = 5;    // per certificate and kind
  std::uint32_t fetch_rounds = 3;  // issuers of issuers, and CRLs that name others
};

/// Counts one limit down. Running out is limit.reached: "unknown", never "valid".
class Budget {
 public:
  explicit Budget(std::uint32_t left) : left_(left) {}
  /// Takes `amount` and answers true, or takes nothing where less is left.
  [[nodiscard]] bool spend(std::uint64_t amount = 1) {
    if (amount > left_) {
      refused_ = true;
      return false;
    }
    left_ -= static_cast<std::uint32_t>(amount);
    return true;
  }
  [[nodiscard]] bool exhausted() const { return left_ == 0; }
  [[nodiscard]] std::uint32_t left() const { return left_; }
  /// True once something was not done for want of it.
  [[nodiscard]] bool refused() const { return refused_; }

 private:
  std::uint32_t left_;
  bool refused_ = false;
};

}  // namespace smime
