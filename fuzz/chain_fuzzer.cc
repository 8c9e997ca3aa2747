// Path building over a pool of certificates that all verify. Input: for each certificate an octet,
// and its TBSCertificate as a piece. The octet names the key that signs it (low five bits,
// support/second_certificate.h) and where it stands: 0x80 an anchor, 0x40 a helper of the trust
// list, 0x20 a given intermediate, else in the message. The first certificate is the signer's.
#include <algorithm>
#include <memory>

#include "engine/cryptoapi/chain_context.h"
#include "engine/pki/build_chain.h"
#include "fuzz/support/demand.h"
#include "fuzz/support/pieces.h"
#include "fuzz/support/second_certificate.h"
#include "fuzz/support/second_cms.h"
#include "fuzz/support/setting.h"

namespace {

using namespace smime;
using fuzz::demand;

constexpr std::size_t kMost = 24;

struct Pool {
  pki::CertificatePtr signer;
  std::vector<pki::CertificatePtr> message, intermediates;
  pki::TrustAnchors trust;
};

Pool read_pool(Bytes input, const Limits& limits) {
  Pool pool;
  fuzz::Pieces pieces(input);
  for (std::size_t i = 0; i < kMost && !pieces.at_end(); ++i) {
    const std::uint8_t place = pieces.octet();
    const auto one =
        pki::read_certificate(fuzz::sign_certificate(pieces.piece(), place & 0x1FU), limits);
    if (!one) continue;
    if (!pool.signer) pool.signer = one;
    if ((place & 0x80U) != 0) {
      pool.trust.anchors.push_back(one);
    } else if ((place & 0x40U) != 0) {
      pool.trust.helpers.push_back(one);
    } else if ((place & 0x20U) != 0) {
      pool.intermediates.push_back(one);
    } else {
      pool.message.push_back(one);
    }
  }
  pool.trust.fingerprint = "sha256:0";
  return pool;
}

std::string summary(const ChainFacts& chain) {
  std::string text =
      std::to_string(chain.windows.error_status) + ' ' + std::to_string(chain.paths_tried);
  for (const auto& element : chain.elements) text += '\n' + element.certificate.sha256;
  for (const Finding& finding : chain.findings)
    text += '\n' + std::string(info(finding.code).wire) + finding.where;
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Limits limits;
  limits.chain_candidates = 300;
  const Pool pool = read_pool({data, size}, limits);
  if (!pool.signer) return 0;
  pki::Environment environment;
  environment.trust = std::make_shared<const pki::TrustAnchors>(pool.trust);
  environment.helpers = {Source::Message, Source::Intermediates};
  environment.at = fuzz::kNow;
  const auto build = [&] {
    Budget budget(limits.signature_checks);
    pki::SignatureChecks checks(limits, budget);
    pki::ChainWork work(limits);
    ChainFacts chain = pki::build_chain(pool.signer, pool.message, pool.intermediates, environment,
                                        "chain", limits, checks, &work);
    const cryptoapi::ChainContext windows = cryptoapi::chain_context(
        pool.signer, pool.message, pool.intermediates, environment, {}, limits, checks, work);
    demand(!windows.elements.empty() && windows.elements.size() <= limits.chain_depth + 1);
    chain.windows.error_status = windows.status.error;
    return chain;
  };
  const ChainFacts chain = build();
  demand(summary(chain) == summary(build()));
  // The path begins with the signer, is no longer than the limit, and ends as it says.
  demand(!chain.elements.empty() && chain.elements.size() <= limits.chain_depth);
  demand(chain.elements.front().certificate.sha256 == pki::describe(*pool.signer).sha256);
  const std::string& last = chain.elements.back().certificate.sha256;
  const bool anchored =
      std::any_of(pool.trust.anchors.begin(), pool.trust.anchors.end(),
                  [&](const auto& anchor) { return pki::describe(*anchor).sha256 == last; });
  demand(chain.reaches_anchor == anchored);
  // Without an error there is an anchor, and OpenSSL finds a path too.
  if (chain.findings.word() < Word::Weak) return 0;
  demand(chain.reaches_anchor);
  if (fuzz::openssl_is_stricter(chain)) return 0;
  auto helpers = pool.message;
  helpers.insert(helpers.end(), pool.intermediates.begin(), pool.intermediates.end());
  fuzz::demand_second_path(*pool.signer, helpers, pool.trust, fuzz::kNow);
  return 0;
}
