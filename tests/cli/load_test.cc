#include "cli/load.h"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "cli/input_walk.h"
#include "tests/support/run_program.h"

using namespace smime;
using namespace smime::cli;

TEST_CASE("Only regular files within the limit are loaded") {
  const test::TemporaryDirectory directory;
  const std::string full = directory.file("full", "12345");
  const std::string fifo = directory.path("fifo");
  REQUIRE(mkfifo(fifo.c_str(), 0600) == 0);

  REQUIRE(load(full, 5).octets);
  CHECK(as_text(*load(full, 5).octets) == "12345");
  CHECK(load(directory.file("empty", ""), 5).octets->empty());
  const Loaded large = load(full, 4);
  CHECK_FALSE(large.octets);
  CHECK(large.too_large);
  for (const std::string& path : {fifo, std::string("/dev/null"), directory.path(),
                                  directory.path("gone"), std::string("a\0b", 3), std::string()}) {
    CAPTURE(path);
    const Loaded loaded = load(path, 100);
    CHECK_FALSE(loaded.octets);
    CHECK_FALSE(loaded.error.empty());
    CHECK_FALSE(loaded.too_large);
  }
}

TEST_CASE("A list of names is read line by line") {
  const test::TemporaryDirectory directory;
  LineSource lines(directory.file("list", "a\n\nb\r\n" + std::string(9000, 'x') + "\nlast"));
  CHECK(lines.next('\n') == "a");
  CHECK(lines.next('\n') == "b\r");
  CHECK(lines.next('\n')->size() <= 4097);
  CHECK(lines.next('\n') == "last");
  CHECK_FALSE(lines.next('\n'));
  CHECK_FALSE(lines.next('\n'));
  CHECK(lines.error().empty());

  LineSource gone(directory.path("gone"));
  CHECK_FALSE(gone.error().empty());
  CHECK_FALSE(gone.next('\n'));
  LineSource folder(directory.path());  // can be opened, but not read
  CHECK(folder.error() == "is a directory");
  CHECK_FALSE(folder.next('\n'));
  CHECK_FALSE(folder.error().empty());
}

namespace {

std::vector<std::string> walk(const Options& options, const std::string& below) {
  InputWalk inputs(options);
  std::vector<std::string> out;
  while (const auto input = inputs.next()) {
    CHECK(input->error.empty());
    out.push_back(input->path.starts_with(below) ? input->path.substr(below.size()) : input->path);
  }
  return out;
}

}  // namespace

TEST_CASE("Directories are walked in the order of octets, links upward are not followed") {
  const test::TemporaryDirectory directory;
  for (const char* name : {"b", "a/2", "a/10", "a/ space", "C", "d/\xFF", "a-"})
    directory.file(name, "x");
  REQUIRE(symlink("..", directory.path("a/up").c_str()) == 0);
  REQUIRE(symlink("../b", directory.path("a/link").c_str()) == 0);
  Options options;
  options.recursive = true;
  options.arguments = {directory.path(), directory.path("b")};
  CHECK(walk(options, directory.path() + "/") == std::vector<std::string>{"C", "a/ space", "a/10",
                                                                          "a/2", "a/link", "a-",
                                                                          "b", "d/\xFF", "b"});
}

TEST_CASE("File lists are read with either separator") {
  const test::TemporaryDirectory directory;
  Options options;
  options.arguments = {"first"};
  options.files_from = directory.file("lines", "a b\n\nc");
  CHECK(walk(options, "") == std::vector<std::string>{"first", "a b", "c"});
  options.files_from = directory.file("zeros", std::string("a\nb\0c\0", 6));
  options.null_separated = true;
  CHECK(walk(options, "") == std::vector<std::string>{"first", "a\nb", "c"});
  options.files_from = directory.path("gone");
  CHECK_FALSE(InputWalk(options).files_from_error().empty());
}
