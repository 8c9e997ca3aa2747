// Chains alone: after RFC 5280 and as Windows sees them, cold and from the cache, beside OpenSSL's
// X509_verify_cert over the same certificates. Everything is decoded before, for all of them.
#include "bench/chain_bench.h"

#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>

#include "bench/reference.h"
#include "engine/chain_evaluation.h"
#include "engine/pki/build_chain.h"
#include "engine/trust/trust_list.h"
#include "tests/support/cert_graph.h"

namespace {
using namespace smime;
using test::ca;
using test::make;

struct Scene {
  pki::CertificatePtr signer;
  std::vector<pki::CertificatePtr> beside;
  std::shared_ptr<pki::TrustAnchors> trust = std::make_shared<pki::TrustAnchors>();
  bool good = true;  // a path holds
};

constexpr Time kAt = 1782864000;  // 2026-07-01

trust::TrustList read_list(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  const Octets octets{std::istreambuf_iterator<char>(in), {}};
  Findings findings;
  auto list = trust::read_trust_list(octets, path, Limits{}, findings);
  if (!list) throw std::runtime_error(path + ": cannot be read");
  return std::move(*list);
}

pki::CertificatePtr corpus_certificate(const std::string& name) {
  return read_list(SMIME_SOURCE_DIR "/corpus/certs/" + name).elements.front().certificate;
}

Scene three_certificates() {
  Scene scene;
  scene.signer = corpus_certificate("alice.pem");
  scene.beside = {scene.signer, corpus_certificate("intermediate-1.pem")};
  const auto list = read_list(SMIME_SOURCE_DIR "/corpus/trust/sample.sst");
  scene.trust->add(*trust::anchors_of(list, trust::Anchors::SelfSigned));
  return scene;
}

/// The same below a list of real roots; nothing where the suites are not at hand.
std::unique_ptr<Scene> real_list() {
  const char* const suites = std::getenv("SMIMECHECK_SUITES");
  if (suites == nullptr) return nullptr;
  auto scene = std::make_unique<Scene>(three_certificates());
  const auto list = read_list(std::string(suites) + "/sst-real/winrootCAupdate-2021.sst");
  scene->trust->add(*trust::anchors_of(list, trust::Anchors::SelfSigned));
  return scene;
}

/// The signer's CA is certified by its own root, which nobody trusts, and by a bridge; so is the
/// bridge, by three such roots and by the one that is trusted.
Scene bridge() {
  Scene scene;
  scene.signer = make(test::signer("CA"));
  const auto anchor = make(ca("Trusted Root", "Trusted Root"));
  scene.beside = {scene.signer, make(ca("CA", "Own Root")), make(ca("Own Root", "Own Root")),
                  make(ca("CA", "Bridge"))};
  for (const char* root : {"Root 1", "Root 2", "Root 3"}) {
    scene.beside.push_back(make(ca("Bridge", root)));
    scene.beside.push_back(make(ca(root, root)));
    scene.beside.push_back(make(ca(root, "Bridge")));
  }
  scene.beside.push_back(make(ca("Bridge", "Trusted Root")));
  scene.trust->anchors = {anchor};
  return scene;
}

/// The worst: `count` CAs, each certified by all others, and no way out.
Scene mesh(int count) {
  Scene scene;
  scene.good = false;
  scene.signer = make(test::signer("CA 0"));
  scene.beside = {scene.signer};
  for (int subject = 0; subject < count; ++subject) {
    for (int issuer = 0; issuer < count; ++issuer) {
      if (subject == issuer) continue;
      auto recipe = ca("CA " + std::to_string(subject), "CA " + std::to_string(issuer));
      recipe.serial = subject * count + issuer + 1;
      scene.beside.push_back(make(recipe));
    }
  }
  scene.trust->anchors = {make(ca("Trusted Root", "Trusted Root"))};
  return scene;
}

struct Chains {
  explicit Chains(Scene&& made) : scene(std::move(made)) {}
  Scene scene;
  Limits limits;
  std::vector<pki::CertificatePtr> none;
  std::vector<const revocation::Evidence*> no_pools;
  pki::ChainCache cache{limits.chain_cache};

  [[nodiscard]] pki::Environment environment() const {
    return {scene.trust, {Source::Message}, kAt};
  }

  /// What verify does for a signer in one environment. The number of signature checks.
  std::uint32_t evaluate(benchmark::State& state, pki::ChainCache* with) {
    Budget budget(limits.signature_checks);
    ChainBudgets budgets(limits, budget);
    const ChainQuestion question{scene.signer,
                                 scene.beside,
                                 none,
                                 no_pools,
                                 revocation::Asked::WhereKnown,
                                 revocation::Scope::ExcludeRoot,
                                 environment(),
                                 kAt,
                                 limits};
    const ChainFacts chain = evaluate_chain(
        question, budgets, with, with != nullptr ? key_of_layer(question) : crypto::Sha256{});
    if (chain.reaches_anchor != scene.good) state.SkipWithError("the wrong chain");
    return limits.signature_checks - budget.left();
  }
};

void cold(benchmark::State& state, Chains& chains) {
  std::uint32_t checks = 0;
  for (auto _ : state) checks = chains.evaluate(state, nullptr);
  state.counters["checks"] = checks;
}

void rfc_alone(benchmark::State& state, Chains& chains) {
  for (auto _ : state) {
    Budget budget(chains.limits.signature_checks);
    pki::SignatureChecks checks(chains.limits, budget);
    benchmark::DoNotOptimize(pki::build_chain(chains.scene.signer, chains.scene.beside, chains.none,
                                              chains.environment(), "", chains.limits, checks));
  }
}

void cached(benchmark::State& state, Chains& chains) {
  for (auto _ : state) (void)chains.evaluate(state, &chains.cache);
  state.counters["found"] = static_cast<double>(chains.cache.counts().found);
}

void openssl(benchmark::State& state, Chains& chains) {
  std::vector<Bytes> beside, anchors;
  for (const auto& one : chains.scene.beside) beside.emplace_back(one->der);
  for (const auto& one : chains.scene.trust->anchors) anchors.emplace_back(one->der);
  const bench::PlainChain plain(chains.scene.signer->der, beside, anchors, kAt);
  bool found = false;
  for (auto _ : state) found = plain.verify();
  // It takes one way at each certificate and does not come back: bridges are beyond it.
  if (found != chains.scene.good) state.SetLabel("finds no path");
}

void add(const std::string& name, Scene&& scene) {
  static std::vector<std::unique_ptr<Chains>> all;
  all.push_back(std::make_unique<Chains>(std::move(scene)));
  Chains& chains = *all.back();
  using benchmark::RegisterBenchmark;
  const auto run = [&](const char* how, auto function) {
    RegisterBenchmark(("chain/" + name + "/" + how).c_str(), [&chains,
                                                              function](benchmark::State& state) {
      function(state, chains);
    })->Unit(benchmark::kMicrosecond);
  };
  run("cold", cold);
  run("rfc5280", rfc_alone);
  run("cached", cached);
  run("openssl", openssl);
}

}  // namespace

namespace smime::bench {

void register_chains() {
  add("three", three_certificates());
  if (auto scene = real_list())
    add("real-list", std::move(*scene));
  else
    std::printf("chain/real-list: skipped, SMIMECHECK_SUITES is not set\n");
  add("bridge", bridge());
  add("mesh-240", mesh(16));
}

}  // namespace smime::bench
