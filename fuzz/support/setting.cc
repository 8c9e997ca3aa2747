#include "fuzz/support/setting.h"

#include <fstream>
#include <iterator>
#include <memory>

#include "engine/crypto/throwaway_key.h"
#include "engine/judge/builtin_clients.h"
#include "engine/trust/trust_list.h"
#include "fuzz/support/demand.h"

namespace smime::fuzz {

Octets corpus_file(const std::string& name) {
  std::ifstream in(SMIME_SOURCE_DIR "/corpus/" + name, std::ios::binary);
  demand(in.good());
  return {std::istreambuf_iterator<char>(in), {}};
}

const Given& sample_given() {
  static const Given* const kGiven = [] {
    auto* given = new Given;
    Findings findings;
    const auto list =
        trust::read_trust_list(corpus_file("trust/sample.sst"), "sample.sst", Limits{}, findings);
    demand(list.has_value());
    given->now = kNow;
    const auto trust =
        std::make_shared<pki::TrustAnchors>(*trust::anchors_of(*list, trust::Anchors::SelfSigned));
    trust->anchors.push_back(pki::read_certificate(crypto::throwaway_certificate(), Limits{}));
    demand(trust->anchors.back() != nullptr);
    given->trust = trust;
    for (const auto& id : judge::clients_named("all"))
      given->clients.push_back(judge::builtin_clients().at(id));
    return given;
  }();
  return *kGiven;
}

bool accepted(const MessageFacts& facts) {
  return facts.word == Word::Valid || facts.word == Word::ValidWithNotes;
}

}  // namespace smime::fuzz
