// Messages that end too soon. Every cut, or one in sixteen without SMIMECHECK_SWEEP=full.
#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <string_view>

#include "engine/verify.h"
#include "tests/support/exact.h"
#include "tests/support/inputs.h"
#include "tests/sweep/claim.h"

using namespace smime;
using namespace smime::test;

namespace {

Word word_of(std::string_view message, const Given& given) {
  return verify_message(Exact(message), "swept", given, Limits{}).facts.word;
}

/// Where the last line of the form "--…--" ends: the closing delimiter, or the last line of PEM.
/// Without one: where the line ends at the end of the message begin.
std::size_t end_of_what_counts(std::string_view message) {
  std::size_t last = std::string_view::npos;
  for (std::size_t begin = 0; begin < message.size();) {
    std::size_t end = std::min(message.find('\n', begin), message.size());
    const std::size_t next = end + 1;
    if (end > begin && message[end - 1] == '\r') --end;
    const std::string_view line = message.substr(begin, end - begin);
    if (line.size() > 4 && line.starts_with("--") && line.ends_with("--")) last = end;
    begin = next;
  }
  if (last != std::string_view::npos) return last;
  return message.find_last_not_of("\r\n") + 1;
}

}  // namespace

TEST_CASE("no cut message is valid", "[sweep]") {
  const Given given = given_for_corpus();
  const std::size_t step = full_sweep() ? 1 : 16;
  std::size_t messages = 0, cuts = 0;
  for (const auto& file : files_below(corpus() / "messages", "")) {
    const std::string message = read_text(file);
    CAPTURE(file.filename().string());
    ++messages;
    const std::size_t end = end_of_what_counts(message);
    for (std::size_t size = 0; size < message.size(); size += step) {
      ++cuts;
      const Word word = word_of(std::string_view(message).substr(0, size), given);
      if (word == Word::Valid && size < end) FAIL_CHECK("valid with " << size << " octets");
    }
  }
  CHECK(messages > 100);
  CHECK(cuts > 10'000);
}
