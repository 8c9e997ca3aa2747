#include "tests/conformance/suite.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdio>
#include <set>
#include <stdexcept>

#include "tests/support/case_file.h"
#include "tests/support/clients.h"
#include "tests/support/exact.h"

namespace smime::test {
namespace fs = std::filesystem;

Report verify_file(const Inputs& inputs) {
  Given given;
  given.now = inputs.at;
  given.time_rule = inputs.time_rule;
  given.trust = inputs.trust;
  given.intermediates = inputs.intermediates;
  if (inputs.content) given.content = Bytes(*inputs.content);
  given.clients = {client("strict")};
  const Octets message = read_octets(inputs.message);
  return verify_message(Exact(as_text(message)), inputs.message.filename().string(), given,
                        Limits{});
}

std::optional<fs::path> suite_folder(std::string_view name) {
  const fs::path root = suite_root();
  if (root.empty()) {
    WARN("skipped: SMIMECHECK_SUITES is not set");
    return std::nullopt;
  }
  return root / name;
}

Suite::Suite(std::string name, const fs::path& table, std::string_view name_column)
    : Suite(std::move(name), table,
            [column = std::string(name_column)](const Table& rows, const Table::Row& row) {
              return rows.at(row, column);
            }) {}

Suite::Suite(std::string name, const fs::path& table, NameOf name_of)
    : name_(std::move(name)), table_(table), name_of_(std::move(name_of)) {
  const Table declared(fs::path(SMIME_SOURCE_DIR) / "tests/conformance/declared.tsv");
  for (const auto& row : declared.rows()) {
    if (declared.at(row, "suite") == name_)
      declared_.emplace(declared.at(row, "row"), declared.at(row, "reason"));
  }
}

Suite& Suite::only(std::function<bool(const std::string&)> wanted) {
  wanted_ = std::move(wanted);
  return *this;
}

void Suite::run(const std::function<Complaint(const Table&, const Table::Row&)>& check) {
  int passed = 0, failed = 0, known = 0;
  std::vector<std::string> failures;
  std::set<std::string> seen;
  for (const auto& row : table_.rows()) {
    const std::string name = name_of_(table_, row);
    if (wanted_ && !wanted_(name)) continue;
    if (!seen.insert(name).second) {
      ++failed;
      failures.push_back(name + ": the name of two rows");
      continue;
    }
    const Complaint complaint = check(table_, row);
    const auto declared = declared_.find(name);
    const bool is_declared = declared != declared_.end();
    if (complaint.empty() && !is_declared) {
      ++passed;
    } else if (complaint.empty()) {
      ++failed;
      failures.push_back(name + ": passes, so remove it from declared.tsv");
    } else if (is_declared) {
      ++known;
    } else {
      ++failed;
      failures.push_back(name + ": " + complaint);
    }
    if (is_declared) declared_.erase(declared);
  }
  for (const auto& [row, reason] : declared_) {
    ++failed;
    failures.push_back(row + ": declared, but the suite has no such row");
  }
  std::printf("%s: %d passed, %d declared, %d failed\n", name_.c_str(), passed, known, failed);
  for (const auto& failure : failures) FAIL_CHECK(failure);
  CHECK(passed + known > 0);
}

const LayerFacts* root_layer(const MessageFacts& facts) {
  const auto found = std::find_if(facts.layers.begin(), facts.layers.end(),
                                  [](const LayerFacts& layer) { return layer.part == "TEXT"; });
  return found == facts.layers.end() ? nullptr : &*found;
}

bool any_layer(const MessageFacts& facts, LayerType type) {
  return std::any_of(facts.layers.begin(), facts.layers.end(),
                     [type](const LayerFacts& layer) { return layer.type == type; });
}

bool signatures_verify(const LayerFacts& layer) {
  return !layer.signers.empty() &&
         std::all_of(layer.signers.begin(), layer.signers.end(), [](const SignerFacts& signer) {
           return signer.content_intact == true && signer.signature_valid == true;
         });
}

const ChainFacts* strict_chain(const SignerFacts& signer) {
  for (const auto& chain : signer.chains) {
    const auto& users = chain.used_by;
    if (std::find(users.begin(), users.end(), "strict") != users.end()) return &chain;
  }
  return nullptr;
}

bool trusted(const LayerFacts& layer) {
  return !layer.signers.empty() &&
         std::all_of(layer.signers.begin(), layer.signers.end(), [](const SignerFacts& signer) {
           const ChainFacts* chain = strict_chain(signer);
           return chain != nullptr && chain->reaches_anchor &&
                  !chain->findings.any(Severity::Error);
         });
}

bool has(const MessageFacts& facts, Code code) {
  const auto found = findings_of(facts);
  return std::any_of(found.begin(), found.end(),
                     [code](const Finding& finding) { return finding.code == code; });
}

std::string describe(const MessageFacts& facts) {
  std::string text = "word " + std::string(wire_name(facts.word));
  for (const auto& finding : findings_of(facts)) {
    if (info(finding.code).severity != Severity::Notice)
      text += ", " + std::string(info(finding.code).wire) + " at " + finding.where;
  }
  return text;
}

}  // namespace smime::test
