// A chain from the cache is the one that evaluating it gives: in every case of the corpus, on both
// sides of every edge of time, with every budget.
#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <set>
#include <thread>

#include "engine/chain_evaluation.h"
#include "engine/report/json.h"
#include "engine/verify.h"
#include "tests/support/case_file.h"
#include "tests/support/clients.h"
#include "tests/support/exact.h"
#include "tests/support/inputs.h"

using namespace smime;
using namespace smime::test;

namespace {

struct Message {
  std::string name;
  Octets octets;
  Given given;
};

Given given_of(const CaseFile& one) {
  Given given;
  given.time_rule = one.time_rule;
  given.now = one.now;
  given.trust = read_anchors(one.trust);
  for (const auto& list : one.intermediates) {
    const auto more = read_certificates(list);
    given.intermediates.insert(given.intermediates.end(), more.begin(), more.end());
  }
  if (!one.revocation.empty()) given.revocation = read_revocation(one.revocation);
  for (const char* id : {"strict", "owa", "outlook_win"}) given.clients.push_back(client(id));
  return given;
}

/// The messages of the corpus, those beside a content apart: they have no chain of their own.
const std::vector<Message>& messages() {
  static const auto kAll = [] {
    std::vector<Message> all;
    for (const auto& file : files_below(corpus() / "cases", ".case")) {
      const CaseFile one = read_case(file);
      if (one.list || one.content) continue;
      const Given given = given_of(one);
      for (const auto& path : one.messages)
        all.push_back({one.name + " " + path.filename().string(), read_octets(path), given});
    }
    return all;
  }();
  return kAll;
}

Report verify(const Message& message, const Given& given, const Limits& limits = {}) {
  return verify_message(Exact(as_text(message.octets)), message.name, given, limits);
}

std::string as_json(const Report& report, const Given& given) {
  return report::message_json(report, report::describe_run(given, "0"));
}

/// Both sides of each time that the report's chains show.
std::set<Time> edges_of(const Report& report) {
  std::set<Time> edges;
  const auto add = [&](std::optional<Time> time) {
    if (!time) return;
    for (const Time near : {-1, 0, 1}) edges.insert(*time + near);
  };
  for (const LayerFacts& layer : report.facts.layers) {
    for (const SignerFacts& signer : layer.signers) {
      add(signer.signing_time);
      for (const ChainFacts& chain : signer.chains) {
        for (const ChainElementFacts& element : chain.elements) {
          add(element.certificate.not_before);
          add(element.certificate.not_after);
          add(element.revocation.revoked_at);
          if (element.revocation.state == Revocation::NotChecked) continue;
          add(element.revocation.this_update);
          add(element.revocation.next_update);
        }
      }
    }
  }
  return edges;
}

/// Those of the messages whose chains, or what they are judged with, differ.
const std::vector<Message>& distinct() {
  static const auto kDistinct = [] {
    std::vector<Message> all;
    std::set<std::string> known;
    for (const Message& message : messages()) {
      std::string what = std::to_string(message.given.intermediates.size());
      const auto& evidence = message.given.revocation.evidence;
      if (evidence) what += as_text(evidence->identity());
      for (const LayerFacts& layer : verify(message, message.given).facts.layers) {
        for (const SignerFacts& signer : layer.signers) {
          for (const ChainFacts& chain : signer.chains) {
            what += chain.anchors + std::to_string(static_cast<int>(chain.findings.word()));
            for (const auto& element : chain.elements) what += element.certificate.sha256;
          }
        }
      }
      if (known.insert(what).second) all.push_back(message);
    }
    return all;
  }();
  return kDistinct;
}

}  // namespace

TEST_CASE("a cached chain is the one a cold evaluation gives, in every case at every edge",
          "[chain_cache]") {
  const auto cache = std::make_shared<pki::ChainCache>(Limits{}.chain_cache);
  REQUIRE(distinct().size() > 50);
  std::size_t times = 0;
  for (const Message& message : distinct()) {
    CAPTURE(message.name);
    Given given = message.given;
    std::set<Time> edges = edges_of(verify(message, given));
    edges.insert(given.now);
    for (const Time at : edges) {
      CAPTURE(at);
      given.now = at;
      given.chain_cache = nullptr;
      const std::string cold = as_json(verify(message, given), given);
      given.chain_cache = cache;
      CHECK(as_json(verify(message, given), given) == cold);
      CHECK(as_json(verify(message, given), given) == cold);
      ++times;
    }
  }
  const auto counts = cache->counts();
  CAPTURE(times, counts.found, counts.missed);
  CHECK(times > 500);
  // The second time everything is there; the first time what another time or message left.
  CHECK(counts.found > 2 * counts.missed);
}

TEST_CASE("each message of the corpus has the same report with a cache that all share",
          "[chain_cache]") {
  const auto cache = std::make_shared<pki::ChainCache>(Limits{}.chain_cache);
  for (const Message& message : messages()) {
    CAPTURE(message.name);
    Given given = message.given;
    const std::string cold = as_json(verify(message, given), given);
    given.chain_cache = cache;
    CHECK(as_json(verify(message, given), given) == cold);
  }
  CHECK(cache->counts().found > 100);
}

