// Every corpus/cases/**/*.case is a test of its own, under its own name.
#include <catch2/catch.hpp>

#include "engine/trust/trust_list.h"
#include "engine/verify.h"
#include "tests/support/case_file.h"
#include "tests/support/clients.h"
#include "tests/support/exact.h"
#include "tests/support/inputs.h"

using namespace smime;
using namespace smime::test;

namespace {

void run_list(const CaseFile& expected) {
  const Octets octets = read_octets(*expected.list);
  Findings findings;
  const auto list = trust::read_trust_list(Exact(as_text(octets)),
                                           expected.list->filename().string(), Limits{}, findings);
  for (const auto& line : differences(expected, findings.items())) FAIL_CHECK(line);
  REQUIRE(list.has_value() == expected.certificates.has_value());
  if (list) CHECK(list->certificates() == *expected.certificates);
}

void run_messages(const CaseFile& expected) {
  Given given;
  given.time_rule = expected.time_rule;
  given.now = expected.now;
  given.trust = read_anchors(expected.trust);
  for (const auto& list : expected.intermediates) {
    const auto more = read_certificates(list);
    given.intermediates.insert(given.intermediates.end(), more.begin(), more.end());
  }
  if (!expected.revocation.empty()) given.revocation = read_revocation(expected.revocation);
  Octets content;
  if (expected.content) {
    content = read_octets(*expected.content);
    given.content = Bytes(content);
  }
  given.clients.push_back(client("strict"));
  for (const auto& [id, word] : expected.clients) given.clients.push_back(client(id));

  for (const auto& file : expected.messages) {
    const std::string name = file.filename().string();
    CAPTURE(name);
    const Octets message = read_octets(file);
    const Report report = verify_message(Exact(as_text(message)), name, given, Limits{});

    for (const auto& line : differences(expected, findings_of(report.facts))) FAIL_CHECK(line);
    CHECK(wire_name(report.facts.word) == wire_name(expected.strict));
    for (const Finding& finding : report.facts.findings) {
      // What decides nothing is no error below a good word; a limit may be one (docs/limits.md).
      if (expected.strict < Word::ValidWithNotes || finding.code == Code::LimitReached) continue;
      CAPTURE(info(finding.code).wire, finding.where);
      CHECK(info(finding.code).severity > Severity::Warning);
    }
    REQUIRE(report.verdicts.size() == expected.clients.size());
    for (std::size_t i = 0; i < expected.clients.size(); ++i) {
      INFO("reason " << report.verdicts[i].reason);
      CHECK(report.verdicts[i].client == expected.clients[i].first);
      CHECK(judge::wire_name(report.verdicts[i].word) == expected.clients[i].second);
    }
  }
}

void run_case(const std::filesystem::path& file) {
  const CaseFile expected = read_case(file);
  expected.list ? run_list(expected) : run_messages(expected);
}

class RunCase : public Catch::ITestInvoker {
 public:
  explicit RunCase(std::filesystem::path file) : file_(std::move(file)) {}
  void invoke() const override { run_case(file_); }

 private:
  std::filesystem::path file_;
};

/// Catch2 registers what is there before main(): one test per file.
std::size_t register_cases() {
  const auto folder = corpus() / "cases";
  const auto files = files_below(folder, ".case");
  for (const auto& file : files) {
    const std::string name = "case: " + relative(file, folder).replace_extension().string();
    const Catch::AutoReg made(new RunCase(file), CATCH_INTERNAL_LINEINFO, Catch::StringRef(),
                              Catch::NameAndTags{name, "[case]"});
  }
  return files.size();
}
const std::size_t cases = register_cases();

}  // namespace

TEST_CASE("the corpus holds cases, and each reads", "[case]") {
  REQUIRE(cases > 0);
  for (const auto& file : files_below(corpus() / "cases", ".case")) CHECK_NOTHROW(read_case(file));
}
