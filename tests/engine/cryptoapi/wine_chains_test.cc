// What CertGetCertificateChain and CertVerifyCertificateChainPolicy answer on Windows, as Wine's
// tests pin it: every bit of every element, every HRESULT.
#include <catch2/catch.hpp>
#include <iostream>
#include <map>
#include <set>

#include "engine/cryptoapi/chain_context.h"
#include "engine/cryptoapi/chain_policy.h"
#include "tests/conformance/suite.h"
#include "tests/support/pem.h"

using namespace smime;
using namespace smime::test;
namespace fs = std::filesystem;

namespace {

/// Public roots that a Windows of that time trusts.
const std::set<std::string> kMachineRoots = {"geotrust_global_ca", "usertrust_ca"};

pki::CertificatePtr read(const fs::path& folder, const std::string& name) {
  return pki::read_certificate(read_octets(folder / "certs" / (name + ".der")), Limits{});
}

struct Chain {
  std::vector<std::string> store;
  std::string end;
  bool store_passed = true;
  Time at = 0;
};

/// Nothing, if the end certificate cannot be read.
std::optional<cryptoapi::ChainContext> context_of(const fs::path& folder, const Chain& chain,
                                                  const cryptoapi::RequestedUsage& usage = {}) {
  const auto end = read(folder, chain.end);
  if (!end) return std::nullopt;
  auto trust = std::make_shared<pki::TrustAnchors>();
  for (const auto& name : kMachineRoots) trust->anchors.push_back(read(folder, name));
  std::vector<pki::CertificatePtr> store;
  if (chain.store_passed) {
    for (const auto& name : chain.store) store.push_back(read(folder, name));
  }
  const Limits limits;
  Budget budget(limits.signature_checks);
  pki::SignatureChecks checks(limits, budget);
  pki::ChainWork work(limits);
  return cryptoapi::chain_context(end, store, {}, {trust, {Source::Message}, chain.at}, usage,
                                  limits, checks, work);
}

std::string hex8(std::uint32_t value) {
  char text[9];
  std::snprintf(text, sizeof text, "%08x", value);
  return text;
}

/// HAS_PREFERRED_ISSUER is not modelled; old Windows does not set it either.
constexpr std::uint32_t kPreferred = 0x100;
std::string without_preferred(const std::string& statuses) {
  std::string text;
  for (const std::string& status : split(statuses, " ")) {
    const auto slash = status.find('/');
    const auto info = static_cast<std::uint32_t>(std::stoul(status.substr(slash + 1), nullptr, 16));
    if (!text.empty()) text += ' ';
    text += status.substr(0, slash) + "/" + hex8(info & ~kPreferred);
  }
  return text;
}

std::string elements_of(const cryptoapi::ChainContext& context) {
  std::string text;
  for (const auto& element : context.elements) {
    if (!text.empty()) text += ' ';
    text += hex8(element.status.error) + "/" + hex8(element.status.info);
  }
  return text;
}

std::uint32_t number(const std::string& text) {
  return static_cast<std::uint32_t>(std::stoul(text == "NULL" ? "0" : text, nullptr, 16));
}

std::string prefixed(std::uint32_t value) { return "0x" + hex8(value); }

}  // namespace

