#include <catch2/catch.hpp>
#include <csignal>
#include <ctime>

#include "base/time.h"
#include "tests/support/fetch_servers.h"
#include "tests/support/inputs.h"

using namespace smime;
using namespace smime::test;
using Texts = std::vector<std::string>;

namespace {

const std::string kProgram = SMIME_BINARY_DIR "/smimecheck";
const std::string kSupport = SMIME_SOURCE_DIR "/tests/support/";
constexpr int kKilled = 128 + SIGSYS;

/// Runs smimecheck so that the kernel kills it if it makes a socket.
Ran without_sockets(const Texts& arguments) {
  Texts all = {kSupport + "without_sockets.py", kProgram};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return run("python3", all);
}

FetchServers& servers() {
  static FetchServers all;
  return all;
}

}  // namespace

TEST_CASE("Whoever makes a socket is killed here: fetch is, and --online", "[fetch]") {
  const Ran ran = without_sockets({"fetch", "--allow-private", servers().file("message.eml")});
  CAPTURE(ran.error);
  CHECK(ran.status == kKilled);
  CHECK(without_sockets({"verify", "--online", "--allow-private", servers().file("message.eml")})
            .status == kKilled);
}

TEST_CASE("No command but fetch makes a socket, whatever a certificate names", "[fetch]") {
  const std::string demo = (corpus() / "demo").string(), mail = (corpus() / "messages").string();
  const std::string list = (corpus() / "trust/sample.sst").string();
  // Two runs are compared, and a clock stands in what they write.
  const std::string at = to_rfc3339(std::time(nullptr));
  struct Row {
    const char* name;
    Texts arguments;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"verify, addresses of running servers",
       {"verify", "--at", at, "--client", "all", "--trust", servers().file("root.pem"),
        servers().file("message.eml")}},
      {"verify without a list",
       {"verify", "--at", at, "--client", "all", servers().file("message.eml")}},
      {"verify all samples",
       {"verify", "--client", "all", "--format", "ndjson", "--at", "2026-02-01", "--trust", list,
        "-r", demo, mail}},
      {"offline beats online",
       {"verify", "--at", at, "--online", "--offline", "--client", "all", "--trust",
        servers().file("root.pem"), servers().file("message.eml")}},
      {"certificate",
       {"certificate", "--at", at, "--trust", servers().file("root.pem"),
        servers().file("signer.pem")}},
      {"inspect", {"inspect", "-r", demo, mail}},
      {"trust show", {"trust", "show", "--at", "2026-02-01", list}},
      {"explain", {"explain", "chain.untrusted_root"}},
      {"fetch of what is only listed", {"fetch", "--dry-run", servers().file("message.eml")}},
  }));
  CAPTURE(row.name);
  const std::size_t before = servers().requests().size();
  const Ran ran = without_sockets(row.arguments);
  CAPTURE(ran.error);
  REQUIRE(ran.status != kKilled);
  REQUIRE(ran.status != 97);
  // It ran to its end, and says what it says elsewhere.
  const Ran elsewhere = smimecheck(row.arguments);
  CHECK(ran.status == elsewhere.status);
  CHECK(ran.out == elsewhere.out);
  CHECK_FALSE(ran.out.empty());
  CHECK(servers().requests().size() == before);
}

// The rules at work, with servers that have public addresses.
TEST_CASE("Redirects and names that lead inside are refused by default", "[fetch]") {
  struct Row {
    std::string url, result;
  };
  const std::vector<Row> rows = {
      {"http://@PUBLIC@/files/ca.crl", "fetched"},
      {"http://crl.example:@PORT@/files/ca.crl", "fetched"},
      {"http://@PUBLIC@/redirect/302?http://crl.example:@PORT@/files/ca.crl", "fetched"},
      {"http://inside.example:@PORT@/files/ca.crl", "address_refused"},
      {"http://@INSIDE@/a", "address_refused"},
      {"http://@SIX@/a", "address_refused"},
      {"http://@PUBLIC@/redirect/302?http://@INSIDE@/", "address_refused"},
      {"http://@PUBLIC@/redirect/302?http://inside.example/", "address_refused"},
      {"http://@PUBLIC@/redirect/307?http://@SIX@/", "address_refused"},
      {"http://@PUBLIC@/redirect/302?http://169.254.169.254/", "address_refused"},
      {"http://@PUBLIC@/redirect/302?file:///etc/hosts", "redirect_refused"},
      {"http://nobody.example/", "not_resolved"},
      {"http://8.8.8.8/", "unreachable"},
  };
  const TemporaryDirectory directory;
  Texts arguments = {"-rnm", "python3", kSupport + "public_network.py", kProgram, directory.path()};
  for (const Row& row : rows) arguments.push_back(row.url);
  const Ran ran = run("unshare", arguments);
  CAPTURE(ran.error, ran.out);
  const bool no_namespace = ran.status != 0 && ran.error.starts_with("unshare:");
  if (no_namespace || ran.status == 4) {
    WARN("skipped: no network namespace can be made here: " << ran.error);
    return;
  }
  REQUIRE(ran.status == 0);
  for (const Row& row : rows) {
    CAPTURE(row.url);
    bool found = false;
    for (const std::string& line : split(ran.out, "\n")) {
      if (!line.ends_with("  " + row.url)) continue;
      found = true;
      CHECK(line.starts_with("crl      " + row.result + " "));
    }
    CHECK(found);
  }
  CHECK(ran.out.ends_with("inside: 0\nsix: 0\n"));
}
