#include "engine/cms/ber_scan.h"

#include <catch2/catch.hpp>

#include "base/text.h"
#include "engine/cms/ber.h"
#include "tests/support/exact.h"

namespace smime::cms {
namespace {

using test::Exact;

Exact octets(std::string_view hex_text) {
  const Octets decoded = from_hex(hex_text).value();
  return Exact(as_text(decoded));
}

struct Row {
  const char* name;
  const char* hex;
  bool sound;
  std::size_t size, depth;
  bool der;
};

TEST_CASE("a scan tells sound encodings from unsound ones") {
  // X.690 8.1: identifier, length, contents, end-of-contents octets.
  const auto row = GENERATE(values<Row>({
      {"empty input", "", false, 0, 0, true},
      {"NULL", "0500", true, 2, 0, true},
      {"header cut short", "30", false, 0, 0, true},
      {"empty SEQUENCE", "3000", true, 2, 1, true},
      {"octets after the value", "3000FFFF", true, 2, 1, true},
      {"length beyond the end", "30020500FF", true, 4, 1, true},
      {"length one too long", "3003050000", false, 0, 0, true},
      {"inner length beyond the outer", "3003040200", false, 0, 0, true},
      {"length of 4 GiB", "3084FFFFFFFF", false, 0, 0, true},
      {"length in 126 octets", "30FE00", false, 0, 0, true},
      {"reserved length octet", "30FF00", false, 0, 0, true},
      {"long form where short would do", "30810205 00", true, 5, 1, false},
      {"leading zero in the length", "3082000205 00", true, 6, 1, false},
      {"indefinite length", "308005000000", true, 6, 1, false},
      {"indefinite inside indefinite", "3080308000000000", true, 8, 2, false},
      {"indefinite inside definite", "300430800000", true, 6, 2, false},
      {"indefinite, not ended", "30800500", false, 0, 0, true},
      {"indefinite, ended by one zero", "3080050000", false, 0, 0, true},
      {"end-of-contents beyond the definite end", "30023080 00000000", false, 0, 0, true},
      {"primitive with indefinite length", "048000 00", false, 0, 0, true},
      {"end-of-contents in a definite value", "30020000", false, 0, 0, true},
      {"end-of-contents alone", "0000", false, 0, 0, true},
      {"constructed string", "24050401410400", true, 7, 1, false},
      {"tag number above 30", "30041F818000", false, 0, 0, true},
      {"tag number above 30, readable", "30041F810100", true, 6, 1, true},
  }));
  CAPTURE(row.name);
  std::string compact;
  for (const char* c = row.hex; *c != 0; ++c) {
    if (*c != ' ') compact += *c;
  }
  const Exact input = octets(compact);
  const BerScan scan = scan_ber(input);
  CHECK(scan.fault.empty() == row.sound);
  if (!row.sound) return;
  CHECK(scan.size == row.size);
  CHECK(scan.depth == row.depth);
  CHECK(scan.der == row.der);
  // The reader finds the same end.
  CHECK(BerReader(Bytes(input)).read()->whole.size() == row.size);
}

std::string nested(std::size_t depth, bool ended) {
  std::string out;
  for (std::size_t i = 0; i < depth; ++i) out += "\x30\x80";
  if (ended) out += std::string(depth * 2, '\0');
  return out;
}

TEST_CASE("what is unterminated is malformed, what is only deep is a limit") {
  Findings out;
  const Limits limits;
  const BerScan open = scan_ber(as_octets(nested(100'000, false)));
  CHECK(!open.fault.empty());
  const std::string deep = nested(65, true);
  const BerScan closed = scan_ber(as_octets(deep));
  CHECK(closed.fault.empty());
  CHECK(!within_limits(closed, limits, "part/1", out));
  REQUIRE(out.items().size() == 1);
  CHECK(out.items()[0].code == Code::LimitReached);
  CHECK(std::get<std::string>(out.items()[0].details[0].second) == "asn1_depth");
  CHECK(std::get<std::int64_t>(out.items()[0].details[2].second) == 65);
  const std::string allowed = nested(64, true);
  CHECK(within_limits(scan_ber(as_octets(allowed)), limits, "part/1", out));
  // Far beyond what is followed the answer is still a limit, in bounded memory.
  const std::string deepest = nested(3'000'000, true);
  CHECK(!within_limits(scan_ber(as_octets(deepest)), limits, "part/1", out));
}

TEST_CASE("pieces of a constructed string are joined in their order") {
  // X.690 8.7.3: the string "abc" as "a" + ("b" + "c"), indefinite inside definite.
  const Exact input = octets(
      "240F040161"
      "2480"
      "040162"
      "040163"
      "0000"
      "0400");
  std::vector<Octets> storage;
  const auto value = read_whole_ber(input, 0x24);
  REQUIRE(value);
  const auto joined = octet_string(*value, storage);
  REQUIRE(joined);
  CHECK(as_text(*joined) == "abc");
  const Exact wrong = octets("24050401610C00");
  CHECK(!octet_string(*read_whole_ber(wrong, 0x24), storage));
}

}  // namespace
}  // namespace smime::cms
