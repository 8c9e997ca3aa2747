// Every message of the corpus through the openssl program: whether the signature is good, and
// whether its chain is. Differences stand in tests/engines.tsv with their reasons.
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <string>

#include "engine/verify.h"
#include "tests/conformance/suite.h"
#include "tests/support/inputs.h"
#include "tests/support/run_program.h"

using namespace smime;
using namespace smime::test;
namespace fs = std::filesystem;

namespace {

constexpr Time kAt = 1768435200;  // 2026-01-15, as in the cases

/// openssl cms -verify with the words that the file's form needs.
bool openssl_accepts(const fs::path& file, std::vector<std::string> arguments) {
  const TemporaryDirectory directory;
  std::string in = file.string(), form = "SMIME";
  if (file.extension() == ".pem") form = "PEM";
  if (file.extension() == ".p7m" || file.extension() == ".p7s") form = "DER";
  if (file.extension() == ".base64") {  // no form of the program's: decoded before
    form = "DER";
    in = directory.path("der");
    REQUIRE(run("openssl", {"base64", "-d", "-in", file.string(), "-out", in}).status == 0);
  }
  if (file.extension() == ".p7s") {
    const fs::path content = fs::path(file).replace_extension(".content");
    arguments.insert(arguments.end(), {"-binary", "-content", content.string()});
  }
  arguments.insert(arguments.begin(),
                   {"cms", "-verify", "-in", in, "-inform", form, "-out", "/dev/null"});
  return run("openssl", arguments).status == 0;
}

class Declared {
 public:
  Declared() : table_(fs::path(SMIME_SOURCE_DIR) / "tests/engines.tsv") {
    for (const auto& row : table_.rows()) {
      CHECK_FALSE(table_.at(row, "reason").empty());
      left_.insert(table_.at(row, "question") + " " + table_.at(row, "message"));
    }
  }
  void compare(const std::string& question, const std::string& message, bool ours, bool theirs) {
    CAPTURE(question, message, ours, theirs);
    const bool declared = left_.erase(question + " " + message) != 0;
    CHECK((ours != theirs) == declared);
  }
  /// Rows about messages that are not there.
  [[nodiscard]] const std::set<std::string>& left() const { return left_; }

 private:
  Table table_;
  std::set<std::string> left_;
};

}  // namespace

TEST_CASE("the openssl program reads the corpus alike", "[engines]") {
  REQUIRE(run("openssl", {"version"}).status == 0);
  const fs::path root = corpus() / "certs/root-1.pem";
  Declared declared;
  int compared = 0;
  for (const auto& file : files_below(corpus() / "messages", "")) {
    if (file.extension() == ".content") continue;
    Inputs inputs;
    inputs.message = file;
    inputs.trust = read_anchors({root});
    inputs.at = kAt;
    if (file.extension() == ".p7s")
      inputs.content = read_octets(fs::path(file).replace_extension(".content"));
    const MessageFacts facts = verify_file(inputs).facts;
    const bool chain_there = openssl_accepts(
        file, {"-CAfile", root.string(), "-attime", std::to_string(kAt), "-purpose", "smimesign"});
    const bool good_there = chain_there || openssl_accepts(file, {"-noverify"});
    if (facts.layers.empty() && !good_there) continue;  // nothing signed for either
    const std::string name = file.filename().string();
    const LayerFacts* outer = facts.layers.empty() ? nullptr : &facts.layers.front();
    const bool good = outer != nullptr && signatures_verify(*outer);
    declared.compare("signature", name, good, good_there);
    // A chain counts only where both hold the signature for good.
    if (good && good_there) declared.compare("chain", name, trusted(*outer), chain_there);
    ++compared;
  }
  CHECK(compared > 100);
  for (const auto& row : declared.left()) FAIL_CHECK("no such message: " << row);
}
