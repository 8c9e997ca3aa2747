// Every limit: what a message just needs passes, one less is named and never valid.
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <regex>

#include "base/text.h"
#include "cli/limit_names.h"
#include "engine/trust/trust_list.h"
#include "engine/verify.h"
#include "tests/support/case_file.h"
#include "tests/support/clients.h"
#include "tests/support/exact.h"
#include "tests/support/inputs.h"

using namespace smime;
using namespace smime::test;

namespace {

std::string plain(std::string_view name) {
  std::string text(name);
  std::replace(text.begin(), text.end(), '-', '_');
  return text;
}

MessageFacts verify(std::string_view message, const Limits& limits, const char* trust) {
  Given given;
  given.time_rule = TimeRule::Given;
  given.now = *parse_rfc3339("2026-01-15T00:00:00Z");
  given.trust = read_anchors({corpus() / trust});
  given.clients.push_back(client("strict"));
  return verify_message(Exact(message), "message", given, limits).facts;
}

/// The names of the limits that were hit.
std::vector<std::string> limits_in(const MessageFacts& facts) {
  std::vector<std::string> names;
  for (const Finding& finding : findings_of(facts)) {
    if (finding.code != Code::LimitReached) continue;
    for (const auto& [key, value] : finding.details) {
      const auto* name = std::get_if<std::string>(&value);
      if (key == "limit" && name != nullptr) names.push_back(plain(*name));
    }
  }
  return names;
}

bool names(const MessageFacts& facts, const std::string& limit) {
  const auto hit = limits_in(facts);
  return std::find(hit.begin(), hit.end(), limit) != hit.end();
}

/// The messages of corpus/, and two that need more of something than any of them.
std::string message_called(const std::string& name) {
  const std::string good = read_text(corpus() / "messages/alice.detached.sha256.eml");
  const std::string head = "MIME-Version: 1.0\r\nFrom: alice@example.com\r\n";
  if (name == "two damaged fields")
    return "Content-A : x\r\nContent-B : x\r\nContent-C : x\r\n" + good;
  if (name == "unsigned around signed") {
    return head + "Content-Type: multipart/mixed; boundary=outer\r\n\r\n--outer\r\n" +
           good.substr(good.find("Content-Type: multipart/signed")) + "\r\n--outer--\r\n";
  }
  return read_text(corpus() / name);
}

struct Row {
  const char* limit;
  const char* message;
  // What the message holds, counted by hand; 0: it is the smallest that passes, whatever that is.
  std::uint32_t needs;
  const char* trust = "trust/sample.sst";
};

constexpr const char* kGood = "messages/alice.detached.sha256.eml";
constexpr const char* kLists = "hostile/limits.lists.eml";
constexpr const char* kRoot = "certs/root-1.pem";

// clang-format off
const std::vector<Row> kRows = {
    {"message_size", kGood, 0},
    {"header_field", kGood, 0},
    {"header_block", kGood, 0},
    {"header_fields", kGood, 0},
    {"header_fields_total", kGood, 0},
    {"mime_depth", "unsigned around signed", 0},
    {"entities", "unsigned around signed", 0},
    {"boundary", kGood, 0},
    {"signed_layers", kGood, 1},
    {"cms_depth", "messages/alice.compressed.eml", 1},
    {"decoded_octets", kGood, 0},
    {"inflated_octets", "messages/alice.compressed.eml", 0},
    {"hashed_octets", kGood, 0},
    {"signatures", kGood, 1},
    {"signatures", "messages/alice-and-bob.detached.sha256.eml", 2},
    {"findings", "two damaged fields", 3},
    {"cms_size", kGood, 0},
    {"asn1_depth", kGood, 0},
    {"cms_certificates", kGood, 2},
    {"signer_infos", "messages/alice-and-bob.detached.sha256.eml", 2},
    {"digest_algorithms", kGood, 1},
    {"cms_crls", kLists, 1, kRoot},
    {"crl_octets", kLists, 175, kRoot},
    {"attributes", kLists, 5, kRoot},
    {"signer_candidates", "cms/twin-certificates.der", 2},
    {"certificate_octets", kGood, 0},
    {"certificate_size", kGood, 0},
    {"name_size", kGood, 0},
    {"extensions", kGood, 0},
    {"extension_values", kGood, 0},
    {"general_names", kGood, 1},
    {"rsa_bits", kGood, 2048},
    {"rsa_exponent_bits", kGood, 17},
    {"dsa_bits", "cms/dsa-sha256.der", 2048, kRoot},
    {"chain_depth", kGood, 3},
    {"chain_candidates", kGood, 2},
    {"chain_paths", kLists, 2, kRoot},
    {"signature_checks", kGood, 3},
    {"name_comparisons", kLists, 0, kRoot},
    {"policy_nodes", kLists, 0, kRoot},
};
// clang-format on

}  // namespace

