// inspect --compare as a program: one row per engine whatever the engine does, and nothing left
// behind.
#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/support/inputs.h"
#include "tests/support/run_program.h"

using namespace smime;

namespace {

using Json = nlohmann::ordered_json;
using Texts = std::vector<std::string>;
const std::string kCorpus = SMIME_SOURCE_DIR "/corpus/";
const std::string kGood = kCorpus + "messages/alice.detached.sha256.eml";

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

/// The program with `folder` as the only place below TMPDIR, and first in PATH if `first`.
test::Ran compare(const test::TemporaryDirectory& folder, const Texts& arguments,
                  const std::string& path) {
  std::string command = "TMPDIR=" + quoted(folder.path("tmp")) + " PATH=" + quoted(path) +
                        " exec " + quoted(SMIME_BINARY_DIR "/smimecheck") + " inspect";
  for (const std::string& argument : arguments) command += " " + quoted(argument);
  std::filesystem::create_directories(folder.path("tmp"));
  return test::run("sh", {"-c", command});
}

Texts with_trust(const Texts& more) {
  Texts out = {"--at", "2026-01-15", "--trust", kCorpus + "certs/root-1.pem", "--format", "ndjson"};
  out.insert(out.end(), more.begin(), more.end());
  return out;
}

/// A program of this name that does what the shell lines say.
void pretend(const test::TemporaryDirectory& folder, const std::string& name,
             const std::string& lines) {
  const std::string file = folder.file("bin/" + name, "#!/bin/sh\n" + lines + "\n");
  std::filesystem::permissions(file, std::filesystem::perms::owner_all);
}

bool nothing_left(const test::TemporaryDirectory& folder) {
  return std::filesystem::is_empty(folder.path("tmp"));
}

}  // namespace

TEST_CASE("openssl is asked about the parts and about the mail", "[compare]") {
  const test::TemporaryDirectory folder;
  const test::Ran ran =
      compare(folder, with_trust({"--compare", "openssl", kGood}), "/usr/bin:/bin");
  CAPTURE(ran.error);
  REQUIRE(ran.status == 0);
  CHECK(ran.error.empty());
  const Json object = Json::parse(ran.out);
  const Json& rows = object["layers"][0]["rows"];
  REQUIRE(rows.size() == 2);
  CHECK(rows[0]["question"] == "parts");
  CHECK(rows[0]["signature"] == "good");
  CHECK(rows[0]["chain"] == "good");
  CHECK(std::string(rows[0]["version"]).starts_with("OpenSSL 3."));
  CHECK(rows[1]["question"] == "mail");
  CHECK(rows[1]["same_content"] == true);
  CHECK(nothing_left(folder));
}

TEST_CASE("Whatever an engine does, it has one row within its time", "[compare]") {
  struct Row {
    const char* name;
    const char* lines;
    const char* words;
  };
  const auto row = GENERATE(values<Row>({
      {"hangs", "exec sleep 1000", "no end within 1 s"},
      {"hangs and ignores signals", "trap '' TERM INT HUP; while :; do sleep 1; done",
       "no end within 1 s"},
      {"leaves a child that holds its output", "sleep 1000 & exec sleep 1000", "no end within 1 s"},
      {"writes 1 GiB", "exec head -c 1073741824 /dev/zero", "wrote more than"},
      {"complains without end", "exec yes >&2", "wrote more than"},
      {"dies by a signal", "kill -SEGV $$", "ended by signal 11"},
  }));
  CAPTURE(row.name);
  const test::TemporaryDirectory folder;
  // It knows its version, as a program that fails only on some message does.
  pretend(folder, "openssl",
          "[ \"$1\" = version ] && { echo Pretended 1; exit; }\n" + std::string(row.lines));
  const auto begin = std::chrono::steady_clock::now();
  const test::Ran ran =
      compare(folder, with_trust({"--compare", "openssl", "--engine-timeout", "1", kGood}),
              folder.path("bin") + ":/usr/bin:/bin");
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  CAPTURE(ran.out, ran.error);
  CHECK(ran.status == 3);
  const Json object = Json::parse(ran.out);
  for (const Json& answer : object["layers"][0]["rows"]) {
    CHECK(answer["signature"] == "no_answer");
    CHECK(std::string(answer["words"]).find(row.words) != std::string::npos);
  }
  CHECK(object["layers"][0]["rows"].size() == 2);
  CHECK(took.count() < 10);
  CHECK(nothing_left(folder));
}

