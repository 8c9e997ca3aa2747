#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/exit_status.h"
#include "cli/version.h"
#include "engine/judge/builtin_clients.h"
#include "tests/support/inputs.h"
#include "tests/support/run_program.h"

using namespace smime;
using Json = nlohmann::ordered_json;
using Texts = std::vector<std::string>;

namespace {

const std::string kCorpus = SMIME_SOURCE_DIR "/corpus/";
const std::string kTrust = kCorpus + "trust/sample.sst";
const std::string kGood = kCorpus + "demo/1-good.eml";
const std::string kAltered = kCorpus + "demo/5-altered.eml";

/// verify against the sample list on a fixed day, and what is added.
test::Ran verify(Texts more, const std::string& input = {}) {
  Texts all = {"verify", "--trust", kTrust, "--at", "2026-02-01"};
  all.insert(all.end(), more.begin(), more.end());
  return test::smimecheck(all, input);
}

std::size_t lines(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_CASE("Of several exit statuses the first of the documented order is returned") {
  using cli::ExitStatus;
  const ExitStatus order[] = {ExitStatus::Interrupted, ExitStatus::Usage,
                              ExitStatus::Temporary,   ExitStatus::Unchecked,
                              ExitStatus::NotAccepted, ExitStatus::Accepted};
  for (std::size_t i = 0; i < 6; ++i)
    for (std::size_t j = 0; j < 6; ++j)
      CHECK(cli::worse(order[i], order[j]) == order[std::min(i, j)]);
}

TEST_CASE("Wrong usage is one line on standard error and status 2") {
  struct Row {
    const char* name;
    Texts arguments;
    const char* names;
  };
  const auto row = GENERATE(values<Row>({
      {"unknown option", {"verify", "--frob", "x"}, "--frob"},
      {"no message", {"verify"}, "no message"},
      {"no list", {"verify", "--trust", "/nowhere/list.sst", "x"}, "/nowhere/list.sst"},
      {"damaged list",
       {"verify", "--trust", kCorpus + "trust/truncated.sst", "x"},
       "truncated.sst"},
      {"empty list", {"verify", "--trust", kCorpus + "trust/empty.sst", "x"}, "empty.sst"},
      {"list of nobody", {"verify", "--trust", "nobody=" + kTrust, "x"}, "nobody"},
      {"no such client", {"verify", "--client", "pine", "x"}, "pine"},
      {"no client file", {"verify", "--client-file", "/nowhere.json", "x"}, "/nowhere.json"},
      {"bad client file", {"verify", "--client-file", kTrust, "x"}, "sample.sst"},
      {"no intermediates", {"verify", "--intermediates", "/nowhere", "x"}, "/nowhere"},
      {"no content", {"verify", "--content", "/nowhere", "x"}, "/nowhere"},
      {"no files-from", {"verify", "--files-from", "/nowhere"}, "/nowhere"},
      {"fail-on of a client not asked",
       {"verify", "--client", "eas", "--fail-on", "owa=invalid", "x"},
       "owa=invalid"},
      {"output that cannot be", {"verify", "-o", "/nowhere/x", kGood}, "/nowhere/x"},
      {"nothing to explain", {"explain"}, "explain"},
      {"unknown topic", {"explain", "xyzzy"}, "xyzzy"},
      {"trust without show", {"trust"}, "trust show"},
      {"trust of nothing", {"trust", "show"}, "file"},
      {"schema of something", {"schema", "x"}, "schema"},
      {"trust with another command", {"trust", "audit", "x"}, "there is no such command"},
      {"list of names in a directory", {"verify", "--files-from", kCorpus}, "is a directory"},
      {"kit alone", {"kit"}, "kit mutate"},
      {"kit with another command", {"kit", "make"}, "there is no such command"},
      {"kit of nothing", {"kit", "mutate", "-o", "/nowhere/x"}, "no message"},
      {"variants without a place", {"kit", "mutate", kGood}, "-o DIR"},
      {"variants nowhere", {"kit", "mutate", "-o", "/dev/null/x", kGood}, "/dev/null/x"},
      {"no donor",
       {"kit", "mutate", "-o", "/nowhere", "--donor", "/nowhere/d", kGood},
       "/nowhere/d"},
      {"escape sequence in an argument", {"verify", "--\x1b[31m", "x"}, "\\x1B"},
  }));
  CAPTURE(row.name);
  const test::Ran ran = test::smimecheck(row.arguments);
  CAPTURE(ran.error);
  CHECK(ran.status == 2);
  CHECK(ran.out.empty());
  CHECK(lines(ran.error) == 1);
  CHECK(ran.error.starts_with("smimecheck: "));
  CHECK(ran.error.find(row.names) != std::string::npos);
}

TEST_CASE("Help is there for every command, and without a command on standard error") {
  const test::Ran bare = test::smimecheck({});
  CHECK(bare.status == 2);
  CHECK(bare.out.empty());
  CHECK(bare.error.starts_with("usage: "));
  for (const Texts& arguments :
       {Texts{"--help"}, Texts{"verify", "--help"}, Texts{"trust", "--help"},
        Texts{"inspect", "--help"}, Texts{"explain", "--help"}, Texts{"kit", "--help"},
        Texts{"fetch", "--help"}, Texts{"schema", "--help"}}) {
    CAPTURE(arguments.front());
    const test::Ran ran = test::smimecheck(arguments);
    CHECK(ran.status == 0);
    CHECK(ran.error.empty());
    CHECK(ran.out.find("Examples") != std::string::npos);
    std::size_t width = 0, at = 0;
    for (const char c : ran.out) {
      at = c == '\n' ? 0 : at + 1;
      width = std::max(width, at);
    }
    CHECK(width <= 80);
  }
  const test::Ran version = test::smimecheck({"--version"});
  CHECK(version.status == 0);
  CHECK(version.out.starts_with("smimecheck "));
  CHECK(version.out.find("OpenSSL ") != std::string::npos);
}

TEST_CASE("Help and manual name the clients that exist, and no other") {
  Texts wanted = judge::clients_named("all");
  for (const char* shorthand : {"outlook", "mobile", "all", "study"})
    wanted.emplace_back(shorthand);
  std::sort(wanted.begin(), wanted.end());
  const auto names = [](const std::string& text, const std::string& from) {
    const std::size_t start = text.find(from);
    REQUIRE(start != std::string::npos);
    const std::string list =
        text.substr(start + from.size(), text.find("(what", start) - start - from.size());
    std::string word;
    Texts out;
    for (const char c : list + " ") {
      if ((c >= 'a' && c <= 'z') || c == '_') {
        word.push_back(c);
      } else {
        if (!word.empty() && word != "or") out.push_back(word);
        word.clear();
      }
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  };
  CHECK(names(test::smimecheck({"verify", "--help"}).out, "--client LIST") == wanted);
  CHECK(names(test::read_text(SMIME_SOURCE_DIR "/docs/smimecheck.1"), "\\-\\-client \" LIST\"") ==
        wanted);
}

TEST_CASE("A trust list is shown as at a time, in colour if that is asked for") {
  const Texts show = {"trust", "show", kTrust, "--at"};
  const auto at = [&](const char* time, Texts more = {}) {
    Texts all = show;
    all.emplace_back(time);
    all.insert(all.end(), more.begin(), more.end());
    return test::smimecheck(all);
  };
  CHECK(at("2026-02-01").out.find("validity at 2026-02-01T00:00:00Z") != std::string::npos);
  CHECK(at("2060-02-01").out.find("\x1b[") == std::string::npos);
  CHECK(at("2060-02-01", {"--color", "always"}).out.find("\x1b[31mEXPIRED") != std::string::npos);
  CHECK(at("2060-02-01", {"--color", "never"}).out == at("2060-02-01").out);
  CHECK(at("signing-time").status == 2);
}

TEST_CASE("Several messages end with a summary, as text only") {
  const auto has = [](const test::Ran& ran) {
    return ran.out.find("\n\nSummary of 2 messages\n") != std::string::npos;
  };
  CHECK(has(verify({kGood, kAltered})));
  CHECK(has(verify({kGood, "/nowhere.eml"})));
  CHECK(verify({kGood}).out.find("Summary") == std::string::npos);
  CHECK(verify({"--format", "ndjson", kGood, kAltered}).out.find("Summary") == std::string::npos);
}

TEST_CASE("Only an old OpenSSL 3.0 is warned about") {
  CHECK_FALSE(cli::outdated_library("OpenSSL 3.0.9 30 May 2023").empty());
  CHECK_FALSE(cli::outdated_library("OpenSSL 3.0.20 1 Jan 2026").empty());
  CHECK(cli::outdated_library("OpenSSL 3.0.21 1 Jan 2026").empty());
  CHECK(cli::outdated_library("OpenSSL 3.2.1 30 Jan 2024").empty());
  CHECK(cli::outdated_library("Something 3.0.1").empty());
}

TEST_CASE("Verdicts become exit statuses") {
  CHECK(verify({"--client", "strict", kGood}).status == 0);
  CHECK(verify({"--client", "strict", kAltered}).status == 1);
  CHECK(verify({"--client", "strict", kGood, "/nowhere.eml"}).status == 3);
  CHECK(verify({"--client", "strict", kGood, kAltered, "/nowhere.eml"}).status == 3);
  CHECK(verify({"--fail-on", "none", kAltered}).status == 0);
  CHECK(verify({"--fail-on", "invalid", kAltered}).status == 1);
  CHECK(verify({"--fail-on", "untrusted", kAltered}).status == 0);
  CHECK(verify({"--fail-on", "owa=invalid", kAltered}).status == 1);
  CHECK(verify({"--limit", "message-size=10", kGood}).status == 3);
}

TEST_CASE("Results come in the order of the inputs, also for those that cannot be read") {
  const test::Ran array = verify({"--format", "json", kAltered, "/nowhere.eml", kGood});
  const Json list = Json::parse(array.out);
  REQUIRE(list.size() == 3);
  CHECK(list[0]["location"] == kAltered);
  CHECK(list[1]["location"] == "/nowhere.eml");
  CHECK(list[1]["verdict"] == "unknown");
  CHECK(list[1]["findings"][0]["code"] == "input.unreadable");
  CHECK(list[1]["clients"].size() == list[0]["clients"].size());
  CHECK(list[2]["location"] == kGood);
  CHECK(lines(array.error) == 1);

  const test::Ran ndjson = verify({"--format", "ndjson", kAltered, "/nowhere.eml", kGood});
  CHECK(lines(ndjson.out) == 3);
  CHECK(Json::parse(ndjson.out.substr(0, ndjson.out.find('\n'))) == list[0]);
  CHECK(verify({"--format", "json", kAltered, "/nowhere.eml", kGood}).out == array.out);
  const test::TemporaryDirectory empty;
  CHECK(Json::parse(verify({"--format", "json", "-r", empty.path()}).out).empty());
}

TEST_CASE("Standard input and file lists are inputs") {
  const test::Ran from_stdin =
      verify({"--format", "ndjson", "--client", "strict", "-"}, test::read_text(kGood));
  CHECK(from_stdin.status == 0);
  CHECK(Json::parse(from_stdin.out)["location"] == "-");
  const test::Ran listed =
      verify({"--format", "ndjson", "--files-from", "-"}, kGood + "\n" + kAltered + "\n");
  CHECK(lines(listed.out) == 2);
  const test::Ran odd = verify({"--format", "ndjson", "-0", "--files-from", "-"},
                               std::string("/no\xFF\x1b\nwhere\0", 11));
  CHECK(Json::parse(odd.out)["verdict"] == "unknown");
}

TEST_CASE("A result file appears complete or not at all") {
  const test::TemporaryDirectory directory;
  const std::string path = directory.path("out.json");
  const test::Ran ran = verify({"--format", "json", "-o", path, kGood});
  CHECK(ran.out.empty());
  CHECK(Json::parse(test::read_text(path)).size() == 1);
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(directory.path()))
    ++files;
  CHECK(files == 1);
}

TEST_CASE("A directory is refused without -r, colour is off without a terminal") {
  const test::Ran ran = verify({kCorpus + "demo"});
  CHECK(ran.status == 3);
  CHECK(ran.error.find("-r") != std::string::npos);
  CHECK(verify({kGood}).out.find('\x1b') == std::string::npos);
  CHECK(verify({"--color", "always", kGood}).out.find('\x1b') != std::string::npos);
}

TEST_CASE("A list of files may have the line ends of Windows") {
  const test::TemporaryDirectory directory;
  const std::string list = directory.file("list", kGood + "\r\n" + kAltered + "\r\n");
  const test::Ran ran = test::smimecheck({"inspect", "--files-from", list, "--format", "ndjson"});
  CHECK(ran.status == 0);
  CHECK(lines(ran.out) == 2);
}

TEST_CASE("Content that goes with no message is not passed over in silence") {
  const test::Ran ran = test::smimecheck(
      {"verify", "--content", kCorpus + "messages/alice.detached.bare.content", kGood});
  CHECK(ran.out.find("input.content_not_used") != std::string::npos);
}

TEST_CASE("What is no message is refused by every command alike, in one line that names it") {
  const test::TemporaryDirectory directory;
  struct Row {
    const char* name;
    std::string file;
    const char* code;
    const char* said;
  };
  const std::vector<Row> rows = {
      {"mailbox", kCorpus + "mailboxes/two-messages.mbox", "input.is_mailbox", "a mailbox"},
      {"no octets", directory.file("empty", ""), "input.empty", "no octets"},
      {"noise", kCorpus + "messages/noise.eml", "input.not_a_message", "neither a mail message"},
      {"certificate", kCorpus + "certs/alice.pem", "input.not_a_message", "smimecheck certificate"},
      {"PKCS #12", kCorpus + "trust/root.pfx", "input.not_a_message", "is a PKCS #12 file"},
      {"CRL", kCorpus + "trust/root.crl", "input.not_a_message", "--crl FILE"},
      {"trust list", kCorpus + "trust/sample.sst", "input.not_a_message", "--trust FILE"},
      {"zip", directory.file("x.zip", "PK\x03\x04 and more"), "input.not_a_message", "unpack it"},
      {"web page", directory.file("page.eml", "<html></html>"), "input.not_a_message",
       "is a web page"},
      {"byte order mark", directory.file("mark.eml", "\xEF\xBB\xBF" + test::read_text(kGood)),
       "input.not_a_message", "byte order mark"},
      {"Apple Mail", directory.file("1.emlx", "4096 \n" + test::read_text(kGood) + "<?xml"),
       "input.not_a_message", "Raw Message Source"},
  };
  for (const Row& row : rows) {
    for (const char* command : {"verify", "inspect"}) {
      CAPTURE(row.name, command);
      const test::Ran ran = test::smimecheck({command, "--format", "ndjson", row.file});
      CAPTURE(ran.error);
      CHECK(ran.status == 3);
      CHECK(lines(ran.error) == 1);
      CHECK(ran.error.find("smimecheck: " + row.file + ": ") == 0);
      CHECK(ran.error.find(row.said) != std::string::npos);
      const Json object = Json::parse(ran.out);
      REQUIRE(object["findings"].size() == 1);
      CHECK(object["findings"][0]["code"] == row.code);
    }
  }
  const test::Ran fetched =
      test::smimecheck({"fetch", "--dry-run", kCorpus + "mailboxes/two-messages.mbox"});
  CHECK(fetched.status == 3);
  CHECK(fetched.error.find("a mailbox that holds several messages") != std::string::npos);
}

TEST_CASE("What is inspected fits 80 columns, and what was not read has no digest") {
  const auto fits = [](const test::Ran& ran) {
    CHECK_FALSE(ran.out.empty());
    for (const std::string& line : test::split(ran.out, "\n")) {
      CAPTURE(line);
      CHECK(line.size() <= 80);
    }
  };
  fits(test::smimecheck({"inspect", "-r", kCorpus + "demo"}));
  fits(
      test::smimecheck({"inspect", "--compare", "openssl", "--at", "2026-01-15", "--trust", kTrust,
                        kGood, kCorpus + "messages/alice.cms.content-type-attribute-differs.eml"}));
  const test::Ran gone = test::smimecheck({"inspect", "/nowhere.eml"});
  CHECK(gone.status == 3);
  CHECK(gone.out.find("sha256") == std::string::npos);
  CHECK(gone.out.find("octets") == std::string::npos);
}

TEST_CASE("explain knows the limits") {
  for (const char* name : {"message-size", "fetch_urls"}) {
    const test::Ran ran = test::smimecheck({"explain", name});
    CHECK(ran.status == 0);
    CHECK(ran.out.find("--limit") != std::string::npos);
  }
}

TEST_CASE("Every output is as the schema says") {
  if (test::run("python3", {"-c", "import jsonschema"}).status != 0) {
    WARN("skipped: python3-jsonschema is not installed");
    return;
  }
  const test::TemporaryDirectory directory;
  const std::string schema = directory.file("schema.json", test::smimecheck({"schema"}).out);
  const std::string script =
      "import json, sys, jsonschema\n"
      "check = jsonschema.Draft202012Validator(json.load(open(sys.argv[1])))\n"
      "check.check_schema(check.schema)\n"
      "objects = json.load(open(sys.argv[2]))\n"
      "assert len(objects) >= int(sys.argv[3]), len(objects)\n"
      "for o in objects:\n"
      "  errors = list(jsonschema.Draft202012Validator({'$ref': '#/$defs/' + o['type'],\n"
      "                '$defs': check.schema['$defs']}).iter_errors(o))\n"
      "  assert not errors, (o['location'], errors[0].json_path, errors[0].message)\n"
      "assert check.is_valid(objects[0]), 'the whole schema'\n";
  const auto check = [&](const std::string& name, const std::string& json, int least) {
    const std::string file = directory.file(name, json);
    const test::Ran ran = test::run("python3", {"-c", script, schema, file, std::to_string(least)});
    CAPTURE(name, ran.error);
    CHECK(ran.status == 0);
  };
  check("messages",
        verify({"--format", "json", "--client", "all", "-r", kCorpus + "messages", kCorpus + "demo",
                "/nowhere.eml"})
            .out,
        20);
  check(
      "inspections",
      test::smimecheck({"inspect", "--format", "json", "-r", kCorpus + "messages", "/nowhere.eml"})
          .out,
      20);
  check("comparisons",
        test::smimecheck({"inspect", "--compare", "openssl,gpgsm", "--format", "json", "--trust",
                          kTrust, "-r", kCorpus + "demo",
                          kCorpus + "messages/alice.opaque.octet-stream.eml",
                          kCorpus + "messages/alice.cms.by-hand.eml"})
            .out,
        5);
  check("lists",
        test::smimecheck({"trust", "show", "--format", "json", kTrust, kCorpus + "trust/sample.p7b",
                          kCorpus + "trust/truncated.sst"})
            .out,
        3);
}
