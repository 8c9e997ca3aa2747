#include "engine/trust/properties.h"

#include <catch2/catch.hpp>

#include "base/text.h"
#include "tests/support/exact.h"
#include "tests/support/inputs.h"

using namespace smime;
using namespace smime::trust;
using test::Exact;

namespace {

std::string decoded(const Property& property) {
  const auto value = decode(property);
  if (!value) return "malformed";
  if (const auto* text = std::get_if<std::string>(&*value)) return *text;
  std::string joined;
  if (const auto* list = std::get_if<std::vector<std::string>>(&*value)) {
    for (const std::string& text : *list) joined += "[" + text + "]";
  }
  return joined;
}

TrustList corpus(const std::string& name, Findings& findings) {
  const Exact octets(test::read_text(test::corpus() / "trust" / name));
  auto list = read_trust_list(octets, name, {}, findings);
  REQUIRE(list);
  return std::move(*list);
}

}  // namespace

TEST_CASE("property ids have the names of wincrypt.h", "[trust]") {
  struct Row {
    std::uint32_t id;
    const char* name;
  };
  const auto row = GENERATE(values<Row>({
      {0, "UNKNOWN"},
      {1, "KEY_PROV_HANDLE"},
      {2, "KEY_PROV_INFO"},
      {30, "EXTENDED_ERROR_INFO"},
      {31, "UNKNOWN"},
      {64, "RENEWAL"},
      {88, "UNKNOWN"},
      {98, "AUTH_ROOT_SHA256_HASH"},
      {126, "NOT_BEFORE_FILETIME"},
      {129, "SHA1_SHA256_HASH"},
      {130, "UNKNOWN"},
      {0x7FFF, "UNKNOWN"},
      {0x8000, "USER_DEFINED"},
  }));
  CHECK(property_name(row.id) == row.name);
}

TEST_CASE("known properties are decoded", "[trust]") {
  struct Row {
    std::uint32_t id;
    const char* want;
  };
  // What corpus/make/trust.py put in.
  const auto row = GENERATE(values<Row>({
      {2, "names a private key; never followed"},
      {11, "Wurzel \xC3\x84 \xF0\x9F\x98\x80"},
      {13, "described"},
      {9, "[1.3.6.1.5.5.7.3.4][1.3.6.1.5.5.7.3.1]"},
      {19, "archived"},
      {27, "2026-01-15T00:00:00Z"},
      {104, "from the beginning of time"},
      {122, "[1.3.6.1.5.5.7.3.1]"},
      {126, "2022-11-01T00:00:00Z"},
      {127, "[1.3.6.1.5.5.7.3.1]"},
      {128, "1970-01-01T00:00:00Z"},
      {105, "[1.3.6.1.4.1.311.60.3.2]"},
      {83, "[2.23.140.1.1 flags C0]"},
      {84, "[permitted rfc822Name example.com][excluded dNSName .test]"},
      {77, ""},
      {0x8001, ""},
  }));
  CAPTURE(row.id);
  Findings findings;
  const TrustList list = corpus("every-property.sst", findings);
  const Property* property = find(list.elements[0].properties, row.id);
  REQUIRE(property != nullptr);
  CHECK(decoded(*property) == row.want);
}

TEST_CASE("a property of the wrong form is malformed, never guessed", "[trust]") {
  struct Row {
    const char* name;
    std::uint32_t id;
    std::string value;  // hexadecimal
  };
  const auto row = GENERATE(values<Row>({
      {"short SHA-1", 3, "00"},
      {"long SHA-256", 98, std::string(66, '0')},
      {"text without NUL", 11, "4100"},
      {"text of odd length", 11, "410000"},
      {"empty text", 11, ""},
      {"time of four octets", 126, "00000000"},
      {"time far away", 104, "ffffffffffffffff"},
      {"usages cut", 9, "3005"},
      {"usages with octets behind", 122, "300000"},
      {"usages that are no identifiers", 127, "3003020101"},
      {"policies that are no sequence", 83, "0500"},
      {"constraints with something behind", 84, "30020500"},
  }));
  CAPTURE(row.name);
  const auto value = from_hex(row.value);
  REQUIRE(value);
  CHECK(decoded({row.id, 1, 0, *value}) == "malformed");
}

