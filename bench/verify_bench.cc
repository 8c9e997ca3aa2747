#include <benchmark/benchmark.h>

#include <fstream>
#include <iterator>

#include "bench/mails.h"
#include "bench/reference.h"
#include "engine/judge/builtin_clients.h"
#include "engine/trust/trust_list.h"
#include "engine/verify.h"

namespace {
using namespace smime;

constexpr const char* kRoot = SMIME_SOURCE_DIR "/corpus/certs/root-1.pem";

Given make_given() {
  std::ifstream in(SMIME_SOURCE_DIR "/corpus/trust/sample.sst", std::ios::binary);
  const Octets octets{std::istreambuf_iterator<char>(in), {}};
  Findings findings;
  const auto list = trust::read_trust_list(octets, "sample.sst", Limits{}, findings);
  Given given;
  given.now = 1782864000;  // 2026-07-01, while the signers are valid
  if (list) given.trust = trust::anchors_of(*list, trust::Anchors::SelfSigned);
  for (const char* id : {"strict", "owa", "outlook_win"})
    given.clients.push_back(judge::builtin_clients().at(id));
  return given;
}

void count(benchmark::State& state) {
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) *
                          static_cast<std::int64_t>(bench::mails().size()));
}

/// As the program does, with the chains of the mails before in a cache.
void verify(benchmark::State& state) {
  Given given = make_given();
  given.chain_cache = std::make_shared<pki::ChainCache>(Limits{}.chain_cache);
  for (auto _ : state) {
    for (const auto& mail : bench::mails()) {
      const Report report = verify_message(mail, "", given, Limits{});
      const Word word = report.facts.word;
      // Fast and wrong would be no result.
      if (word != Word::Valid && word != Word::ValidWithNotes)
        state.SkipWithError("a reference mail is not valid");
    }
  }
  count(state);
}
BENCHMARK(verify)->Unit(benchmark::kMillisecond);

void floor(benchmark::State& state) {
  const bench::Floor least(bench::mails());
  for (auto _ : state) {
    if (!least.run()) state.SkipWithError("a reference mail does not verify");
  }
  count(state);
}
BENCHMARK(floor)->Unit(benchmark::kMillisecond);

void plain_openssl(benchmark::State& state) {
  for (auto _ : state) {
    if (!bench::verify_plainly(bench::mails(), kRoot))
      state.SkipWithError("a reference mail does not verify");
  }
  count(state);
}
BENCHMARK(plain_openssl)->Unit(benchmark::kMillisecond);

}  // namespace
