#pragma once
#include <functional>
#include <span>
#include <string>

#include "base/limits.h"
#include "engine/fetch/bundle.h"
#include "engine/given.h"
#include "engine/revocation/evidence.h"

namespace smime::fetch {

/// What an item lacks to be used. `why` is empty where item.outcome says it.
using Unusable = std::function<void(const Item& item, const std::string& why)>;

/// Gives a verification what was fetched: CRLs and OCSP responses into `evidence`, with the
/// addresses that did not answer, issuers beside those in given.fetched, each certificate once.
void add_fetched(std::span<const Item> items, const Limits& limits, revocation::Evidence& evidence,
                 Given& given, const Unusable& unusable);

}  // namespace smime::fetch