TEST_CASE("a budget counts the same with a cached chain, and what it cut short is not kept",
          "[chain_cache]") {
  // Two chains to walk, name constraints and policies to look at: corpus/README.md.
  const Octets octets = read_octets(corpus() / "hostile/limits.lists.eml");
  Given given;
  given.time_rule = TimeRule::Given;
  given.now = *parse_rfc3339("2026-01-15T00:00:00Z");
  given.trust = read_anchors({corpus() / "certs/root-1.pem"});
  for (const char* id : {"strict", "owa"}) given.clients.push_back(client(id));
  const auto cache = std::make_shared<pki::ChainCache>(Limits{}.chain_cache);

  // The certificates as a message brings them.
  const auto list = read_certificates(corpus() / "certs/intermediate-1.pem");
  const auto signer = read_certificates(corpus() / "certs/alice.pem").front();
  const std::vector<const revocation::Evidence*> no_pools;
  const Limits limits;
  const auto evaluate = [&](std::uint32_t checks, std::uint32_t names, pki::ChainCache* with) {
    Budget budget(checks);
    ChainBudgets budgets(limits, budget);
    budgets.work.name_comparisons = Budget(names);
    const ChainQuestion question{signer,
                                 list,
                                 given.intermediates,
                                 no_pools,
                                 revocation::Asked::WhereKnown,
                                 revocation::Scope::ExcludeRoot,
                                 {given.trust, {Source::Message}, given.now},
                                 given.now,
                                 false,
                                 limits};
    const ChainFacts chain = evaluate_chain(question, budgets, with, key_of_layer(question));
    return std::tuple(
        chain.elements.size(), chain.reaches_anchor, chain.findings.word(),
        chain.findings.items().size(), chain.paths_tried, chain.windows.error_status, budget.left(),
        budgets.work.name_comparisons.left(), budgets.work.policy_nodes.left(),
        budgets.windows_work.name_comparisons.left(), budgets.windows_work.policy_nodes.left());
  };
  // Upwards, so that what was cut short comes first, and down again.
  std::vector<std::uint32_t> amounts = {0, 1, 2, 3, 4, 100, 100, 4, 3, 2, 1, 0};
  for (const std::uint32_t checks : amounts) {
    CAPTURE(checks);
    CHECK(evaluate(checks, 250'000, cache.get()) == evaluate(checks, 250'000, nullptr));
  }
  CHECK(cache->counts().found > 0);

  // The same for a whole message, whose chains share the budgets.
  const Message message{"limits.lists.eml", octets, given};
  for (const std::uint32_t checks : {100U, 1U, 2U, 3U, 4U, 5U, 6U, 8U, 100U}) {
    for (const std::uint32_t names : {250'000U, 1U, 40U, 400U, 4'000U, 40'000U, 250'000U}) {
      CAPTURE(checks, names);
      Limits tight;
      tight.signature_checks = checks;
      tight.name_comparisons = names;
      tight.policy_nodes = names;
      given.chain_cache = nullptr;
      const std::string cold = as_json(verify(message, given, tight), given);
      given.chain_cache = cache;
      CHECK(as_json(verify(message, given, tight), given) == cold);
      CHECK(as_json(verify(message, given, tight), given) == cold);
    }
  }
}

TEST_CASE("the time that a chain holds ends where a certificate does", "[chain_cache]") {
  const auto signer = read_certificates(corpus() / "certs/alice.pem").front();
  const auto list = read_certificates(corpus() / "certs/intermediate-1.pem");
  const std::vector<pki::CertificatePtr> none;
  const std::vector<const revocation::Evidence*> no_pools;
  const auto trust = read_anchors({corpus() / "certs/root-1.pem"});
  const Limits limits;
  pki::ChainCache cache(limits.chain_cache);
  const auto ask = [&](Time at) {
    Budget budget(100);
    ChainBudgets budgets(limits, budget);
    const ChainQuestion question{signer,
                                 list,
                                 none,
                                 no_pools,
                                 revocation::Asked::WhereKnown,
                                 revocation::Scope::ExcludeRoot,
                                 {trust, {Source::Message}, at},
                                 at,
                                 false,
                                 limits};
    const auto before = cache.counts().found;
    const ChainFacts chain = evaluate_chain(question, budgets, &cache, key_of_layer(question));
    CHECK(chain.at == at);
    return cache.counts().found > before;
  };
  CHECK_FALSE(ask(signer->not_before));
  CHECK(ask(signer->not_before));
  CHECK(ask(signer->not_after));
  CHECK(ask((signer->not_before + signer->not_after) / 2));
  CHECK_FALSE(ask(signer->not_before - 1));
  CHECK_FALSE(ask(signer->not_after + 1));
  CHECK(ask(signer->not_after + 2));
}

TEST_CASE("threads share a cache, and each gets its own answers", "[chain_cache][threads]") {
  // Small: what one thread needs is thrown out by another all the time.
  for (const std::size_t most : {std::size_t{Limits{}.chain_cache}, std::size_t{600'000}}) {
    const auto cache = std::make_shared<pki::ChainCache>(most);
    std::vector<std::string> cold;
    for (const Message& message : distinct())
      cold.push_back(as_json(verify(message, message.given), message.given));
    std::vector<std::size_t> differences(4);
    const auto run = [&](std::size_t number) {
      for (std::size_t i = 0; i < distinct().size(); ++i) {
        // Each in another order, all over the same messages.
        const std::size_t place = number % 2 == 0 ? i : distinct().size() - 1 - i;
        Given given = distinct()[place].given;
        given.chain_cache = cache;
        if (as_json(verify(distinct()[place], given), given) != cold[place]) ++differences[number];
      }
    };
    std::vector<std::thread> threads;
    for (std::size_t number = 0; number < differences.size(); ++number)
      threads.emplace_back(run, number);
    for (std::thread& thread : threads) thread.join();
    CHECK(differences == std::vector<std::size_t>(4));
    CHECK(cache->counts().octets <= most);
    CHECK(cache->counts().found > 0);
  }
}
