#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/time.h"
#include "engine/judge/client_policy.h"
#include "engine/pki/chain_cache.h"
#include "engine/pki/environment.h"
#include "engine/revocation/evaluate.h"

namespace smime {

enum class TimeRule : std::uint8_t { Now, Given, SigningTime, Date };

/// What is asked about revocation, and the data for it besides what messages carry. Unless it is
/// asked, a chain is judged as not revoked but where the data at hand happens to say otherwise.
struct RevocationGiven {
  revocation::Asked asked = revocation::Asked::WhereKnown;
  revocation::Scope scope = revocation::Scope::ExcludeRoot;
  std::shared_ptr<const revocation::Evidence> evidence;  // may be empty
};

/// Everything a verdict may depend on besides the message itself. There is no other input: the
/// engine reads no clock, no environment, no file and no network.
struct Given {
  TimeRule time_rule = TimeRule::Now;
  Time now = 0;  // the time to judge at, and the fallback where a message claims none
  std::shared_ptr<const pki::TrustAnchors> trust;  // the unprefixed --trust; may be empty
  std::map<std::string, std::shared_ptr<const pki::TrustAnchors>> client_trust;  // --trust CLIENT=
  std::vector<pki::CertificatePtr> intermediates;
  pki::PolicyInputs policies;  // RFC 5280 6.1.1
  /// Issuers from a bundle or from the network (--online); null: none.
  std::shared_ptr<const std::vector<pki::CertificatePtr>> fetched;
  RevocationGiven revocation;
  std::optional<Bytes> content;  // for a bare detached CMS object
  std::vector<std::shared_ptr<const judge::ClientPolicy>> clients;  // "strict" first if asked for
  /// Chains of messages verified before, with whatever was given then; null: none is kept. Costs
  /// less, and changes no answer. May be shared by threads.
  std::shared_ptr<pki::ChainCache> chain_cache = nullptr;
};

}  // namespace smime