TEST_CASE("status of chains as Windows answers it", "[cryptoapi]") {
  const auto folder = suite_folder("wine-chains");
  if (!folder) return;
  const Table table(*folder / "expected.tsv");
  const std::map<std::string, std::string> declared = {
      {"chainCheckEmbeddedNullBroken 0",
       "what an older Windows answers; the row before is today's"},
      {"opensslChainCheck 0", "needs the GlobalSign root, which the suite does not hold"},
  };
  int right = 0;
  std::set<std::string> left;
  for (const auto& [name, reason] : declared) left.insert(name);
  for (const auto& row : table.rows()) {
    const auto at = [&](const char* column) { return table.at(row, column); };
    const std::string name = at("suite") + " " + at("index");
    CAPTURE(name, at("chain"), at("note"));
    const Chain chain{split(at("certs_in_store_order"), " "), at("end_cert"),
                      at("store_passed") == "yes", *parse_rfc3339(at("check_time_utc"))};
    const auto context = context_of(*folder, chain);
    const std::string got = context ? hex8(context->status.error) + " " +
                                          hex8(context->status.info) + " " + elements_of(*context)
                                    : "unreadable";
    const std::string want = at("expected_error") + " " + at("expected_info") + " " +
                             without_preferred(at("element_status_end_first(error/info)"));
    if (declared.contains(name)) {
      CHECK(got != want);
      left.erase(name);
      continue;
    }
    CHECK(got == want);
    right += got == want ? 1 : 0;
  }
  std::cout << "wine-chains, status: " << right << " passed, " << declared.size() << " declared, "
            << table.rows().size() - declared.size() - static_cast<std::size_t>(right)
            << " failed\n";
  CHECK(right > 25);
}

TEST_CASE("policies over chains as Windows answers them", "[cryptoapi]") {
  const auto folder = suite_folder("wine-chains");
  if (!folder) return;
  const Table table(*folder / "policy.tsv");
  const std::map<std::string, cryptoapi::Policy> policies = {
      {"CERT_CHAIN_POLICY_BASE", cryptoapi::Policy::Base},
      {"CERT_CHAIN_POLICY_AUTHENTICODE", cryptoapi::Policy::Authenticode},
      {"CERT_CHAIN_POLICY_SSL", cryptoapi::Policy::Ssl},
      {"CERT_CHAIN_POLICY_BASIC_CONSTRAINTS", cryptoapi::Policy::BasicConstraints},
  };
  int right = 0, declared = 0, wrong = 0;
  for (const auto& row : table.rows()) {
    const auto at = [&](const char* column) { return table.at(row, column); };
    CAPTURE(at("policy"), at("table"), at("index"), at("chain"));
    // Names and flags of TLS, and Microsoft's own roots: nothing that a reader of mail asks for.
    if (!policies.contains(at("policy")) || at("table").find("MatchingName") != std::string::npos ||
        at("ssl_extra_para").find("fdwChecks") != std::string::npos ||
        at("engine") != "default(NULL)") {
      ++declared;
      continue;
    }
    const std::vector<std::string> certificates = split(at("certs_in_store_order"), " ");
    const auto context = context_of(
        *folder, {certificates, certificates.back(), true, *parse_rfc3339(at("check_time_utc"))});
    std::string got = "unreadable";
    if (context) {
      const auto status = cryptoapi::verify_chain_policy(*context, policies.at(at("policy")),
                                                         number(at("policy_dwFlags")));
      got = prefixed(status.hresult) + " " + std::to_string(status.chain) + " " +
            std::to_string(status.element);
    }
    const std::string want =
        at("expected_hresult") + " " + at("lChainIndex") + " " + at("lElementIndex");
    CHECK(got == want);
    (got == want ? right : wrong) += 1;
  }
  std::cout << "wine-chains, policies: " << right << " passed, " << declared << " declared, "
            << wrong << " failed\n";
  CHECK(right > 50);
}

TEST_CASE("requested usages as Windows weighs them", "[cryptoapi]") {
  const auto folder = suite_folder("wine-chains");
  if (!folder) return;
  const Table table(*folder / "extra.tsv");
  int asked = 0;
  for (const auto& row : table.rows()) {
    const auto at = [&](const char* column) { return table.at(row, column); };
    if (!at("case").starts_with("usage-")) continue;
    CAPTURE(at("case"));
    const auto context = context_of(*folder,
                                    {{"geotrust_global_ca", "google_internet_authority"},
                                     at("end_cert"),
                                     true,
                                     *parse_rfc3339(at("check_time_utc"))},
                                    {split(at("requested_usage"), " "), at("usage_type") == "OR"});
    REQUIRE(context);
    const bool lacks = at("expectation_on_windows").find("lacks") != std::string::npos;
    CHECK(((context->status.error & cryptoapi::kIsNotValidForUsage) == 0) == lacks);
    ++asked;
  }
  CHECK(asked >= 3);
}
