#include "engine/judge/client_file.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "engine/judge/builtin_clients.h"

using namespace smime;
using namespace smime::judge;

namespace {

constexpr std::string_view kGood = R"({
  "id": "mine", "name": "Mine", "version": "1", "extends": "owa",
  "conditions": {"untrusted_root": {"severity": "warning", "certainty": "observed",
    "text": ["Hm."], "text_certainty": "observed", "source": ["ME"]}},
  "findings": {"chain.untrusted_root": [{"with": "cms.ber_encoded", "condition": ""},
                                        {"condition": "untrusted_root"}]},
  "sources": {"ME": "seen on my own machine"}
})";

std::string with(std::string_view old_text, std::string_view new_text) {
  std::string text(kGood);
  const std::size_t at = text.find(old_text);
  REQUIRE(at != std::string::npos);
  return text.replace(at, old_text.size(), new_text);
}

std::string slurp(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

bool is_client(const ClientPolicy& policy) {
  return !policy.environments.empty() && policy.id != "strict";
}

}  // namespace

TEST_CASE("a client file extends another", "[judge]") {
  const ClientFile file = read_client(kGood, "mine.json", builtin_clients());
  REQUIRE(file.error.empty());
  REQUIRE(file.policy);
  const ClientPolicy& mine = *file.policy;
  const ClientPolicy& owa = *builtin_clients().at("owa");
  CHECK(mine.id == "mine");
  CHECK(mine.takes_sst);
  CHECK(mine.environments.size() == 2);
  CHECK(mine.conditions.size() == owa.conditions.size());
  CHECK(mine.conditions.at("untrusted_root").word == ClientWord::Warning);
  CHECK(mine.conditions.at("untrusted_root").text == std::vector<std::string>{"Hm."});
  REQUIRE(mine.findings.at("chain.untrusted_root").size() == 2);
  CHECK(mine.findings.at("chain.untrusted_root")[0].with == "cms.ber_encoded");
  CHECK(owa.conditions.at("untrusted_root").word == ClientWord::Invalid);
}

TEST_CASE("a wrong client file is refused with one line", "[judge]") {
  struct Row {
    std::string text, error;
  };
  const std::string deep(100, '[');
  const std::vector<Row> rows = {
      {"", "is not JSON"},
      {"{", "is not JSON"},
      {"[]", "is not an object"},
      {deep, "nested too deep"},
      {"{\"id\": \"\xFF\"}", "is not UTF-8"},
      {with("\"id\"", "\"ident\""), "unknown key \"ident\""},
      {with("\"id\": \"mine\", ", ""), "\"id\" is missing"},
      {with("\"mine\"", "17"), "id: is not a string"},
      {with("\"name\": \"Mine\"", "\"id\": \"x\""), "repeated key \"id\""},
      {with("\"owa\"", "\"nobody\""), "extends: unknown client \"nobody\""},
      {with("\"severity\": \"warning\"", "\"severity\": \"bad\""),
       "conditions.untrusted_root.severity: \"bad\" is none of invalid, not_shown, unknown, "
       "warning, valid, not_applicable"},
      {with("\"severity\": \"warning\", ", ""),
       "conditions.untrusted_root: \"severity\" is missing"},
      {with("\"certainty\": \"observed\"", "\"certainty\": \"sure\""), "\"sure\" is none of"},
      {with("\"text_certainty\": \"observed\", ", ""), "\"text_certainty\" is missing"},
      {with("\"text_certainty\": \"observed\"", "\"text_certainty\": \"unknown\""),
       "a text is quoted only where its source is known"},
      {with("[\"Hm.\"]", "[1]"), "holds something that is not a string"},
      {with("[\"Hm.\"]", "\"Hm.\""), "text: is not a list"},
      {with("[\"ME\"]", "[\"YOU\"]"), "conditions.untrusted_root: unknown source \"YOU\""},
      {with("\"chain.untrusted_root\"", "\"chain.nonsense\""),
       "findings: unknown finding \"chain.nonsense\""},
      {with("\"chain.untrusted_root\"", "\"nonsense.*\""),
       "findings: unknown family \"nonsense.*\""},
      {with("cms.ber_encoded", "cms.x"), "unknown finding \"cms.x\""},
      {with("{\"condition\": \"untrusted_root\"}", "{\"condition\": \"gone\"}"),
       "findings.chain.untrusted_root: unknown condition \"gone\""},
      {with("{\"condition\": \"untrusted_root\"}", "{}"), "\"condition\" is missing"},
      {with("{\"condition\": \"untrusted_root\"}", "{\"condition\": \"\", \"detail\": 1}"),
       "is not one name with one whole number"},
      {with("\"name\": \"Mine\"", "\"name\": \"Mine\", \"takes_sst\": 1"),
       "takes_sst: is neither true nor false"},
      {with("\"name\": \"Mine\"",
            "\"name\": \"Mine\", \"environments\": [{\"id\": \"a\", \"anchors\": \"trust\", "
            "\"helpers\": [\"magic\"], \"at\": \"now\", \"certainty\": \"vendor\"}]"),
       "environments[0].helpers: \"magic\" is none of message, trust, intermediates, fetched"},
      {with("\"id\": \"mine\"", "\"id\": \"mine\", \"a\\u001b[31m\\nb\": 1"), "unknown key"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const ClientFile file = read_client(row.text, "mine.json", builtin_clients());
    CHECK_FALSE(file.policy);
    CHECK(file.error.rfind("mine.json: ", 0) == 0);
    CHECK_THAT(file.error, Catch::Contains(row.error));
    CHECK(file.error.find('\n') == std::string::npos);
    CHECK(file.error.find('\x1b') == std::string::npos);
  }
}

TEST_CASE("every file in the folder is built in", "[judge]") {
  const std::filesystem::path folder = SMIME_SOURCE_DIR "/engine/judge/clients";
  std::size_t files = 0;
  std::set<std::string> members;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_directory()) continue;
    CAPTURE(entry.path());
    REQUIRE(entry.path().extension() == ".json");
    const std::string id = nlohmann::json::parse(slurp(entry.path())).at("id");
    CHECK(id == entry.path().stem().string());
    REQUIRE(builtin_clients().contains(id));
    CHECK(builtin_client(id) == builtin_clients().at(id));
    // A folder is a set: its page, and its base that all others in it extend.
    const bool in_set = entry.path().parent_path() != folder;
    const std::string set = entry.path().parent_path().filename().string();
    if (in_set && id != set) {
      CHECK(builtin_clients().at(id)->extends == set);
      members.insert(id);
    }
    if (id != "common") {
      CHECK(
          std::filesystem::exists(SMIME_SOURCE_DIR "/docs/clients/" + (in_set ? set : id) + ".md"));
    }
    ++files;
  }
  CHECK(files == builtin_clients().size());
  CHECK(files >= 7);
  const auto study = clients_named("study");
  CHECK(members == std::set<std::string>(study.begin(), study.end()));
}

