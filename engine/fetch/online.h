#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "engine/fetch/evidence.h"
#include "engine/fetch/fetch.h"
#include "engine/given.h"

namespace smime::fetch {

/// Octets fetched for one message, and octets of answers that messages share; less where
/// Limits::bundle_size is less. Twice as much and the largest answer stay below 256 MiB.
inline constexpr std::uint32_t kOnlineOctets = 64U << 20U;

/// What `verify --online` does before each message: collects, fetches into memory, and gives the
/// verification what came of it. The verification itself knows no network.
class Online {
 public:
  struct Rules {
    DownloadRules download;
    /// For all addresses of one message together; Exchange's OWACRLRetrievalTimeout. The limit for
    /// one address is download.address_time, its OWACRLConnectionTimeout, or this one if shorter.
    Milliseconds retrieval_time{10'000};
    std::string cache;  // directory; empty: none
  };
  /// `given` are lists and certificates that need no fetching; its evidence, if any, is there for
  /// every message.
  Online(Rules rules, const Given& given, const Limits& limits, std::function<bool()> stop);

  /// A message, a CMS object or certificates. Afterwards given.revocation and given.fetched hold
  /// what was given and what was fetched for this message, no other, and revocation is required.
  /// Time, kOnlineOctets and Limits::bundle_items are each message's own. All that messages share
  /// are answers that an issuer's key vouches for (vouched.h), as many as fit kOnlineOctets: such
  /// an address is asked once. `failed` is called for each address that this input needs and that
  /// brought nothing usable.
  void prepare(Bytes octets, Time now, Given& given, const Unusable& failed);

 private:
  const Limits limits_;
  Rules rules_;
  std::shared_ptr<const pki::TrustAnchors> trust_;
  std::vector<pki::CertificatePtr> intermediates_;
  std::shared_ptr<const revocation::Evidence> given_evidence_;
  std::shared_ptr<const std::vector<pki::CertificatePtr>> given_issuers_;
  Downloader network_;
  Cache cache_;
};

/// All trust lists of a verification as one: whose anchor a certificate is does not matter for what
/// is to be fetched.
[[nodiscard]] std::shared_ptr<const pki::TrustAnchors> all_trust(const Given& given);

}  // namespace smime::fetch