TEST_CASE("A difference without a known reason is loud, and gives 1", "[compare]") {
  const test::TemporaryDirectory folder;
  pretend(folder, "openssl", "[ \"$1\" = version ] && exit; echo 'I do not like it' >&2; exit 4");
  const std::string path = folder.path("bin") + ":/usr/bin:/bin";
  const test::Ran ran = compare(folder, {"--compare", "openssl", kGood}, path);
  CHECK(ran.status == 1);
  CHECK(ran.out.find("UNEXPLAINED") != std::string::npos);
  CHECK(ran.out.find("I do not like it") != std::string::npos);
}

TEST_CASE("What an engine says is shown without control characters", "[compare]") {
  const test::TemporaryDirectory folder;
  pretend(folder, "openssl",
          "[ \"$1\" = version ] && exit; printf '\\033]0;title\\007 \\342\\200\\256x' >&2; exit 4");
  const test::Ran ran = compare(folder, {"--compare", "openssl", "--color", "never", kGood},
                                folder.path("bin") + ":/usr/bin:/bin");
  CHECK(ran.out.find('\x1b') == std::string::npos);
  CHECK(ran.out.find("\xE2\x80\xAE") == std::string::npos);
  CHECK(ran.out.find("title") != std::string::npos);
}

TEST_CASE("An engine that is not installed has a row; none installed is not checked", "[compare]") {
  const test::TemporaryDirectory folder;
  std::filesystem::create_directories(folder.path("bin"));
  std::filesystem::create_symlink("/usr/bin/openssl", folder.path("bin") + "/openssl");
  const test::Ran some =
      compare(folder, with_trust({"--compare", "gpgsm,bouncycastle,cmsutil,openssl", kGood}),
              folder.path("bin"));
  CAPTURE(some.error);
  CHECK(some.status == 0);
  std::size_t absent = 0;
  const Json object = Json::parse(some.out);
  for (const Json& row : object["layers"][0]["rows"]) {
    if (row["installed"] == true) continue;
    ++absent;
    CHECK(std::string(row["note"]).starts_with("not installed: needs "));
  }
  CHECK(absent == 3);
  const test::Ran none = compare(folder, {"--compare", "gpgsm", kGood}, folder.path("nowhere"));
  CHECK(none.status == 3);
  CHECK(none.error.find("not installed") != std::string::npos);
}

TEST_CASE("An engine that never answers is asked three times, not for ever", "[compare]") {
  const test::TemporaryDirectory folder;
  pretend(folder, "openssl", "exec sleep 1000");
  const auto begin = std::chrono::steady_clock::now();
  const test::Ran ran = compare(folder,
                                with_trust({"--compare", "openssl", "--engine-timeout", "1", kGood,
                                            kGood, kGood, kGood, kGood, kGood}),
                                folder.path("bin") + ":/usr/bin:/bin");
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  CHECK(ran.status == 3);
  CHECK(ran.out.find("not asked again") != std::string::npos);
  CHECK(took.count() < 10);
  CHECK(nothing_left(folder));
}

