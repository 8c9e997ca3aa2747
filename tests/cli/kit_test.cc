// kit mutate as a program: what it writes, what it refuses, and what it leaves where it was
// stopped.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/support/inputs.h"
#include "tests/support/run_program.h"

using namespace smime;
using Json = nlohmann::ordered_json;
using Texts = std::vector<std::string>;

namespace {

const std::string kCorpus = SMIME_SOURCE_DIR "/corpus/";
const std::string kGood = kCorpus + "demo/1-good.eml";
const std::string kAltered = kCorpus + "demo/5-altered.eml";

std::size_t lines(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_CASE("kit mutate writes variants and says what they are") {
  const test::TemporaryDirectory directory;
  const std::string out = directory.path("variants");
  const Texts command = {"kit", "mutate", "--seed", "5", "-n", "3", "-o", out, kGood, kAltered};
  const test::Ran ran = test::smimecheck(command);
  CAPTURE(ran.error);
  REQUIRE(ran.status == 0);
  CHECK(ran.error.empty());
  std::vector<Json> entries;
  const std::string manifest = test::read_text(out + "/manifest.ndjson");
  for (const std::string& line : test::split(manifest, "\n"))
    if (!line.empty()) entries.push_back(Json::parse(line));
  REQUIRE(entries.size() == 6);
  CHECK(entries[0]["file"] == "1-good.000005.eml");
  CHECK(entries[5]["file"] == "5-altered.000007.eml");
  CHECK(entries[5]["seed"] == 7);
  CHECK(entries[5]["origin"] == kAltered);
  for (const Json& entry : entries) {
    const std::string file = test::read_text(out + "/" + entry["file"].get<std::string>());
    CHECK(file.size() == entry["size"]);
    CHECK_FALSE(file == test::read_text(entry["origin"]));
    CHECK_FALSE(entry["operations"].empty());
    const test::Ran sum = test::run("sha256sum", {out + "/" + entry["file"].get<std::string>()});
    CHECK(sum.out.substr(0, 64) == entry["sha256"]);
  }
  // Once more: refused; then allowed, and the same.
  const test::Ran again = test::smimecheck(command);
  CHECK(again.status == 2);
  CHECK(again.error.find("--overwrite") != std::string::npos);
  CHECK(test::read_text(out + "/manifest.ndjson") == manifest);
  Texts over = command;
  over.emplace_back("--overwrite");
  CHECK(test::smimecheck(over).status == 0);
  CHECK(test::read_text(out + "/manifest.ndjson") == manifest);
  // One of them alone, from its seed.
  const std::string one = directory.path("one");
  CHECK(test::smimecheck({"kit", "mutate", "--seed", "6", "-n", "1", "-o", one, kGood}).status ==
        0);
  CHECK(test::read_text(one + "/1-good.000006.eml") == test::read_text(out + "/1-good.000006.eml"));
}

TEST_CASE("kit mutate says what it could not read, and keeps apart what it made") {
  const test::TemporaryDirectory directory;
  const test::Ran missing = test::smimecheck(
      {"kit", "mutate", "-n", "1", "-o", directory.path("a"), "/nowhere.eml", kGood});
  CHECK(missing.status == 3);
  CHECK(missing.error.find("/nowhere.eml") != std::string::npos);
  CHECK(std::filesystem::exists(directory.path("a/1-good.000001.eml")));
  const test::Ran twice =
      test::smimecheck({"kit", "mutate", "-n", "1", "-o", directory.path("b"), kGood, kGood});
  CHECK(twice.status == 0);
  CHECK(std::filesystem::exists(directory.path("b/1-good.000001.eml")));
  CHECK(std::filesystem::exists(directory.path("b/1-good-2.000001.eml")));
  // What was made here before is neither replaced nor taken for a message.
  const Texts again = {
      "kit", "mutate", "-r", "-n", "1", "-o", directory.path("b"), directory.path("")};
  CHECK(test::smimecheck(again).status == 2);
  std::filesystem::remove(directory.path("b/manifest.ndjson"));
  Texts over = again;
  over.emplace_back("--overwrite");
  CHECK(test::smimecheck(over).status == 0);
  CHECK_FALSE(std::filesystem::exists(directory.path("b/1-good-2.000001.000001.eml")));
  const test::Ran pipe = test::smimecheck(
      {"kit", "mutate", "-n", "1", "-o", directory.path("c"), "-"}, test::read_text(kGood));
  CHECK(pipe.status == 0);
  CHECK(std::filesystem::exists(directory.path("c/stdin.000001")));
}

TEST_CASE("kit mutate cuts no message short, and does what --operations says or nothing") {
  const test::TemporaryDirectory directory;
  const std::string good = test::read_text(kGood);
  const std::string large = directory.file("large.eml", good + std::string(2U << 20U, '\n'));
  REQUIRE(test::smimecheck({"kit", "mutate", "-n", "3", "-o", directory.path("a"), large}).status ==
          0);
  for (int seed = 1; seed <= 3; ++seed)
    CHECK(std::filesystem::file_size(
              directory.path("a/large.00000" + std::to_string(seed) + ".eml")) > (1U << 20U));
  const test::Ran small = test::smimecheck(
      {"kit", "mutate", "--max-size", "100", "-n", "1", "-o", directory.path("b"), kGood});
  CHECK(small.status == 3);
  CHECK(small.error.find("larger than --max-size 100") != std::string::npos);
  const std::string plain = directory.file("plain.eml", "From: a@example.com\n\nHello\n");
  const test::Ran unfit = test::smimecheck(
      {"kit", "mutate", "--operations", "cms", "-n", "2", "-o", directory.path("c"), plain, kGood});
  CHECK(unfit.status == 3);
  CHECK(unfit.error.find(plain + ": none of --operations changes it with 2 of 2 seeds") !=
        std::string::npos);
  CHECK_FALSE(std::filesystem::exists(directory.path("c/plain.000001.eml")));
  CHECK(std::filesystem::exists(directory.path("c/1-good.000001.eml")));
  const test::Ran empty = test::smimecheck(
      {"kit", "mutate", "-n", "1", "-o", directory.path("d"), directory.file("empty.eml", "")});
  CHECK(empty.status == 3);
  CHECK(empty.error.find("is empty") != std::string::npos);
}

TEST_CASE("kit mutate takes no message from where variants go, and leaves nothing without one") {
  const test::TemporaryDirectory directory;
  const std::string offer = directory.file("offer.eml", test::read_text(kGood));
  const auto mutate = [&](Texts more) {
    Texts all = {"kit", "mutate", "-n", "1", "-o"};
    all.insert(all.end(), more.begin(), more.end());
    return test::smimecheck(all);
  };
  for (const Texts& more :
       {Texts{directory.path(), offer}, Texts{directory.path(), "-r", directory.path()},
        Texts{directory.path(), "--donor", offer, kGood}}) {
    const test::Ran ran = mutate(more);
    CAPTURE(ran.error);
    CHECK(ran.status == 2);
    CHECK(ran.out.empty());
    CHECK(lines(ran.error) == 1);
    CHECK_FALSE(std::filesystem::exists(directory.path("manifest.ndjson")));
  }
  const std::string made = directory.path("made");
  CHECK(mutate({made, "/nowhere.eml"}).status == 3);
  CHECK_FALSE(std::filesystem::exists(made));
  CHECK(mutate({made, "-r", directory.path("empty/") + "nothing"}).status == 3);
  // An empty list lists nothing that could be lost.
  directory.file("made/manifest.ndjson", "");
  CHECK(mutate({made, offer}).status == 0);
  CHECK(std::filesystem::file_size(made + "/manifest.ndjson") > 0);
}

TEST_CASE("Variants that an interrupted run made are listed") {
  const test::TemporaryDirectory directory;
  const std::string made = directory.path("made");
  const test::Ran ran = test::run("timeout", {"--foreground", "--preserve-status", "-s", "TERM",
                                              "3", SMIME_BINARY_DIR "/smimecheck", "kit", "mutate",
                                              "-n", "10000000", "-o", made, kGood});
  CHECK(ran.status == 130);
  CHECK(ran.out.empty());
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(made)) ++files;
  REQUIRE(files > 1);
  CHECK(lines(test::read_text(made + "/manifest.ndjson")) == files - 1);
}
