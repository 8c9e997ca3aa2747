#pragma once
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

/// Corpus and suites through `smimecheck inspect --compare`, as tests/cli/compare/sweep.tsv says.
namespace smime::test {

struct Sweep {
  std::vector<nlohmann::ordered_json> objects;  // one per message, with "suite" added
  std::map<std::string, std::size_t> messages;  // suite → how many
  std::map<std::string, std::string> versions;  // engine → as it tells it; empty: it does not
  std::vector<std::string> not_installed, complaints;  // complaints: what failed in the runs
};

/// Asks `engines` ("openssl,gpgsm") about the corpus, and about the suites where they are there.
[[nodiscard]] Sweep sweep(const std::string& engines, bool with_suites);

/// "corpus/alice.eml openssl mail signature stricter: cms.x" for every unexplained difference, and
/// a line for every engine that gave no answer.
[[nodiscard]] std::vector<std::string> unexplained(const Sweep& sweep);

/// docs/engines.md. `made_from` is the part of it that says what was asked.
struct Page {
  std::string text, made_from;
};
[[nodiscard]] Page engines_page(const Sweep& sweep);

}  // namespace smime::test