TEST_CASE("every client has an answer to every error", "[judge]") {
  // What no single message can show.
  const std::set<std::string_view> elsewhere = {"trust", "fetch"};
  std::size_t held = 0;
  for (const auto& [id, policy] : builtin_clients()) {
    if (!is_client(*policy)) continue;
    for (const CodeInfo& code : all_codes()) {
      if (code.severity != Severity::Fatal && code.severity != Severity::Error) continue;
      if (elsewhere.contains(code.wire.substr(0, code.wire.find('.')))) continue;
      CAPTURE(id, code.wire);
      CHECK(policy->findings.contains(std::string(code.wire)));
      ++held;
    }
  }
  CHECK(held > 5 * 60);
}

TEST_CASE("client files say what they know and whence", "[judge]") {
  const std::vector<std::string> conditions = {"valid",
                                               "anchors_not_configured",
                                               "untrusted_root",
                                               "self_signed_signer",
                                               "missing_intermediate",
                                               "signer_cert_not_included",
                                               "expired_signer_now",
                                               "expired_at_signing",
                                               "not_yet_valid",
                                               "expired_ca",
                                               "revoked_signer",
                                               "revoked_ca",
                                               "crl_unavailable",
                                               "crl_expired",
                                               "no_revocation_info",
                                               "wrong_eku",
                                               "no_eku",
                                               "ku_without_ds",
                                               "ku_nr_only",
                                               "address_mismatch",
                                               "cert_without_address",
                                               "validity_too_long",
                                               "digest_mismatch",
                                               "bad_signature_value",
                                               "unsupported_algorithm",
                                               "weak_hash_message",
                                               "weak_hash_chain",
                                               "weak_key",
                                               "malformed_cms",
                                               "no_signer_infos",
                                               "no_signer_infos_no_certs",
                                               "multiple_signers_mixed",
                                               "nested_signature",
                                               "econtent_confusion",
                                               "opaque_signed",
                                               "encrypted_and_signed",
                                               "signing_time_far",
                                               "from_missing"};
  CHECK(conditions.size() == 38);
  for (const auto& [id, policy] : builtin_clients()) {
    if (!is_client(*policy)) continue;
    CAPTURE(id);
    CHECK_FALSE(policy->summary.empty());
    CHECK_FALSE(policy->environments.empty());
    CHECK(policy->rules.size() == 4);
    for (const std::string& name : conditions) {
      CAPTURE(name);
      REQUIRE(policy->conditions.contains(name));
      const Condition& condition = policy->conditions.at(name);
      // Who knows nothing says unknown, and who says unknown has nothing to quote as fact.
      if (condition.certainty == Certainty::Unknown) CHECK(condition.word == ClientWord::Unknown);
      if (!condition.text.empty()) {
        CHECK(condition.text_certainty != Certainty::Unknown);
        CHECK_FALSE(condition.source.empty());
      }
    }
    for (const auto& [code, lines] : policy->findings) {
      CAPTURE(code);
      // The last line has no exception, so that the table always answers.
      const FindingRule& last = lines.back();
      CHECK((!last.at && last.with.empty() && !last.kind && !last.detail));
    }
    for (const auto& [source, description] : policy->sources) CHECK_FALSE(description.empty());
  }
}

TEST_CASE("names of --client", "[judge]") {
  CHECK(clients_named("outlook") == std::vector<std::string>{"outlook_win"});
  CHECK(clients_named("mobile") == std::vector<std::string>{"outlook_mobile", "ios_mail", "eas"});
  CHECK(clients_named("owa") == std::vector<std::string>{"owa"});
  CHECK(clients_named("common").empty());
  CHECK(clients_named("nobody").empty());
  CHECK(clients_named("study").size() == 22);
  CHECK(clients_named("study_nine") == std::vector<std::string>{"study_nine"});
  CHECK(builtin_client("nobody") == nullptr);
  // All but "common", the set's base, and the set.
  CHECK(clients_named("all").size() == builtin_clients().size() - 2 - 22);
  CHECK(clients_named("all").front() == "strict");
  for (const char* name : {"outlook", "mobile", "study", "all"}) {
    for (const std::string& id : clients_named(name)) CHECK(builtin_clients().contains(id));
  }
}
