#include "engine/report/overview.h"

#include <catch2/catch.hpp>
#include <sstream>

using namespace smime;

namespace {

Report verdict_of(std::string location, Word word,
                  std::vector<std::pair<std::string, judge::ClientWord>> clients) {
  Report out;
  out.facts.location = std::move(location);
  out.facts.word = word;
  for (auto& [client, answer] : clients) {
    judge::Verdict verdict;
    verdict.client = client;
    verdict.word = answer;
    out.verdicts.push_back(verdict);
  }
  return out;
}

constexpr auto kValid = judge::ClientWord::Valid;
constexpr auto kInvalid = judge::ClientWord::Invalid;

}  // namespace

TEST_CASE("One message needs no summary") {
  report::Overview overview;
  CHECK(overview.text({}).empty());
  overview.add(verdict_of("a.eml", Word::Valid, {}));
  CHECK(overview.text({}).empty());
}

TEST_CASE("Several messages end with a line for each and a count of each word") {
  report::Overview overview;
  overview.add(
      verdict_of("mail/2026/a.eml", Word::Valid, {{"owa", kValid}, {"outlook_win", kValid}}));
  overview.add(verdict_of("mail/2026/\xE6\xBC\xA2.eml", Word::SignerMismatch,
                          {{"owa", kInvalid}, {"outlook_win", kValid}}));
  overview.add(verdict_of("mail/2025/b.eml", Word::Valid,
                          {{"owa", judge::ClientWord::NotApplicable}, {"outlook_win", kValid}}));
  CHECK(overview.text({}) == R"GOLDEN(Summary of 3 messages

                                            outlook
  #  message      strict           owa      win
  1  2026/a.eml   valid            valid    valid
  2  2026/漢.eml  signer_mismatch  invalid  valid
  3  2025/b.eml   valid            n/a      valid

  strict       1 signer_mismatch, 2 valid
  owa          1 invalid, 1 valid, 1 not_applicable
  outlook_win  3 valid
)GOLDEN");
}

TEST_CASE("More clients than fit follow in further tables; hostile names keep the columns") {
  std::vector<std::pair<std::string, judge::ClientWord>> clients;
  for (int i = 0; i < 14; ++i) clients.emplace_back("client" + std::to_string(i), kInvalid);
  clients.emplace_back(std::string(200, 'x'), kValid);
  clients.emplace_back("\x1b[31m\xE6\xBC\xA2", kValid);
  report::Overview overview;
  for (int i = 0; i < 12; ++i)
    overview.add(verdict_of("/a/" + std::string(300, 'y') + "/\x1b" + std::to_string(i),
                            Word::Valid, clients));
  const std::string text = overview.text({});
  CHECK(text.find('\x1b') == std::string::npos);
  std::istringstream in(text);
  std::size_t tables = 0, rows = 0;
  for (std::string line; std::getline(in, line);) {
    CAPTURE(line);
    CHECK(report::columns(line) <= 80);
    tables += line.starts_with("   #  message") || line.starts_with("  #   message") ? 1U : 0U;
    rows += line.starts_with("  12  ") ? 1U : 0U;
  }
  CHECK(tables > 1);
  CHECK(rows == tables);
  for (const auto& [client, word] : clients) {
    if (client.starts_with("client")) CHECK(text.find(client) != std::string::npos);
  }
}