TEST_CASE("A fault of the machine is no answer of an engine", "[compare]") {
  const test::TemporaryDirectory folder;
  const std::string path = folder.path("bin") + ":/usr/bin:/bin";
  const auto answer = [&](const std::string& engine) {
    const test::Ran ran = compare(folder, with_trust({"--compare", engine, kGood}), path);
    CAPTURE(engine, ran.out, ran.error);
    CHECK(ran.status == 3);
    return Json::parse(ran.out)["layers"][0]["rows"][0]["signature"];
  };
  pretend(folder, "gpgsm", "echo \"gpgsm: can't connect to the gpg-agent: No agent\" >&2; exit 2");
  CHECK(answer("gpgsm") == "no_answer");
  pretend(folder, "certutil", "echo 'certutil: disk full' >&2; exit 255");
  pretend(folder, "cmsutil", "echo 'cmsutil: NSS_Init failed.' >&2; exit 1");
  CHECK(answer("cmsutil") == "no_answer");
  pretend(folder, "certutil", "exit 0");
  CHECK(answer("cmsutil") == "no_answer");
}

TEST_CASE("An interrupt leaves neither a directory nor an engine behind", "[compare]") {
  const std::string signal = GENERATE(as<std::string>(), "TERM", "HUP");
  CAPTURE(signal);
  const test::TemporaryDirectory folder;
  pretend(folder, "openssl",
          "[ \"$1\" = version ] && exit\necho $$ > " + quoted(folder.path("engine")) +
              "\nexec sleep 1000");
  // The shell sends the signal once the engine runs, and tells how the program ended.
  const std::string script =
      "mkdir " + quoted(folder.path("tmp")) + "\nTMPDIR=" + quoted(folder.path("tmp")) +
      " PATH=" + quoted(folder.path("bin")) + ":/usr/bin:/bin " +
      quoted(SMIME_BINARY_DIR "/smimecheck") + " inspect --compare openssl " + quoted(kGood) +
      " & p=$!\nwhile ! [ -s " + quoted(folder.path("engine")) + " ]; do sleep 0.1; done\nkill -" +
      signal + " $p; wait $p; echo status $?";
  const test::Ran ran = test::run("sh", {"-c", script});
  CHECK(ran.out.find("status 130") != std::string::npos);
  CHECK(nothing_left(folder));
  const auto engine = static_cast<pid_t>(std::stol(test::read_text(folder.path("engine"))));
  CHECK(kill(engine, 0) != 0);
}

TEST_CASE("Names of files are names, not options or commands", "[compare]") {
  const test::TemporaryDirectory folder;
  const std::string odd = folder.file("-out $(touch hurt) '\"\n.eml", test::read_text(kGood));
  const test::Ran ran =
      compare(folder, with_trust({"--compare", "openssl", "--", odd}), "/usr/bin:/bin");
  CHECK(ran.status == 0);
  CHECK(Json::parse(ran.out)["location"] == odd);
}

TEST_CASE("The forgery that OpenSSL's MIME reader takes for success is told", "[compare]") {
  // The signed text stands before the first delimiter that counts, behind a line that only begins
  // like one.
  const test::TemporaryDirectory folder;
  const test::Ran ran =
      compare(folder,
              with_trust({"--compare", "openssl",
                          kCorpus + "messages/hostile.delimiter.longer-with-part.eml"}),
              "/usr/bin:/bin");
  const Json object = Json::parse(ran.out);
  CHECK(object["verdict"] == "invalid");
  CHECK(object["unexplained"] == 0);
}

TEST_CASE("Every engine that is installed agrees on a plain signature", "[compare]") {
  const test::TemporaryDirectory folder;
  const test::Ran ran =
      compare(folder, with_trust({"--compare", "openssl,gpgsm,cmsutil,bouncycastle", kGood}),
              "/usr/bin:/bin");
  CHECK(ran.status == 0);
  const Json object = Json::parse(ran.out);
  for (const Json& row : object["layers"][0]["rows"]) {
    const std::string engine = row["engine"];
    CAPTURE(engine, row.dump());
    if (row["installed"] == false) {
      WARN("skipped for " << engine << ": it is not installed");
      continue;
    }
    CHECK(row["differences"].empty());
    // Without faketime NSS is not asked about another time than the present one.
    if (row["signature"] != "not_asked") CHECK(row["signature"] == "good");
  }
  CHECK(nothing_left(folder));
}