TEST_CASE("a limit passes what it allows; one above is named and never valid", "[limits]") {
  const Row& row = GENERATE(from_range(kRows));
  CAPTURE(row.limit, row.message);
  const std::string message = message_called(row.message);
  const MessageFacts usual = verify(message, Limits{}, row.trust);
  REQUIRE_FALSE(names(usual, row.limit));

  const auto with = [&](std::uint32_t value) {
    Limits limits;
    REQUIRE(cli::set_limit(limits, row.limit, value));
    return verify(message, limits, row.trust);
  };
  // The smallest value at which the limit is not hit.
  std::uint32_t least = 0;
  std::uint32_t most = 1U << 28U;
  while (least < most) {
    const std::uint32_t middle = least + (most - least) / 2;
    if (names(with(middle), row.limit))
      least = middle + 1;
    else
      most = middle;
  }
  REQUIRE(least > 0);
  if (row.needs != 0) CHECK(least == row.needs);
  CHECK(with(least).word == usual.word);
  for (const std::uint32_t below : {least - 1, least / 2, 0U}) {
    CAPTURE(below);
    const MessageFacts facts = with(below);
    CHECK(names(facts, row.limit));
    CHECK(facts.word != Word::Valid);
    CHECK(facts.word != Word::ValidWithNotes);
  }
}

TEST_CASE("further mailboxes never make one sender of several", "[limits]") {
  std::string message = message_called(kGood);
  const std::size_t from = message.find("From: ");
  message.insert(message.find("\r\n", from), ", mallory@example.net, carol@example.net");
  for (const std::uint32_t mailboxes : {0U, 1U, 2U, 3U, 1024U}) {
    CAPTURE(mailboxes);
    Limits limits;
    limits.mailboxes = mailboxes;
    CHECK(verify(message, limits, "trust/sample.sst").word == Word::SignerMismatch);
  }
}

TEST_CASE("a trust list beyond its limits is refused, and which limit is said", "[limits]") {
  const Octets list = read_octets(corpus() / "trust/sample.sst");
  const auto read = [&](const Limits& limits) {
    Findings out;
    const bool good = trust::read_trust_list(list, "sample.sst", limits, out).has_value();
    return std::pair(good, out.has(Code::LimitReached));
  };
  Limits limits;
  limits.trust_list_size = static_cast<std::uint32_t>(list.size());
  CHECK(read(limits) == std::pair(true, false));
  --limits.trust_list_size;
  CHECK(read(limits) == std::pair(false, true));
  limits = {};
  const auto elements = read_certificates(corpus() / "trust/sample.sst").size();
  limits.trust_list_elements = static_cast<std::uint32_t>(elements);
  CHECK(read(limits) == std::pair(true, false));
  --limits.trust_list_elements;
  CHECK(read(limits) == std::pair(false, true));
}

TEST_CASE("every limit is tested, can be set, and stands in docs/limits.md with its value",
          "[limits]") {
  std::map<std::string, std::uint32_t> code;
  for (const auto& [name, value] : cli::named_limits(Limits{})) code[plain(name)] = value;

  const std::string header = read_text(std::filesystem::path(SMIME_SOURCE_DIR) / "base/limits.h");
  std::size_t members = 0;
  const std::regex member("\n  std::uint32_t ([a-z0-9_]+) =");
  for (std::sregex_iterator at(header.begin(), header.end(), member), end; at != end; ++at) {
    CAPTURE((*at)[1].str());
    CHECK(code.contains((*at)[1].str()));
    ++members;
  }
  CHECK(members == code.size());
  CHECK(code.size() > 35);

  const std::string page = read_text(std::filesystem::path(SMIME_SOURCE_DIR) / "docs/limits.md");
  std::map<std::string, std::uint32_t> told;
  const std::regex line("\n\\| `([a-z0-9_]+)` \\| ([0-9]+) \\|[^\n|]+\\|[^\n|]+\\|[^\n|]+\\|");
  for (std::sregex_iterator at(page.begin(), page.end(), line), end; at != end; ++at)
    told[(*at)[1].str()] = static_cast<std::uint32_t>(std::stoul((*at)[2].str()));
  CHECK(told == code);

  for (const auto& [name, value] : code) {
    CAPTURE(name);
    // Those of revocation and fetching: tests/engine/revocation, tests/engine/fetch, tests/cli.
    constexpr std::string_view kElsewhere[] = {"trust_list_", "crl_size",    "crl_entries",
                                               "ocsp_",       "revocation_", "bundle_",
                                               "fetch_",      "chain_cache"};
    const bool elsewhere =
        name == "mailboxes" || name == "compression_ratio" ||
        std::any_of(std::begin(kElsewhere), std::end(kElsewhere),
                    [&](std::string_view start) { return name.starts_with(start); });
    const bool tested =
        std::any_of(kRows.begin(), kRows.end(), [&](const Row& row) { return row.limit == name; });
    CHECK((tested || elsewhere));
  }
}
