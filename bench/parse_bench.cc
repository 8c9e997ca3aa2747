#include <benchmark/benchmark.h>

#include "bench/mails.h"
#include "mime/parse.h"

namespace {

/// MIME structure alone: octets per second.
void parse(benchmark::State& state) {
  for (auto _ : state) {
    for (const auto& mail : smime::bench::mails()) {
      smime::Findings findings;
      benchmark::DoNotOptimize(smime::mime::parse(mail, smime::Limits{}, findings));
    }
  }
  const auto rounds = static_cast<std::int64_t>(state.iterations());
  state.SetBytesProcessed(rounds * static_cast<std::int64_t>(smime::bench::octets_of_all()));
  state.SetItemsProcessed(rounds * static_cast<std::int64_t>(smime::bench::mails().size()));
}
BENCHMARK(parse)->Unit(benchmark::kMillisecond);

}  // namespace
