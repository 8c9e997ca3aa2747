#include "engine/fetch/cache.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "engine/fetch/content.h"
#include "tests/support/fetch_servers.h"
#include "tests/support/inputs.h"

using namespace smime;
using namespace smime::test;
using fetch::Cache;
using fetch::Item;
using fetch::Kind;
using fetch::Outcome;

namespace {

constexpr Time kHour = 3'600, kDay = 24 * kHour;

FetchServers& servers() {
  static FetchServers all;
  return all;
}

Item item(Kind kind, const std::string& file, Time fetched) {
  Item out;
  out.kind = kind;
  out.url = "http://a.example/" + file;
  out.fetched = fetched;
  out.outcome = Outcome::Fetched;
  out.octets = std::make_shared<const Octets>(read_octets(servers().file(file)));
  return out;
}

}  // namespace

TEST_CASE("A kept answer is used until its nextUpdate, and at most for a week", "[fetch]") {
  const TemporaryDirectory directory;
  const Limits limits;
  Cache cache(directory.path("cache"), limits);
  // The CRL was made for thirty days; the certificate names no time at all.
  const auto next = fetch::examine(Kind::Crl, read_octets(servers().file("ca.crl"))).next_update;
  REQUIRE(next.has_value());
  struct Row {
    const char* name;
    Kind kind;
    const char* file;
    Time fetched, now;
    bool want;
  };
  const Time early = *next - 20 * kDay, late = *next - kDay;
  const auto row = GENERATE_COPY(values<Row>({
      {"at once", Kind::Crl, "ca.crl", early, early, true},
      {"before it was fetched", Kind::Crl, "ca.crl", early, early - 1, false},
      {"before the week is over", Kind::Crl, "ca.crl", early, early + 7 * kDay - 1, true},
      {"after a week", Kind::Crl, "ca.crl", early, early + 7 * kDay, false},
      {"before nextUpdate", Kind::Crl, "ca.crl", late, *next - 1, true},
      {"at nextUpdate", Kind::Crl, "ca.crl", late, *next, false},
      {"no time, before half a day", Kind::Issuers, "ca.cer", early, early + 12 * kHour - 1, true},
      {"no time, after half a day", Kind::Issuers, "ca.cer", early, early + 12 * kHour, false},
  }));
  CAPTURE(row.name);
  const Item kept = item(row.kind, row.file, row.fetched);
  std::string error;
  REQUIRE(cache.keep(kept, error));
  const auto found = cache.find(kept, row.now);
  REQUIRE(found.has_value() == row.want);
  if (!found) return;
  CHECK(*found->octets == *kept.octets);
  CHECK(found->fetched == row.fetched);
}

TEST_CASE("Another address, a damaged file and a link are no kept answer", "[fetch]") {
  const TemporaryDirectory directory;
  const Limits limits;
  Cache cache(directory.path("cache"), limits);
  const Item kept = item(Kind::Crl, "ca.crl", 1'780'000'000);
  const Time now = kept.fetched;
  std::string error;
  REQUIRE(cache.keep(kept, error));
  Item other = kept;
  other.url += "2";
  CHECK_FALSE(cache.find(other, now).has_value());
  other = kept;
  other.kind = Kind::Issuers;
  CHECK_FALSE(cache.find(other, now).has_value());

  namespace fs = std::filesystem;
  REQUIRE(fs::exists(directory.path("cache")));
  const fs::path file = fs::directory_iterator(directory.path("cache"))->path();
  CHECK((fs::status(directory.path("cache")).permissions() & fs::perms::all) ==
        fs::perms::owner_all);
  std::string text = read_text(file);
  REQUIRE(cache.find(kept, now).has_value());
  // Under the name of another address.
  other = kept;
  other.url = "http://b.example/";
  REQUIRE(cache.keep(other, error));
  for (const auto& entry : fs::directory_iterator(directory.path("cache")))
    if (entry.path() != file)
      fs::copy_file(entry.path(), file, fs::copy_options::overwrite_existing);
  CHECK_FALSE(cache.find(kept, now).has_value());
  text[600] = static_cast<char>(text[600] ^ 1);
  std::ofstream(file, std::ios::binary) << text;
  CHECK_FALSE(cache.find(kept, now).has_value());
  text[600] = static_cast<char>(text[600] ^ 1);
  fs::remove(file);
  fs::create_symlink(directory.file("elsewhere", text), file);
  CHECK_FALSE(cache.find(kept, now).has_value());
}

TEST_CASE("A cache that cannot be written says why", "[fetch]") {
  const TemporaryDirectory directory;
  const Limits limits;
  Cache cache(directory.file("file", "") + "/cache", limits);
  std::string error;
  CHECK_FALSE(cache.keep(item(Kind::Crl, "ca.crl", 1), error));
  CHECK(error == "Not a directory");
  CHECK(Cache("", limits).keep(item(Kind::Crl, "ca.crl", 1), error));
}

TEST_CASE("Memory keeps what was asked for last, and never more than it may", "[fetch]") {
  const Limits limits;
  const Item first = item(Kind::Crl, "ca.crl", 1'780'000'000);
  Item second = first, third = first, large = first;
  second.url = "http://b.example/";
  third.url = "http://c.example/";
  large.url = "http://d.example/";
  large.octets = std::make_shared<const Octets>(100'000, 0);
  const Time now = first.fetched;
  std::string error;
  // Room for two, with what an item costs beside its octets.
  Cache cache("", limits, 2 * (first.octets->size() + 600));
  REQUIRE(cache.keep(first, error));
  REQUIRE(cache.keep(first, error));
  REQUIRE(cache.keep(second, error));
  REQUIRE(cache.find(first, now).has_value());
  CHECK(cache.find(first, now)->octets == first.octets);  // not a copy
  REQUIRE(cache.keep(third, error));
  CHECK(cache.find(first, now).has_value());
  CHECK_FALSE(cache.find(second, now).has_value());
  CHECK(cache.find(third, now).has_value());
  REQUIRE(cache.keep(large, error));
  CHECK_FALSE(cache.find(large, now).has_value());
  CHECK(cache.find(first, now).has_value());
  CHECK_FALSE(Cache("", limits).find(first, now).has_value());
}
