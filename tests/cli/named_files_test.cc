#include "cli/named_files.h"

#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/support/inputs.h"
#include "tests/support/run_program.h"

using namespace smime;
using Texts = std::vector<std::string>;

namespace {

const std::string kCorpus = SMIME_SOURCE_DIR "/corpus/";
const std::string kGood = kCorpus + "demo/1-good.eml";

std::size_t lines(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_CASE("No file that an option names is replaced by the results") {
  const test::TemporaryDirectory directory;
  const std::string content = "precious";
  const std::string file = directory.file("kept", content);
  const std::string list = directory.file("list", kGood + "\n");
  const std::string hard = directory.path("hard"), soft = directory.path("soft");
  REQUIRE(link(file.c_str(), hard.c_str()) == 0);
  REQUIRE(symlink(file.c_str(), soft.c_str()) == 0);
  const std::string unpacked = directory.file("bundle/crl/a.crl", content);
  struct Row {
    const char* name;
    Texts arguments;
    std::string named;  // in the line on standard error
    std::string kept;
  };
  const std::vector<Row> rows = {
      {"trust", {"verify", "--trust", file, "-o", file, kGood}, "--trust " + file, file},
      {"trust of a client", {"verify", "--trust", "owa=" + file, "-o", file, kGood}, file, file},
      {"hard link", {"verify", "--trust", file, "-o", hard, kGood}, file, file},
      {"symbolic link", {"verify", "--trust", soft, "-o", file, kGood}, soft, file},
      {"link as output", {"verify", "--trust", file, "-o", soft, kGood}, file, file},
      {"intermediates", {"verify", "--intermediates", file, "-o", file, kGood}, file, file},
      {"CRL", {"verify", "--crl", file, "-o", file, kGood}, "--crl " + file, file},
      {"revocation", {"verify", "--revocation", file, "-o", file, kGood}, file, file},
      {"directory of revocation",
       {"verify", "--revocation", directory.path("bundle"), "-o", unpacked, kGood},
       "--revocation " + directory.path("bundle"),
       unpacked},
      {"content", {"verify", "--content", file, "-o", file, kGood}, "--content " + file, file},
      {"client file", {"verify", "--client-file", file, "-o", file, kGood}, file, file},
      {"list of names", {"verify", "--files-from", list, "-o", list}, "--files-from", list},
      {"certificate", {"certificate", "--trust", file, "-o", file, kGood}, file, file},
      {"compare",
       {"inspect", "--compare", "openssl", "--trust", file, "-o", file, kGood},
       file,
       file},
      {"fetch, trust", {"fetch", "--trust", file, "-o", file, kGood}, "--trust " + file, file},
      {"fetch, authorities", {"fetch", "--ca", file, "-o", file, kGood}, "--ca " + file, file},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const std::string before = test::read_text(row.kept);
    const test::Ran ran = test::smimecheck(row.arguments);
    CAPTURE(ran.error);
    CHECK(ran.status == 2);
    CHECK(ran.out.empty());
    CHECK(lines(ran.error) == 1);
    CHECK(ran.error.find(row.named) != std::string::npos);
    CHECK(ran.error.find("another name with -o") != std::string::npos);
    CHECK(test::read_text(row.kept) == before);
  }
}

TEST_CASE("Standard input is read once, and only once") {
  struct Row {
    const char* name;
    Texts arguments;
  };
  const auto row = GENERATE(values<Row>({
      {"two messages", {"verify", "-", "-"}},
      {"list of names and message", {"verify", "--files-from", "-", "-"}},
      {"trust and message", {"verify", "--trust", "-", "-"}},
      {"two lists", {"verify", "--trust", "-", "--intermediates", "-", "x"}},
      {"trust and certificate", {"certificate", "--trust", "-", "-"}},
      {"two lists to show", {"trust", "show", "-", "-"}},
      {"donor and message", {"kit", "mutate", "-o", "/nowhere", "--donor", "-", "-"}},
  }));
  CAPTURE(row.name);
  const test::Ran ran = test::smimecheck(row.arguments, "x");
  CAPTURE(ran.error);
  CHECK(ran.status == 2);
  CHECK(ran.out.empty());
  CHECK(lines(ran.error) == 1);
  CHECK(ran.error.find("standard input can be read only once") != std::string::npos);
}

TEST_CASE("A named file may come through a pipe") {
  const test::Ran ran = test::run(
      "bash",
      {"-c", SMIME_BINARY_DIR "/smimecheck verify --at 2026-02-01 --client strict --trust <(cat " +
                 kCorpus + "trust/sample.sst) " + kGood});
  CAPTURE(ran.error);
  CHECK(ran.status == 0);
  const test::Ran device = test::smimecheck({"verify", "--trust", "/dev/null", kGood});
  CHECK(device.status == 2);
  CHECK(device.error.find("is no regular file; name a file, or -") != std::string::npos);
}

TEST_CASE("A file that is no list of certificates is called what it is") {
  const test::TemporaryDirectory directory;
  struct Row {
    const char* name;
    std::string file;
    const char* said;
  };
  const std::vector<Row> rows = {
      {"CRL", kCorpus + "trust/root.crl", "this is a CRL"},
      {"request",
       directory.file("r",
                      "-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n"
                      "-----END CERTIFICATE REQUEST-----\n"),
       "this is a certificate request"},
      {"store without certificates", kCorpus + "trust/empty.sst", "holds no usable certificate"},
      {"directory", directory.path(), "is a directory; name a file"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const test::Ran ran = test::smimecheck({"verify", "--trust", row.file, kGood});
    CAPTURE(ran.error);
    CHECK(ran.status == 2);
    CHECK(lines(ran.error) == 1);
    CHECK(ran.error.find(row.said) != std::string::npos);
  }
}

TEST_CASE("A list without a root is told, with its cure") {
  const std::string list = kCorpus + "certs/intermediate-1.pem";
  const Texts common = {"verify", "--at", "2026-02-01", "--client", "owa", "--trust", list, kGood};
  const test::Ran ran = test::smimecheck(common);
  CHECK(ran.status == 1);
  CHECK(lines(ran.error) == 1);
  CHECK(ran.error.find("--trust " + list + ": the trust list holds no self-signed certificate") !=
        std::string::npos);
  CHECK(ran.error.find("--anchors all") != std::string::npos);
  CHECK(ran.out.find("trust_list was given") != std::string::npos);
  Texts all = common;
  all.insert(all.end(), {"--anchors", "all"});
  CHECK(test::smimecheck(all).error.empty());
  // With a root in another list there is nothing to tell.
  Texts both = common;
  both.insert(both.end(), {"--trust", kCorpus + "trust/root-only.sst"});
  CHECK(test::smimecheck(both).error.empty());
}

TEST_CASE("A limit of ours is told as one, and is no fault that a client sees") {
  const test::TemporaryDirectory directory;
  const Texts common = {"verify",     "--at",     "2026-01-15", "--client",
                        "strict,owa", "--format", "ndjson",     kGood};
  const auto with = [&](const Texts& more) {
    Texts all = common;
    all.insert(all.end(), more.begin(), more.end());
    return test::smimecheck(all);
  };
  // No certificate of the list is read.
  const test::Ran none =
      with({"--trust", kCorpus + "trust/sample.sst", "--limit", "certificate-size=100"});
  CHECK(none.status == 2);
  CHECK(none.error.find("exceed the limit certificate_size") != std::string::npos);
  // The root is too large for the limit, and a small one stands beside it.
  const std::string small = directory.path("small.pem");
  REQUIRE(test::run("openssl", {"req", "-x509", "-newkey", "ec", "-pkeyopt",
                                "ec_paramgen_curve:P-256", "-nodes", "-keyout", "/dev/null", "-out",
                                small, "-subj", "/CN=Small", "-days", "9"})
              .status == 0);
  const std::string large = directory.path("large.pem");
  REQUIRE(test::run("openssl", {"req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout",
                                directory.path("large.key"), "-out", large, "-subj", "/CN=Large",
                                "-days", "9"})
              .status == 0);
  const test::Ran shown = test::smimecheck({"trust", "show", "--limit", "rsa-bits=1024", large});
  CHECK(shown.out.find("trust.root_unchecked") != std::string::npos);
  CHECK(shown.out.find("limit rsa_bits") != std::string::npos);
  CHECK(shown.out.find("1 anchor,") != std::string::npos);
  CHECK(shown.out.find("trust.self_issued") == std::string::npos);
  const std::string mail = directory.path("mail.eml");
  REQUIRE(
      test::run("openssl", {"cms", "-sign", "-in", small, "-signer", large, "-inkey",
                            directory.path("large.key"), "-out", mail, "-from", "a@example.com"})
          .status == 0);
  const test::Ran judged = test::smimecheck(
      {"verify", "--client", "strict,owa", "--trust", large, "--limit", "rsa-bits=1024", mail});
  CAPTURE(judged.out);
  CHECK(judged.status == 3);
  CHECK(judged.out.find("chain.no_anchors") == std::string::npos);
  CHECK(judged.out.find("rsa_bits") != std::string::npos);
}

TEST_CASE("A client of the user's own has an id of its own") {
  const test::TemporaryDirectory directory;
  const auto client = [&](const std::string& id) {
    return directory.file(
        "client.json", R"({"id":")" + id + R"(","name":"My","version":"1","extends":"ios_mail"})");
  };
  const std::string trust = kCorpus + "trust/sample.sst";
  const auto verify = [&](const std::string& file) {
    return test::smimecheck({"verify", "--at", "2026-02-01", "--trust", trust, "--client", "strict",
                             "--client-file", file, kGood});
  };
  for (const char* id : {"strict", "owa", "common", "all", "outlook", "mobile", "study",
                         "study_nine", "a=b", "a,b", "My"}) {
    CAPTURE(id);
    const test::Ran ran = verify(client(id));
    CHECK(ran.status == 2);
    CHECK(lines(ran.error) == 1);
    CHECK(ran.error.find("\"" + std::string(id) + "\"") != std::string::npos);
  }
  // It needs no --client of its own.
  const test::Ran mine = verify(client("my2"));
  CHECK(mine.status == 0);
  CHECK(mine.out.find("\n  my2 ") != std::string::npos);
  const std::string file = client("my2");
  const test::Ran twice =
      test::smimecheck({"verify", "--client-file", file, "--client-file", file, kGood});
  CHECK(twice.status == 2);
}