TEST_CASE("the time of a real file", "[trust]") {
  // 00 40 90 e2 84 ed d8 01 in a list of Windows Update is 2022-11-01T00:00:00Z.
  const auto value = from_hex("004090e284edd801");
  CHECK(decoded({126, 1, 0, *value}) == "2022-11-01T00:00:00Z");
}

TEST_CASE("sound properties raise no warning", "[trust]") {
  Findings findings;
  const TrustList list = corpus("every-property.sst", findings);
  CHECK(list.certificates() == 3);
  CHECK_FALSE(findings.any(Severity::Warning));
  CHECK_FALSE(findings.any(Severity::Error));
}

TEST_CASE("odd elements and properties are named one by one", "[trust]") {
  Findings findings;
  const TrustList list = corpus("oddities.sst", findings);
  std::string said;
  for (const Finding& finding : findings) {
    said += finding.where + " " + std::string(info(finding.code).wire) + "\n";
  }
  CHECK(said ==
        "element/0 trust.hash_mismatch\n"
        "element/0 trust.property_repeated\n"
        "element/0 trust.property_malformed\n"
        "element/0 trust.property_malformed\n"
        "element/0 trust.property_malformed\n"
        "element/0 trust.property\n"
        "element/1 trust.duplicate\n"
        "element/2 trust.element_unusable\n"
        "element/3 trust.element_unusable\n"
        "element/4 trust.element_unusable\n"
        "element/5 trust.element_unusable\n"
        "element/6 trust.element_unusable\n"
        "element/6 trust.duplicate\n"
        "list trust.ctl_signature_not_checked\n");
  CHECK(list.elements[2].unusable ==
        "a bare TBSCertificate: the signed part of a certificate, without signature");
  CHECK(list.elements[4].unusable == "no octets");
  CHECK(decoded(*find(list.elements[0].properties, kFriendlyName)) == "second");
  const auto anchors = anchors_of(list, Anchors::All);
  CHECK(anchors->anchors.size() == 1);
  CHECK(anchors->helpers.empty());
}

TEST_CASE("restrictions of e-mail protection", "[trust]") {
  const auto usages = [](std::string_view what) {
    return *from_hex(what == "email" ? "300a06082b06010505070304" : "300a06082b06010505070301");
  };
  const Octets time = *from_hex("004090e284edd801");
  struct Row {
    const char* name;
    std::vector<Property> properties;
    std::vector<std::string> want;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"none", {}, {}},
      {"purposes with e-mail", {{9, 1, 0, usages("email")}}, {}},
      {"purposes without",
       {{9, 1, 0, usages("server")}},
       {"purposes without e-mail protection (9)"}},
      {"disabled", {{104, 1, 0, time}}, {"disallowed 2022-11-01T00:00:00Z (104)"}},
      {"disabled for servers", {{104, 1, 0, time}, {122, 1, 0, usages("server")}}, {}},
      {"disabled for e-mail",
       {{104, 1, 0, {}}, {122, 1, 0, usages("email")}},
       {"disallowed from the beginning of time (104)"}},
      {"taken away", {{122, 1, 0, usages("email")}}, {"e-mail protection taken away (122)"}},
      {"not before",
       {{126, 1, 0, time}},
       {"not for certificates issued at or after 2022-11-01T00:00:00Z (126)"}},
      {"not before, for servers", {{126, 1, 0, time}, {127, 1, 0, usages("server")}}, {}},
      {"archived", {{19, 1, 0, {}}}, {"archived (19)"}},
      {"last of two counts", {{9, 1, 0, usages("server")}, {9, 1, 0, usages("email")}}, {}},
  }));
  CAPTURE(row.name);
  std::vector<std::string> got;
  for (const auto& [property, text, rule, from] : email_restrictions(row.properties))
    got.push_back(text + " (" + std::to_string(property) + ")");
  CHECK(got == row.want);
}
