// smime_bench FOLDER [Google Benchmark's options]: runs all, then prints how verify and the chains
// stand to their references.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <map>
#include <string>

#include "bench/chain_bench.h"
#include "bench/mails.h"

namespace {

/// The console's table, and the time of each benchmark kept.
class Keeper : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const auto& run : runs) {
      if (!run.error_occurred) seconds[run.benchmark_name()] = run.GetAdjustedCPUTime() / 1000;
    }
    ConsoleReporter::ReportRuns(runs);
  }
  std::map<std::string, double> seconds;  // per round over all mails
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: smime_bench FOLDER [--benchmark_…]\n");
    return 2;
  }
  smime::bench::read_mails(argv[1]);
  const double mails = static_cast<double>(smime::bench::mails().size());
  if (mails == 0) {
    std::fprintf(stderr, "no .eml in %s: make them with bench/make_mails.py\n", argv[1]);
    return 1;
  }
  std::printf("%.0f mails, %.0f octets on average\n", mails,
              static_cast<double>(smime::bench::octets_of_all()) / mails);
  --argc;
  argv[1] = argv[0];
  ++argv;
  smime::bench::register_chains();
  benchmark::Initialize(&argc, argv);
  Keeper keeper;
  benchmark::RunSpecifiedBenchmarks(&keeper);
  benchmark::Shutdown();
  for (const auto& [name, seconds] : keeper.seconds) {
    // The console reporter counts in the unit of each benchmark: microseconds.
    if (!name.starts_with("chain/") || !name.ends_with("/openssl")) continue;
    const std::string scene = name.substr(0, name.rfind('/'));
    const auto ratio = [&](const char* how) { return keeper.seconds[scene + how] / seconds; };
    std::printf("%s: cold %.2f, RFC 5280 alone %.2f, cached %.3f times X509_verify_cert\n",
                scene.c_str(), ratio("/cold"), ratio("/rfc5280"), ratio("/cached"));
  }
  const auto rate = [&](const char* name) {
    const auto found = keeper.seconds.find(name);
    return found == keeper.seconds.end() ? 0.0 : mails / found->second;
  };
  const double verify = rate("verify"), floor = rate("floor"), plain = rate("plain_openssl");
  if (verify == 0 || floor == 0 || plain == 0) return 1;
  std::printf("verify %.0f/s, floor %.0f/s, plain OpenSSL %.0f/s\n", verify, floor, plain);
  std::printf("verify is %.2f of the floor and %.1f times the plain OpenSSL program\n",
              verify / floor, verify / plain);
  return 0;
}
