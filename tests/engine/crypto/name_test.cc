#include "engine/crypto/name.h"

#include <catch2/catch.hpp>

#include "engine/asn1/der.h"

using namespace smime;

namespace {

/// A Name of one organizationName of this string type.
Octets organization(std::uint8_t type, std::string_view text) {
  Octets attribute = {0x06, 0x03, 0x55, 0x04, 0x0A};
  const Octets value = asn1::encode(type, as_octets(text));
  attribute.insert(attribute.end(), value.begin(), value.end());
  return asn1::encode(0x30, asn1::encode(0x31, asn1::encode(0x30, attribute)));
}

constexpr std::uint8_t kUtf8 = 0x0C, kPrintable = 0x13, kBmp = 0x1E;

}  // namespace

TEST_CASE("names are compared after RFC 5280 7.1 and RFC 4518") {
  struct Row {
    const char* name;
    std::uint8_t type_a;
    std::string a;
    std::uint8_t type_b;
    std::string b;
    bool equal;
  };
  const auto row = GENERATE(values<Row>({
      {"the same", kUtf8, "Example", kUtf8, "Example", true},
      {"case", kUtf8, "Example", kUtf8, "eXAMPLE", true},
      {"string type", kUtf8, "Example", kPrintable, "Example", true},
      {"two octets each", kBmp, std::string("\0E\0x", 4), kUtf8, "ex", true},
      {"blanks", kUtf8, "  Example   Org ", kUtf8, "Example Org", true},
      {"no blank", kUtf8, "ExampleOrg", kUtf8, "Example Org", false},
      {"case of other letters", kUtf8, "\u00C9VIL", kUtf8, "\u00E9vil", true},
      {"case of another script", kUtf8, "\u041F\u0420\u0418", kUtf8, "\u043F\u0440\u0438", true},
      {"one case that is two letters", kUtf8, "stra\u00DFe", kUtf8, "STRASSE", true},
      {"accent apart", kUtf8, "\u00E9vil", kUtf8, "e\u0301vil", true},
      {"wide letters", kUtf8, "\uFF25vil", kUtf8, "evil", true},
      {"blank that does not break", kUtf8, "Example\u00A0Org", kUtf8, "example org", true},
      {"with what shows nothing", kUtf8, "Ex\u00ADample", kUtf8, "example", true},
      {"another letter", kUtf8, "\u00C9vil", kUtf8, "Evil", false},
      {"letters that look alike", kUtf8, "\u0415vil", kUtf8, "Evil", false},
  }));
  CAPTURE(row.name);
  const bool equal = crypto::canonical_name(organization(row.type_a, row.a)) ==
                     crypto::canonical_name(organization(row.type_b, row.b));
  CHECK(equal == row.equal);
}

TEST_CASE("a name that is no UTF-8 is compared as it stands") {
  const Octets broken = organization(kUtf8, "\xFF\xFE");
  CHECK(crypto::canonical_name(broken) == crypto::canonical_name(broken));
  CHECK(crypto::canonical_name(broken) != crypto::canonical_name(organization(kUtf8, "\xFF\xFD")));
}
