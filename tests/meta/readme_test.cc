#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <sstream>

#include "tests/support/inputs.h"
#include "tests/support/run_program.h"

using namespace smime;

namespace {

/// A command that a document shows, and the output shown below it.
struct Example {
  std::string place;  // "README.md:18"
  std::string command;
  std::vector<std::string> output;
  bool shows_output = false;  // it stands behind "$ "
};

struct Found {
  std::vector<Example> examples;
  std::vector<std::string> outside;  // commands in no block that a test could run
};

bool is_command(std::string_view line) {
  return line.starts_with("smimecheck ") || line.starts_with("./dev");
}

/// The commands in blocks that begin with ```sh. "$ command" has its output below it, up to the
/// next command; "…" there stands for the rest. Without "$ " nothing is shown.
Found examples_of(const std::string& name, const std::string& text) {
  Found out;
  std::istringstream in(text);
  bool fenced = false, inside = false;
  std::size_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    const std::string place = name + ":" + std::to_string(number);
    if (line.starts_with("```")) {
      fenced = !fenced;
      inside = fenced && line == "```sh";
      continue;
    }
    if (!inside) {
      std::string_view bare = line;
      bare.remove_prefix(std::min(bare.find_first_not_of(' '), bare.size()));
      if (bare.starts_with("$ ")) bare.remove_prefix(2);
      const bool code = fenced || line.starts_with("    ");
      if (code && is_command(bare)) out.outside.push_back(place);
    } else if (line.starts_with("$ ")) {
      out.examples.push_back({place, line.substr(2), {}, true});
    } else if (!out.examples.empty() && out.examples.back().command.ends_with("\\")) {
      std::string& command = out.examples.back().command;
      command.back() = ' ';
      command += line;
    } else if (is_command(line)) {
      out.examples.push_back({place, line, {}, false});
    } else if (!out.examples.empty()) {
      out.examples.back().output.push_back(line);
    }
  }
  for (Example& example : out.examples)
    while (!example.output.empty() && example.output.back().empty()) example.output.pop_back();
  return out;
}

/// Runs it in the source folder, as somebody who reads the document there would.
test::Ran run(const std::string& command) {
  return test::run(
      "sh", {"-c", "PATH='" SMIME_BINARY_DIR "':$PATH; cd '" SMIME_SOURCE_DIR "' && { " + command +
                       "\n}"});
}

void check(const Example& example) {
  CAPTURE(example.place, example.command);
  const test::Ran ran = run(example.command);
  // 1: checked, and not accepted; that is what most examples are about.
  CHECK((ran.status == 0 || ran.status == 1));
  CHECK(ran.error.empty());
  CHECK_FALSE(ran.out.empty());
  if (!example.shows_output || example.output.empty()) return;
  std::string shown;
  for (const std::string& line : example.output) {
    if (line == "…") break;
    shown += line + "\n";
  }
  const bool all = example.output.back() != "…";
  CHECK((all ? ran.out : ran.out.substr(0, shown.size())) == shown);
}

}  // namespace

TEST_CASE("Every command that the documents show works and prints what they show") {
  std::vector<std::filesystem::path> pages = {SMIME_SOURCE_DIR "/README.md"};
  for (const auto& entry : std::filesystem::recursive_directory_iterator(SMIME_SOURCE_DIR "/docs"))
    if (entry.path().extension() == ".md") pages.push_back(entry.path());
  std::sort(pages.begin(), pages.end());
  std::size_t ran = 0;
  for (const auto& page : pages) {
    const std::string name = std::filesystem::relative(page, SMIME_SOURCE_DIR).string();
    const Found found = examples_of(name, test::read_text(page.string()));
    INFO("commands stand in blocks that begin with ```sh, so that they are tested");
    CHECK(found.outside == std::vector<std::string>{});
    for (const Example& example : found.examples) {
      if (example.command.starts_with("./dev")) continue;  // installs packages, and builds
      check(example);
      ++ran;
    }
  }
  CHECK(ran > 3);
}

TEST_CASE("Commands and their output are found in a document") {
  const Found found =
      examples_of("x.md",
                  "# x\n```sh\n$ smimecheck a \\\n  b\nout\n\n  more\n…\n"
                  "$ smimecheck c\n```\ntext\n```sh\nsmimecheck d\n./dev e\n```\n"
                  "```text\nsmimecheck f\n```\n    $ smimecheck g\n`smimecheck h`\n");
  REQUIRE(found.examples.size() == 4);
  CHECK(found.examples[0].place == "x.md:3");
  CHECK(found.examples[0].command == "smimecheck a    b");
  CHECK(found.examples[0].output == std::vector<std::string>{"out", "", "  more", "…"});
  CHECK(found.examples[1].command == "smimecheck c");
  CHECK(found.examples[1].output.empty());
  CHECK_FALSE(found.examples[2].shows_output);
  CHECK(found.examples[3].command == "./dev e");
  CHECK(found.outside == std::vector<std::string>{"x.md:17", "x.md:19"});
}
