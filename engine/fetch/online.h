#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>

#include "engine/fetch/evidence.h"
#include "engine/fetch/fetch.h"
#include "engine/given.h"

namespace smime::fetch {

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
  /// `given` are lists and certificates that need no fetching; its evidence, if any, is kept and
  /// added to. `limits` must outlive this object.
  Online(Rules rules, const Given& given, const Limits& limits, std::function<bool()> stop);

  /// A message, a CMS object or certificates. An address is asked once in the lifetime of this
  /// object, but what the time of one message left no room for is asked again for the next.
  /// Afterwards given.revocation and given.fetched hold all that was fetched until now, and
  /// revocation is required. `failed` is called for each address that this input needs and that
  /// brought nothing usable, now or for an earlier one.
  void prepare(Bytes octets, Time now, Given& given, const Unusable& failed);

 private:
  const Limits& limits_;
  Rules rules_;
  std::shared_ptr<const pki::TrustAnchors> trust_;
  std::vector<pki::CertificatePtr> intermediates_;
  std::shared_ptr<revocation::Evidence> evidence_;
  Downloader network_;
  Cache cache_;
  Bundle bundle_;  // without what was not tried
  /// Of answers in the bundle that cannot be used: why.
  std::map<std::tuple<Kind, std::string, std::optional<crypto::Sha256>>, std::string> unusable_;
};

/// All trust lists of a verification as one: whose anchor a certificate is does not matter for what
/// is to be fetched.
[[nodiscard]] std::shared_ptr<const pki::TrustAnchors> all_trust(const Given& given);

}  // namespace smime::fetch
