#include "engine/crypto/degenerate.h"

#include <catch2/catch.hpp>
#include <string>

#include "base/text.h"
#include "tests/support/exact.h"

using namespace smime;
using namespace smime::test;

namespace {

Octets from(const std::string& hex) { return from_hex(hex).value(); }

std::string repeated(const char* octet, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += octet;
  return text;
}

}  // namespace

TEST_CASE("points of small order, after RFC 8032 5.1 and 5.2") {
  struct Row {
    const char* name;
    std::string point;
    bool small;
  };
  const std::string ff30 = repeated("ff", 30), zeros31 = repeated("00", 31);
  const auto row = GENERATE_COPY(values<Row>({
      {"25519: neutral, y = 1", "01" + zeros31, true},
      {"25519: neutral with a sign", "01" + repeated("00", 30) + "80", true},
      {"25519: order 4, y = 0", "00" + zeros31, true},
      {"25519: y = 2", "02" + zeros31, false},
      {"25519: order 2, y = p - 1", "ec" + ff30 + "7f", true},
      {"25519: y = p - 2", "eb" + ff30 + "7f", false},
      {"25519: y = p", "ed" + ff30 + "7f", true},
      {"25519: y = p + 1, with a sign", "ee" + ff30 + "ff", true},
      {"25519: y = p + 2", "ef" + ff30 + "7f", false},
      {"25519: order 8", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", true},
      {"25519: order 8, with a sign",
       "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85", true},
      {"25519: order 8, the other",
       "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", true},
      {"25519: the base point", "58" + repeated("66", 31), false},
      {"25519: a key of RFC 8032 7.1",
       "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", false},
      {"448: neutral", "01" + repeated("00", 56), true},
      {"448: neutral with a sign", "01" + repeated("00", 55) + "80", true},
      {"448: order 4", repeated("00", 57), true},
      {"448: y = 2", "02" + repeated("00", 56), false},
      {"448: order 2, y = p - 1", "fe" + repeated("ff", 27) + "fe" + repeated("ff", 27) + "00",
       true},
      {"448: y = p", repeated("ff", 28) + "fe" + repeated("ff", 27) + "80", true},
      {"448: y = p + 1", repeated("00", 28) + repeated("ff", 28) + "00", true},
      {"448: y = p - 2", "fd" + repeated("ff", 27) + "fe" + repeated("ff", 27) + "00", false},
      {"another length", repeated("00", 33), false},
  }));
  CAPTURE(row.name);
  CHECK(crypto::has_small_order(Exact(as_text(from(row.point)))) == row.small);
}

TEST_CASE("DSA numbers as FIPS 186-4 4.1 wants them") {
  // Sizes alone matter here: p of 1024 bits, q of 160.
  const std::string p = "00f1" + repeated("33", 126) + "07", q = "00c5" + repeated("44", 18) + "09";
  const std::string below = "00f1" + repeated("33", 126) + "06";  // p - 1
  struct Row {
    const char* name;
    std::string p, q, g, y;
    bool plausible;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"as they are", p, q, "02", "7fffffff", true},
      {"y just below p - 1", p, q, "02", "00f1" + repeated("33", 126) + "05", true},
      {"y = p - 1", p, q, "02", below, false},
      {"y = p", p, q, "02", p, false},
      {"y = 1", p, q, "02", "01", false},
      {"y = 0", p, q, "02", "00", false},
      {"negative y", p, q, "02", "82", false},
      {"y of no octets", p, q, "02", "", false},
      {"g = 1", p, q, "01", "7f", false},
      {"g = 0", p, q, "00", "7f", false},
      {"g = p - 1", p, q, below, "7f", false},
      {"q = 1", p, "01", "02", "7f", false},
      {"q even", p, "00c5" + repeated("44", 18) + "08", "02", "7f", false},
      {"q as large as p", p, p, "02", "7f", false},
      {"p even", below, q, "02", "7f", false},
      {"p of no octets", "", q, "02", "7f", false},
  }));
  CAPTURE(row.name);
  const auto octets = [](const std::string& hex) { return from(hex); };
  CHECK(crypto::is_plausible_dsa(octets(row.p), octets(row.q), octets(row.g), octets(row.y)) ==
        row.plausible);
}
