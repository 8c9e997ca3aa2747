#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "engine/cms/signed_data.h"
#include "engine/facts.h"
#include "engine/pki/address_match.h"
#include "engine/pki/certificate.h"
#include "engine/pki/environment.h"

namespace smime::signer {

/// Digests of one content, each computed once however many signers use it. Borrows the content.
class DigestCache {
 public:
  explicit DigestCache(Bytes content) : content_(content) {}
  /// True if this cache was made for these very octets, in their place.
  [[nodiscard]] bool covers(Bytes content) const {
    return content_.data() == content.data() && content_.size() == content.size();
  }
  struct Found {
    const Octets* digest = nullptr;  // null: not supported, or over the budget
    bool over_budget = false;
  };
  /// The digest called `name` (crypto::digest). The first time it takes the size of the content
  /// from `hashed_octets`.
  [[nodiscard]] Found find(const std::string& name, Budget& hashed_octets);

 private:
  Bytes content_;
  std::map<std::string, std::optional<Octets>> digests_;
};

/// Everything besides the SignerInfo that one signature check needs.
struct Context {
  const cms::SignedData& signed_data;
  Bytes content;                                   // the octets that the signature covers
  std::vector<pki::CertificatePtr> message;        // the readable certificates of the CMS object
  const std::vector<pki::CertificatePtr>& others;  // every other one that was given
  pki::Sender sender;
  const Limits& limits;
  /// Shared by the signers of one content; null, or made for other octets: not used.
  DigestCache* digests = nullptr;
  /// Octets that may still be hashed for this message, by digests and by signatures over the
  /// content itself; null: Limits::hashed_octets for each call.
  Budget* hashed_octets = nullptr;
};

/// What verify_signer() established, with the certificate for chain building.
struct Result {
  SignerFacts facts;  // without chains
  pki::CertificatePtr certificate;
};

/// Checks one SignerInfo after RFC 5652 5.4 to 5.6 and 11, RFC 8551 2, RFC 8419, RFC 5035, RFC
/// 6211: finds the signer's certificate, compares the message digest, verifies the signature over
/// our own slice, and compares the sender. Chains are another room's, and so is whatever needs the
/// time of the check or the Date field. `where`: "part/1/signer/0". Public-key operations are
/// counted in `signature_checks`; when it is used up, limit.reached is reported and signature_valid
/// stays nothing; likewise with the hashed octets and content_intact.
///
/// Where no signing-certificate attribute says which certificate is meant, one that verifies can be
/// exchanged for another that fits. Then cms.signer_certificate_ambiguous is reported: if the
/// message holds both, whatever the other's key; if the second is among `others` and has the same
/// key, unless both say the same of their holder, as a renewed certificate does: the same addresses
/// without regard to case and order, or, where neither has an address, the same subject.
///
/// content_intact: the digest of the content equals message-digest; nothing where the digest is not
/// supported, or not listed in SignedData.digestAlgorithms, which is reported and not hashed ("MAY
/// fail", RFC 5652 5.1); without signed attributes the same as signature_valid. signature_valid:
/// the arithmetic of 5.4 and 5.6 alone, whatever findings say; nothing without certificate or
/// supported algorithm.
[[nodiscard]] Result verify_signer(const Context& context, std::uint32_t index,
                                   std::string_view where, Budget& signature_checks);

}  // namespace smime::signer
