#include "engine/pki/chain_cache.h"

#include <catch2/catch.hpp>
#include <functional>
#include <set>

#include "engine/pki/key_writer.h"
#include "tests/support/inputs.h"

using namespace smime;
using namespace smime::test;
using pki::ChainCache;
using pki::KeptChain;
using pki::KeyWriter;

namespace {

crypto::Sha256 key(const std::string& text) { return crypto::sha256(as_octets(text)); }

KeptChain chain_at(TimeSpan at, std::string text = "x") {
  KeptChain kept;
  kept.at = at;
  kept.chain.anchors = "sha256:";
  kept.chain.elements.resize(1);
  kept.chain.elements[0].certificate.subject = std::move(text);
  return kept;
}

}  // namespace

TEST_CASE("what decides is kept apart item by item", "[chain_cache]") {
  const auto of = [](const std::vector<std::string>& items) {
    KeyWriter writer;
    for (const std::string& item : items) writer.add(item);
    return writer.digest();
  };
  std::set<crypto::Sha256> keys;
  const std::vector<std::vector<std::string>> different = {
      {},         {""},       {"", ""},
      {"ab"},     {"a", "b"}, {"", "ab"},
      {"ab", ""}, {"b", "a"}, {std::string(8, '\0')}};
  for (const auto& items : different) keys.insert(of(items));
  CHECK(keys.size() == different.size());

  const auto first = read_certificates(corpus() / "certs/root-1.pem");
  const auto second = read_certificates(corpus() / "certs/root-2.pem");
  const auto lists = [](const std::vector<std::vector<pki::CertificatePtr>>& all) {
    KeyWriter writer;
    for (const auto& list : all) writer.add(list);
    return writer.digest();
  };
  const auto& a = first.front();
  const auto& b = second.front();
  CHECK(lists({{a, b}}) != lists({{b, a}}));
  CHECK(lists({{a, b}}) != lists({{a}, {b}}));
  CHECK(lists({{a}, {}}) != lists({{}, {a}}));
  CHECK(lists({{a, nullptr}}) == lists({{a}}));
}

TEST_CASE("a trust list is told from one that differs in anything", "[chain_cache]") {
  const auto a = read_certificates(corpus() / "certs/root-1.pem").front();
  const auto b = read_certificates(corpus() / "certs/root-2.pem").front();
  const auto identity = [](const std::function<void(pki::TrustAnchors&)>& change) {
    pki::TrustAnchors list;
    change(list);
    return list.identity();
  };
  using List = pki::TrustAnchors;
  const auto restricted = [&](Time from, const char* text, std::uint32_t property) {
    return identity([&](List& list) {
      list.anchors = {a};
      list.restrictions[a->sha256] = {
          {property, text, pki::AnchorRestriction::Rule::JudgedFrom, from}};
    });
  };
  const std::set<crypto::Sha256> all = {
      identity([&](List&) {}),
      identity([&](List& list) { list.anchors = {a}; }),
      identity([&](List& list) { list.helpers = {a}; }),
      identity([&](List& list) {
        list.anchors = {a, b};
      }),
      identity([&](List& list) {
        list.anchors = {b, a};
      }),
      identity([&](List& list) { list.anchors = {a}, list.helpers = {b}; }),
      identity([&](List& list) { list.anchors = {a}, list.distrusted = {b->sha256}; }),
      identity([&](List& list) { list.anchors = {a}, list.fingerprint = "sha256:00"; }),
      restricted(1, "x", 104),
      restricted(2, "x", 104),
      restricted(1, "y", 104),
      restricted(1, "x", 126),
  };
  CHECK(all.size() == 12);
}

TEST_CASE("a chain is found at the times it holds", "[chain_cache]") {
  ChainCache cache(1U << 20U);
  cache.keep(key("a"), chain_at({10, 20}, "early"));
  cache.keep(key("a"), chain_at({21, 30}, "late"));
  const auto subject = [&](const char* name, Time at) {
    const auto found = cache.find(key(name), at, 0);
    return found ? found->chain.elements[0].certificate.subject : std::string("none");
  };
  CHECK(subject("a", 9) == "none");
  CHECK(subject("a", 10) == "early");
  CHECK(subject("a", 20) == "early");
  CHECK(subject("a", 21) == "late");
  CHECK(subject("a", 31) == "none");
  CHECK(subject("b", 15) == "none");
  CHECK(cache.counts().found == 3);
  CHECK(cache.counts().missed == 3);
}

TEST_CASE("memory is bounded, and what is asked for stays", "[chain_cache]") {
  constexpr std::size_t kMost = 1U << 20U;
  ChainCache cache(kMost);
  std::size_t most = 0;
  cache.keep(key("asked for"), chain_at({0, 9}));
  cache.keep(key("forgotten"), chain_at({0, 9}));
  for (int i = 0; i < 5'000; ++i) {
    cache.keep(key(std::to_string(i)), chain_at({0, 9}, std::string(1'000, 'x')));
    REQUIRE(cache.find(key("asked for"), 5, 0) != nullptr);
    most = std::max(most, cache.counts().octets);
  }
  CHECK(most <= kMost);
  CHECK(most > kMost / 2);
  CHECK(cache.find(key("forgotten"), 5, 0) == nullptr);
  CHECK(cache.find(key("4999"), 5, 0) != nullptr);

  // One that is large is not kept, nor any if there is no room.
  cache.keep(key("large"), chain_at({0, 9}, std::string(kMost / 64, 'x')));
  CHECK(cache.find(key("large"), 5, 0) == nullptr);
  ChainCache none(0);
  none.keep(key("a"), chain_at({0, 9}));
  CHECK(none.find(key("a"), 5, 0) == nullptr);
  CHECK(none.counts().octets == 0);

  // However many times are asked about, one key holds a few in each half.
  ChainCache narrow(kMost);
  for (Time at = 0; at < 1'000; ++at) narrow.keep(key("a"), chain_at({at, at}));
  std::size_t found = 0;
  for (Time at = 0; at < 1'000; ++at) found += narrow.find(key("a"), at, 0) ? 1U : 0U;
  CHECK(found >= ChainCache::kSpans);
  CHECK(found <= 2 * ChainCache::kSpans);
}
