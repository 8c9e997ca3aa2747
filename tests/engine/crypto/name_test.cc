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
      {"control character", kUtf8, "Ev\x01il", kUtf8, "evil", true},
      {"delete", kPrintable, "Ev\x7Fil", kUtf8, "evil", true},
      {"NUL", kUtf8, std::string("Ev\0il", 5), kUtf8, "evil", true},
      {"grapheme joiner", kUtf8, "Ev\u034Fil", kUtf8, "evil", true},
      {"object replacement", kUtf8, "Ev\uFFFCil", kUtf8, "evil", true},
      {"end of ayah", kUtf8, "Ev\u06DDil", kUtf8, "evil", true},
      {"Mongolian soft hyphen", kUtf8, "Ev\u1806il", kUtf8, "evil", true},
      {"Mongolian vowel separator", kUtf8, "Ev\u180Eil", kUtf8, "evil", true},
      {"variation selector", kUtf8, "Ev\uFE0Fil", kUtf8, "evil", true},
      {"blank without width", kUtf8, "Ev\u200Bil", kUtf8, "evil", true},
      {"tag", kUtf8, "Ev\U000E0041il", kUtf8, "evil", true},
      {"tabulator", kUtf8, "Evil\tOrg", kUtf8, "evil org", true},
      {"next line", kUtf8, "Evil\xC2\x85Org", kUtf8, "evil org", true},
      {"Ogham blank", kUtf8, "Evil\u1680Org", kUtf8, "evil org", true},
      {"line separator", kUtf8, "Evil\u2028Org", kUtf8, "evil org", true},
      {"nothing beside a blank", kUtf8, "Evil \x01 Org", kUtf8, "evil org", true},
      {"marks in another order", kUtf8, "a\u0301\u0323", kUtf8, "a\u0323\u0301", true},
      {"marks of one class in another order", kUtf8, "a\u0301\u0300", kUtf8, "a\u0300\u0301",
       false},
      {"long compatibility form", kUtf8, "\uFDFA", kUtf8,
       "\u0635\u0644\u0649 \u0627\u0644\u0644\u0647 "
       "\u0639\u0644\u064A\u0647 \u0648\u0633\u0644\u0645",
       true},
      {"digits of another type", 0x12, "123", kPrintable, "123", true},
      {"another letter", kUtf8, "\u00C9vil", kUtf8, "Evil", false},
      {"letters that look alike", kUtf8, "\u0415vil", kUtf8, "Evil", false},
  }));
  CAPTURE(row.name);
  const bool equal = crypto::canonical_name(organization(row.type_a, row.a)) ==
                     crypto::canonical_name(organization(row.type_b, row.b));
  CHECK(equal == row.equal);
}

TEST_CASE("attributes of one relative name match in any order, and stay one relative name") {
  const auto attribute = [](std::uint8_t last, std::string_view text) {
    Octets fields = {0x06, 0x03, 0x55, 0x04, last};
    const Octets value = asn1::encode(kUtf8, as_octets(text));
    fields.insert(fields.end(), value.begin(), value.end());
    return asn1::encode(0x30, fields);
  };
  const auto joined = [](Octets a, const Octets& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
  };
  constexpr std::uint8_t kCommon = 3, kOrganization = 10;
  const auto set_of = [](const Octets& contents) { return asn1::encode(0x31, contents); };
  const auto name_of = [](const Octets& contents) {
    return crypto::canonical_name(asn1::encode(0x30, contents));
  };
  const Octets evil = attribute(kOrganization, "evilevil");
  const Octets longer = attribute(kOrganization, "evilevil  ");  // DER sorts it behind `common`
  const Octets common = attribute(kCommon, "abcd efgh");
  const Octets one = name_of(set_of(joined(evil, common)));
  CHECK(one == name_of(set_of(joined(common, evil))));
  CHECK(one == name_of(set_of(joined(common, longer))));
  CHECK(one != name_of(joined(set_of(evil), set_of(common))));
  CHECK(name_of(joined(set_of(evil), set_of(common))) !=
        name_of(joined(set_of(common), set_of(evil))));
}

TEST_CASE("a name that is no UTF-8 is compared as it stands") {
  const Octets broken = organization(kUtf8, "\xFF\xFE");
  CHECK(crypto::canonical_name(broken) == crypto::canonical_name(broken));
  CHECK(crypto::canonical_name(broken) != crypto::canonical_name(organization(kUtf8, "\xFF\xFD")));
}
