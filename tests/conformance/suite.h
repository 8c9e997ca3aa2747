#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/verify.h"
#include "tests/support/inputs.h"

/// Public suites, run against what their makers say of them. A row fails, passes, or is a declared
/// deviation of tests/conformance/declared.tsv; a declared deviation that has vanished fails, too.
namespace smime::test {

/// What a row is judged with. `anchors` and `at` are part of each suite's description.
struct Inputs {
  std::filesystem::path message = {};
  std::shared_ptr<const pki::TrustAnchors> trust = nullptr;
  Time at = 0;
  TimeRule time_rule = TimeRule::Given;
  std::vector<pki::CertificatePtr> intermediates = {};
  std::optional<Octets> content = std::nullopt;
};
[[nodiscard]] Report verify_file(const Inputs& inputs);

/// The word "none" of a row's complaints: an empty string means that the row holds.
using Complaint = std::string;

class Suite {
 public:
  /// Runs `check` for every row of `table`, which names the row in the column `name_column`, and
  /// reports one line "SUITE: n passed, n declared, n failed" and one per failure. Fails the
  /// running test if a row failed or there was none.
  Suite(std::string name, const std::filesystem::path& table,
        std::string_view name_column = "file");
  /// The same for a table without one: `name_of` makes the name, which no two rows may share.
  using NameOf = std::function<std::string(const Table&, const Table::Row&)>;
  Suite(std::string name, const std::filesystem::path& table, NameOf name_of);
  /// Runs those rows alone whose name `wanted` takes.
  Suite& only(std::function<bool(const std::string&)> wanted);
  void run(const std::function<Complaint(const Table&, const Table::Row&)>& check);

 private:
  std::string name_;
  Table table_;
  NameOf name_of_;
  std::function<bool(const std::string&)> wanted_;
  std::map<std::string, std::string> declared_;
};

/// A suite's folder below SMIMECHECK_SUITES; nothing, and a line "skipped", if that is not set.
[[nodiscard]] std::optional<std::filesystem::path> suite_folder(std::string_view name);

/// Questions about facts that several suites ask. ------------------------------------------------

/// The layer at the root of the message; null if there is none.
[[nodiscard]] const LayerFacts* root_layer(const MessageFacts& facts);
[[nodiscard]] bool any_layer(const MessageFacts& facts, LayerType type);
/// Every signer (one at least) has the right digest and a signature that verifies.
[[nodiscard]] bool signatures_verify(const LayerFacts& layer);
/// The chain that `strict` looks at; null if there is none.
[[nodiscard]] const ChainFacts* strict_chain(const SignerFacts& signer);
/// Every signer's chain for `strict` ends in an anchor and breaks no rule.
[[nodiscard]] bool trusted(const LayerFacts& layer);
/// The code stands anywhere among the facts that bear on `strict`.
[[nodiscard]] bool has(const MessageFacts& facts, Code code);
/// Word and findings, for a line about a failure.
[[nodiscard]] std::string describe(const MessageFacts& facts);

}  // namespace smime::test
