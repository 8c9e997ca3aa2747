#pragma once
#include <string>
#include <vector>

#include "base/limits.h"
#include "engine/cms/signed_data.h"
#include "engine/facts.h"
#include "engine/pki/address_match.h"
#include "engine/pki/certificate.h"
#include "engine/pki/environment.h"

namespace smime::signer {

/// Everything besides the SignerInfo that one signature check needs.
struct Context {
  const cms::SignedData& signed_data;
  Bytes content;                                   // the octets that the signature covers
  std::vector<pki::CertificatePtr> message;        // the readable certificates of the CMS object
  const std::vector<pki::CertificatePtr>& others;  // trust list and given intermediates
  pki::Sender sender;
  const Limits& limits;
};

/// What verify_signer() established, with the certificate for chain building.
struct Result {
  SignerFacts facts;  // without chains
  pki::CertificatePtr certificate;
};

/// Checks one SignerInfo after RFC 5652 5.4 to 5.6 and 11, RFC 8551 2, RFC 8419, RFC 5035: finds
/// the signer's certificate, compares the message digest, verifies the signature over our own
/// slice, and compares the sender. Chains are another room's. `where`: "part/1/signer/0".
[[nodiscard]] Result verify_signer(const Context& context, std::uint32_t index,
                                   std::string_view where, Budget& signature_checks);

}  // namespace smime::signer
