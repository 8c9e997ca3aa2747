// The whole verification of one message, with the sample trust list and every built-in client.
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "engine/judge/builtin_clients.h"
#include "engine/trust/trust_list.h"
#include "engine/verify.h"

namespace {

smime::Given make_given() {
  std::ifstream in(SMIME_SOURCE_DIR "/corpus/trust/sample.sst", std::ios::binary);
  const smime::Octets octets{std::istreambuf_iterator<char>(in), {}};
  smime::Findings findings;
  const auto list = smime::trust::read_trust_list(octets, "sample.sst", smime::Limits{}, findings);
  if (!list) std::abort();
  smime::Given given;
  given.now = 1768435200;  // 2026-01-15, as in the cases
  given.trust = smime::trust::anchors_of(*list, smime::trust::Anchors::SelfSigned);
  for (const auto& id : smime::judge::clients_named("all"))
    given.clients.push_back(smime::judge::builtin_clients().at(id));
  return given;
}

/// Everything that a verdict consists of, as one text.
std::string summary(const smime::Report& report) {
  std::string text;
  const auto add = [&text](std::string_view word) { text.append(word).push_back('\n'); };
  const auto add_all = [&](const smime::Findings& findings) {
    for (const auto& finding : findings) {
      add(smime::info(finding.code).wire);
      add(finding.where);
    }
  };
  add(smime::wire_name(report.facts.word));
  add_all(report.facts.findings);
  for (const auto& layer : report.facts.layers) {
    add(layer.part);
    add(smime::wire_name(layer.word));
    add_all(layer.findings);
    for (const auto& signer : layer.signers) {
      add_all(signer.findings);
      for (const auto& chain : signer.chains) add_all(chain.findings);
    }
  }
  for (const auto& verdict : report.verdicts) {
    add(verdict.client);
    add(smime::judge::wire_name(verdict.word));
    add(verdict.reason);
  }
  return text;
}

bool good(const smime::LayerFacts& layer) {
  if (layer.type != smime::LayerType::Signed || layer.signers.empty()) return false;
  for (const auto& signer : layer.signers) {
    if (signer.content_intact != true || signer.signature_valid != true) return false;
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const smime::Given given = make_given();
  const auto verify = [&] {
    return smime::verify_message({data, size}, "", given, smime::Limits{});
  };
  const smime::Report report = verify();  // never throws
  // The same octets and the same Given give the same report.
  if (summary(report) != summary(verify())) std::abort();
  // A message is valid only if the layer that decided is, and then every signature of it verifies.
  const auto& facts = report.facts;
  const bool valid = facts.word == smime::Word::Valid || facts.word == smime::Word::ValidWithNotes;
  if (valid && (!facts.deciding_layer || !good(facts.layers.at(*facts.deciding_layer))))
    std::abort();
  return 0;
}
