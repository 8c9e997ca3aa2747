#include "engine/report/run.h"

#include "engine/crypto/signature.h"

namespace smime::report {
namespace {

std::optional<std::string> fingerprint(const std::shared_ptr<const pki::TrustAnchors>& list) {
  if (!list || list->fingerprint.empty()) return std::nullopt;
  return list->fingerprint;
}

}  // namespace

Run describe_run(const Given& given, std::string smimecheck) {
  Run run{std::move(smimecheck), crypto::library_version(), {}, given.policies};
  const auto strict = given.client_trust.find("strict");
  run.trust.emplace_back(
      "strict", fingerprint(strict == given.client_trust.end() ? given.trust : strict->second));
  for (const auto& client : given.clients) {
    if (client->id == "strict") continue;
    // Design 3: a client's own list, or else the unprefixed one.
    const auto own = given.client_trust.find(client->id);
    run.trust.emplace_back(
        client->id, fingerprint(own == given.client_trust.end() ? given.trust : own->second));
  }
  return run;
}

}  // namespace smime::report
