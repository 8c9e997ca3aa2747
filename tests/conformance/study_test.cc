// The published table of what 22 clients were fooled by, against the rows of those clients: for
// each published message of a class of attack, a row is valid where its client was fooled by that
// class.
#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <set>

#include "tests/conformance/suite.h"
#include "tests/support/clients.h"
#include "tests/support/exact.h"

using namespace smime;
using namespace smime::test;

namespace {

using Policy = std::shared_ptr<const judge::ClientPolicy>;

/// The policy of the study's client of this version; null: there is none. No two have the same.
Policy study_client(const std::string& version) {
  for (const auto& id : judge::clients_named("study")) {
    if (client(id)->version.starts_with(version + " ")) return client(id);
  }
  return nullptr;
}

/// version → the classes of attack that it was fooled by, from the published table.
std::map<std::string, std::set<std::string>> published(const std::filesystem::path& file) {
  std::map<std::string, std::set<std::string>> table;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("#") || line.starts_with("source\t")) continue;
    const auto columns = split(line, "\t");
    REQUIRE(columns.size() == 10);
    std::set<std::string>& weaknesses = table[columns[3]];
    for (const std::string& weakness : split(columns[9], ",")) weaknesses.insert(weakness);
  }
  return table;
}

const std::set<std::string> kClasses = {"C1", "C2", "C3", "C4", "M1",     "M2",
                                        "M3", "I1", "I2", "I3", "control"};

}  // namespace

TEST_CASE("rows of the study's clients are what was published", "[conformance]") {
  const auto folder = suite_folder("attacks");
  if (!folder) return;
  const auto fooled = published(*folder / "clients.tsv");
  REQUIRE(fooled.size() == 22);
  Given given;
  given.time_rule = TimeRule::Given;
  given.clients.push_back(client("strict"));
  std::vector<std::string> versions;
  for (const auto& [version, weaknesses] : fooled) {
    CAPTURE(version);
    REQUIRE(study_client(version));
    given.clients.push_back(study_client(version));
    versions.push_back(version);
  }

  const Table table(*folder / "expected.tsv");
  std::size_t rows = 0;
  for (const auto& row : table.rows()) {
    const std::string& file = table.at(row, "file");
    const std::string& group = table.at(row, "class");
    // The messages of the study itself; others of these classes have further faults.
    if (!file.starts_with("rub-johnny/") || !kClasses.contains(group)) continue;
    CAPTURE(file, group);
    given.now = parse_rfc3339(table.at(row, "verify_at")).value();
    given.trust = read_anchors({*folder / table.at(row, "trust_anchor")});
    const Octets message = read_octets(*folder / file);
    const Report report = verify_message(Exact(as_text(message)), file, given, Limits{});
    REQUIRE(report.verdicts.size() == versions.size());
    for (std::size_t i = 0; i < versions.size(); ++i) {
      CAPTURE(report.verdicts[i].client, report.verdicts[i].reason);
      const bool genuine = table.at(row, "expected") == "VALID";
      const bool valid = genuine || fooled.at(versions[i]).contains(group);
      CHECK(judge::wire_name(report.verdicts[i].word) == (valid ? "valid" : "unknown"));
      if (valid) CHECK(report.verdicts[i].certainty == judge::Certainty::ThirdParty);
    }
    ++rows;
  }
  CHECK(rows >= 15);
}

TEST_CASE("what the study's files say of a class is what was published", "[conformance]") {
  const auto folder = suite_folder("attacks");
  if (!folder) return;
  const std::map<std::string, std::string> conditions = {
      {"C1", "econtent_confusion"}, {"C2", "multiple_signers_mixed"},
      {"C3", "no_signer_infos"},    {"C4", "untrusted_root"},
      {"M1", "nested_signature"},   {"I1", "address_mismatch"},
      {"I2", "from_missing"},       {"I3", "from_several"}};
  for (const auto& [version, weaknesses] : published(*folder / "clients.tsv")) {
    const Policy policy = study_client(version);
    REQUIRE(policy);
    for (const auto& [group, condition] : conditions) {
      CAPTURE(policy->id, group);
      const bool valid = policy->conditions.at(condition).word == judge::ClientWord::Valid;
      CHECK(valid == weaknesses.contains(group));
    }
    // What no signature tells is said in words.
    const bool told = policy->summary.find("U1") != std::string::npos;
    CHECK(told == weaknesses.contains("U1"));
  }
}
