#include "fuzz/support/verdict.h"

#include <algorithm>
#include <functional>
#include <string>

#include "base/text.h"
#include "engine/layers.h"
#include "engine/report/inspect.h"
#include "engine/report/json.h"
#include "engine/report/summary.h"
#include "engine/report/text.h"
#include "fuzz/support/demand.h"
#include "fuzz/support/output.h"
#include "fuzz/support/second_cms.h"
#include "fuzz/support/second_mime.h"
#include "fuzz/support/setting.h"
#include "mime/canonical.h"

namespace smime::fuzz {
namespace {

const report::Run& run_of(const Given& given) {
  static const report::Run kRun = report::describe_run(given, "fuzz");
  return kRun;
}

/// The signatures of a layer with such a word are good, whatever is to be said of the signers.
bool signatures_good(Word word) { return word > Word::NotSigned && word != Word::Partial; }

/// The octets of the object that `info` was read from: the block of `layers` that holds what it
/// borrows.
Bytes octets_of(const cms::ContentInfo& info, const Layers& layers) {
  const auto* part = info.signed_data->signer_infos.front().digest_algorithm.whole.data();
  const std::less_equal<const std::uint8_t*> not_after;
  for (const Octets& block : layers.storage) {
    if (not_after(block.data(), part) && !not_after(block.data() + block.size(), part))
      return block;
  }
  demand(false);
  return {};
}

std::vector<pki::CertificatePtr> pool_of(const Layer& layer, const Given& given) {
  std::vector<pki::CertificatePtr> pool = layer.certificates;
  pool.insert(pool.end(), given.trust->anchors.begin(), given.trust->anchors.end());
  pool.insert(pool.end(), given.trust->helpers.begin(), given.trust->helpers.end());
  return pool;
}

const pki::Certificate& certificate_of(const SignerFacts& signer,
                                       const std::vector<pki::CertificatePtr>& pool) {
  const auto found = std::find_if(pool.begin(), pool.end(), [&](const auto& one) {
    return signer.certificate && hex(one->sha256) == signer.certificate->sha256;
  });
  demand(found != pool.end());
  return **found;
}

/// Those that the chain is made of: OpenSSL tries one issuer of a name alone, which another one
/// with the same key hides.
std::vector<pki::CertificatePtr> of_chain(const ChainFacts& chain,
                                          std::vector<pki::CertificatePtr> certificates) {
  std::erase_if(certificates, [&](const pki::CertificatePtr& certificate) {
    return std::none_of(chain.elements.begin(), chain.elements.end(), [&](const auto& one) {
      return one.certificate.sha256 == hex(certificate->sha256);
    });
  });
  return certificates;
}

void demand_second_opinion(Bytes message, const Report& report, const Layer& layer,
                           const Layers& layers, const Given& given, std::size_t index) {
  const LayerFacts& facts = report.facts.layers[index];
  const Bytes cms = octets_of(*layer.cms, layers);
  Octets storage;
  const Bytes content =
      facts.kind == LayerKind::Clear ? mime::canonical(*layer.content, storage) : *layer.content;
  const auto pool = pool_of(layer, given);
  if (openssl_reads_crls(*layer.cms->signed_data))
    demand_second_signature(facts, cms, content, pool);
  for (const SignerFacts& signer : facts.signers) {
    const ChainFacts* const chain = report::strict_chain(signer);
    if (chain != nullptr && chain->windows.error_status == 0 &&
        chain->findings.word() >= Word::Weak && !openssl_is_stricter(*chain))
      demand_second_path(certificate_of(signer, pool), of_chain(*chain, layer.certificates),
                         *given.trust, chain->at);
  }
  if (!accepted(report.facts) || report.facts.deciding_layer != index) return;

  if (facts.kind == LayerKind::Clear && facts.part == "TEXT") {
    if (const auto second = second_mime(message)) {
      demand(second->signed_part == as_text(*layer.content));
      demand(second->cms == as_text(cms));
    }
  }
  if (!report.facts.has_header || facts.inside_message) return;
  const auto sender = second_sender(message);
  if (!sender) return;
  demand(std::any_of(facts.signers.begin(), facts.signers.end(), [&](const SignerFacts& signer) {
    const auto addresses = second_addresses(certificate_of(signer, pool).der);
    return std::any_of(addresses.begin(), addresses.end(),
                       [&](const std::string& address) { return ascii_lower(address) == *sender; });
  }));
}

void demand_reasons(const MessageFacts& facts) {
  demand(facts.deciding_layer && *facts.deciding_layer < facts.layers.size());
  // What bears on no signature is no fault below a good word; a limit may be one.
  for (const Finding& finding : facts.findings)
    demand(info(finding.code).severity == Severity::Notice || finding.code == Code::LimitReached);
  const LayerFacts& layer = facts.layers[*facts.deciding_layer];
  demand(layer.type == LayerType::Signed && !layer.signers.empty());
  demand(layer.coverage == Coverage::Whole);
  // Faults inside the signed part stand among the findings of the message, as notices.
  demand(layer.findings.word() >= Word::ValidWithNotes);
  for (const SignerFacts& signer : layer.signers) {
    demand(signer.content_intact == true && signer.signature_valid == true);
    demand(signer.certificate.has_value());
  }
  const SignerFacts* const author = report::main_signer(facts);
  demand(author != nullptr && judge::trusted(*author) == true);
  demand(author->address == AddressMatch::Matches ||
         (!facts.has_header && author->address == AddressMatch::NotApplicable));
}

}  // namespace

Report demand_true_verdict(Bytes message, const Given& given, const Limits& limits) {
  Report report = verify_message(message, "message", given, limits);
  const Report again = verify_message(message, "message", given, limits);
  demand(report::message_json(report, run_of(given)) == report::message_json(again, run_of(given)));
  const MessageFacts& facts = report.facts;
  demand(facts.size == message.size() && report.verdicts.size() + 1 == given.clients.size());
  if (accepted(facts)) demand_reasons(facts);

  const bool good = std::any_of(facts.layers.begin(), facts.layers.end(),
                                [](const LayerFacts& one) { return signatures_good(one.word); });
  if (!good) return report;
  Findings findings;
  const Layers layers = find_layers(message, given.content, limits, findings);
  demand(layers.layers.size() == facts.layers.size());
  for (std::size_t i = 0; i < facts.layers.size(); ++i) {
    if (signatures_good(facts.layers[i].word))
      demand_second_opinion(message, report, layers.layers[i], layers, given, i);
  }
  return report;
}

void demand_safe_outputs(Bytes message, const Report& report, const Given& given,
                         const Limits& limits) {
  const report::Run& run = run_of(given);
  demand_json(report::message_json(report, run));
  demand_plain_text(report::message_text(report, run, {}));
  const report::Inspection inspection = report::inspect_message(message, "message", limits);
  for (const report::InspectedPart& part : inspection.parts)
    demand(part.header.end() == part.body.offset);
  demand_json(report::inspection_json(inspection, run));
  demand_plain_text(report::inspection_text(inspection, {}));
}

}  // namespace smime::fuzz
