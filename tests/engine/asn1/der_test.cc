#include "engine/asn1/der.h"

#include <catch2/catch.hpp>

#include "base/text.h"
#include "tests/support/exact.h"

using namespace smime;
using smime::test::Exact;

namespace {
/// Octets from hexadecimal text in a heap block of their exact size.
Octets octets(const char* text) { return from_hex(text).value(); }
}  // namespace

TEST_CASE("lengths follow X.690 10.1", "[asn1]") {
  struct Row {
    const char* name;
    const char* hex;
    bool want;
  };
  const auto row = GENERATE(values<Row>({
      {"short form", "0403010203", true},
      {"empty value", "0500", true},
      {"long form without its value", "048180", false},
      {"not minimal", "048103010203", false},
      {"leading zero in length", "04820003010203", false},
      {"indefinite", "30800000", false},
      {"longer than the data", "040401", false},
      {"4 GiB", "0484ffffffff00", false},
      {"five length octets", "048500000000030102", false},
      {"high tag number", "1f810100", false},
      {"tag alone", "04", false},
      {"nothing", "", false},
  }));
  CAPTURE(row.name);
  const Octets data = octets(row.hex);
  asn1::DerReader in(data);
  CHECK(in.read().has_value() == row.want);
  if (!row.want) CHECK(in.rest().size() == data.size());
}

TEST_CASE("object identifiers are read to dotted text", "[asn1]") {
  // X.690 8.19.5 and RFC 5652's own identifiers.
  CHECK(asn1::oid(octets("813403")) == "2.100.3");
  CHECK(asn1::oid(octets("2a864886f70d010702")) == "1.2.840.113549.1.7.2");
  CHECK(asn1::oid(octets("550411")) == "2.5.4.17");
  CHECK_FALSE(asn1::oid(octets("")));
  CHECK_FALSE(asn1::oid(octets("2a86")));                      // ends within an arc
  CHECK_FALSE(asn1::oid(octets("2a8001")));                    // padded arc
  CHECK_FALSE(asn1::oid(octets("2affffffffffffffffffff7f")));  // arc above 64 bits
}

TEST_CASE("small values are read strictly", "[asn1]") {
  CHECK(asn1::small_integer(octets("00")) == 0);
  CHECK(asn1::small_integer(octets("80")) == -128);
  CHECK(asn1::small_integer(octets("0080")) == 128);
  CHECK_FALSE(asn1::small_integer(octets("0001")));
  CHECK_FALSE(asn1::small_integer(octets("ff80")));
  CHECK_FALSE(asn1::small_integer(octets("")));
  CHECK_FALSE(asn1::small_integer(octets("010000000000000000")));
  CHECK(asn1::boolean(octets("ff")) == true);
  CHECK_FALSE(asn1::boolean(octets("01")));
  CHECK(asn1::bit_string(octets("0780"))->unused == 7);
  CHECK_FALSE(asn1::bit_string(octets("0781")));
  CHECK_FALSE(asn1::bit_string(octets("08ff")));
  CHECK_FALSE(asn1::bit_string(octets("")));
}

TEST_CASE("DER is told from BER all through", "[asn1]") {
  CHECK(asn1::is_der(octets("3006020101020102"), 8));
  CHECK(asn1::is_der(octets("3106020101020102"), 8, true));
  CHECK_FALSE(asn1::is_der(octets("3106020102020101"), 8, true));
  CHECK(asn1::is_der(octets("3106020102020101"), 8, false));
  CHECK_FALSE(asn1::is_der(octets("2403040101"), 8));      // constructed OCTET STRING
  CHECK_FALSE(asn1::is_der(octets("30053003300102"), 8));  // inner length one too long
  CHECK_FALSE(asn1::is_der(octets("300430023000"), 2));    // deeper than allowed
}

TEST_CASE("encoding a value is the inverse of reading it", "[asn1]") {
  for (const std::size_t size : {0U, 1U, 127U, 128U, 255U, 256U, 65535U, 65536U}) {
    CAPTURE(size);
    const Octets value(size, 0x5A);
    const Octets encoded = asn1::encode(asn1::kOctetString, value);
    const auto read = asn1::read_whole(encoded, asn1::kOctetString);
    REQUIRE(read);
    CHECK(equal(read->value, value));
  }
}
