#include "engine/trust/sst.h"

#include <catch2/catch.hpp>

#include "base/text.h"
#include "engine/trust/trust_list.h"
#include "tests/support/exact.h"
#include "tests/support/inputs.h"

using namespace smime;
using namespace smime::trust;
using test::Exact;

namespace {

const auto kFolder = test::corpus() / "trust";

std::string octets(std::string_view hexadecimal) {
  std::string compact;
  for (const char c : hexadecimal) {
    if (c != ' ') compact.push_back(c);
  }
  const auto value = from_hex(compact);
  REQUIRE(value);
  return std::string(as_text(*value));
}

}  // namespace

TEST_CASE("a malformed store is refused at the octet where it goes wrong", "[trust]") {
  const std::string header = "00000000 43455254 ";
  const std::string property = "0b000000 01000000 02000000 0000 ";     // 14 octets
  const std::string certificate = "20000000 01000000 02000000 3000 ";  // 14 octets
  const std::string end = "00000000 00000000 00000000";
  struct Row {
    const char* name;
    std::string list;
    Code code;
    std::int64_t offset;
    const char* found;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"half a header", "00000000 4345", Code::TrustTruncated, 0, "the octets 00 00 00 00 43 45"},
      {"header alone", header, Code::TrustTruncated, 8, "the end of the file"},
      {"no end record", header + certificate, Code::TrustTruncated, 22, "the end of the file"},
      {"half an end record", header + certificate + "00000000 0000", Code::TrustTruncated, 22,
       "6 octets"},
      {"record header cut", header + "20000000 01000000 0200", Code::TrustTruncated, 8,
       "10 octets"},
      {"value longer than the rest", header + "20000000 01000000 03000000 3000",
       Code::TrustTruncated, 16, "3"},
      {"length of all ones", header + "20000000 01000000 ffffffff 3000" + end, Code::TrustTruncated,
       16, "4294967295"},
      {"property longer than the rest", header + "0b000000 01000000 00010000 0000",
       Code::TrustTruncated, 16, "256"},
      {"encoding type 2", header + "20000000 02000000 02000000 3000 " + end, Code::TrustMalformed,
       12, "2"},
      {"encoding type 0", header + "20000000 00000000 02000000 3000 " + end, Code::TrustMalformed,
       12, "0"},
      {"encoding type of a CTL on a certificate", header + "20000000 01000100 02000000 3000 " + end,
       Code::TrustMalformed, 12, "65537"},
      {"property with encoding type 2", header + "0b000000 02000000 00000000" + certificate + end,
       Code::TrustMalformed, 12, "2"},
      {"id above 65535", header + "00000100 01000000 00000000 " + end, Code::TrustMalformed, 8,
       "65536"},
      {"property without certificate", header + property + end, Code::TrustMalformed, 22,
       "the end record"},
      {"only a reserved element behind a property",
       header + property + "25000000 01000000 00000000 " + end, Code::TrustMalformed, 34,
       "the end record"},
      {"end record with a length", header + certificate + "00000000 00000000 01000000 ff",
       Code::TrustMalformed, 22, "the octets 00 00 00 00 01 00 00 00 after id 0"},
      {"end record with an encoding type", header + certificate + "00000000 01000000 00000000",
       Code::TrustMalformed, 22, "the octets 01 00 00 00 00 00 00 00 after id 0"},
      {"version 1", "01000000 43455254 " + end, Code::TrustUnknownFormat, 0,
       "the octets 01 00 00 00"},
      {"lower-case magic", "00000000 63657274 " + end, Code::TrustUnknownFormat, 0,
       "the octets 00 00 00 00"},
  }));
  CAPTURE(row.name);
  Findings findings;
  CHECK_FALSE(read_trust_list(Exact(octets(row.list)), "list.sst", {}, findings));
  REQUIRE(findings.items().size() == 1);
  const Finding& finding = findings.items()[0];
  CHECK(info(finding.code).wire == info(row.code).wire);
  REQUIRE(finding.details.size() == 3);
  CHECK(finding.details[0] == std::pair<std::string_view, Finding::Value>("offset", row.offset));
  CHECK(std::get<std::string>(finding.details[1].second) != "");
  CHECK(std::get<std::string>(finding.details[2].second) == row.found);
}

TEST_CASE("a store that is odd but sound is read and said to be odd", "[trust]") {
  const std::string header = "00000000 43455254 ";
  const std::string certificate = "20000000 01000000 02000000 3000 ";
  const std::string end = "00000000 00000000 00000000";
  struct Row {
    const char* name;
    std::string list;
    std::size_t elements;
    Code code;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"nothing in it", header + end, 0, Code::TrustEmpty},
      {"trailing octets", header + certificate + end + "aa", 1, Code::TrustTrailingOctets},
      {"reserved element", header + "25000000 01000000 01000000 aa " + certificate + end, 1,
       Code::TrustElementIgnored},
      {"zero-length property", header + "68000000 01000000 00000000 " + certificate + end, 1,
       Code::TrustProperty},
      {"CTL with its own encoding type", header + "22000000 01000100 02000000 3000 " + end, 1,
       Code::TrustElementUnusable},
      {"no certificate in it", header + certificate + end, 1, Code::TrustElementUnusable},
      {"zero-length certificate", header + "20000000 01000000 00000000 " + end, 1,
       Code::TrustElementUnusable},
      {"twice", header + certificate + certificate + end, 2, Code::TrustDuplicate},
  }));
  CAPTURE(row.name);
  Findings findings;
  const auto list = read_trust_list(Exact(octets(row.list)), "list.sst", {}, findings);
  REQUIRE(list);
  CHECK(list->format == Format::Sst);
  CHECK(list->elements.size() == row.elements);
  CHECK(findings.has(row.code));
  CHECK_FALSE(findings.any(Severity::Fatal));
}

TEST_CASE("every prefix of a store is refused", "[trust]") {
  const std::string file = test::read_text(kFolder / "one-root.sst");
  for (std::size_t size = 0; size < file.size(); ++size) {
    CAPTURE(size);
    Findings findings;
    CHECK_FALSE(read_trust_list(Exact(file.substr(0, size)), "", {}, findings));
    CHECK(findings.any(Severity::Fatal));
    if (size >= 8) CHECK(findings.has(Code::TrustTruncated));
  }
}

TEST_CASE("elements and properties stand where their maker put them", "[trust]") {
  const std::string name = GENERATE("every-property", "one-root", "oddities", "restricted");
  CAPTURE(name);
  const std::string file = test::read_text(kFolder / (name + ".sst"));
  const test::Table table(kFolder / (name + ".tsv"));
  const auto& rows = table.rows();
  REQUIRE_FALSE(rows.empty());
  Findings findings;
  const auto list = read_trust_list(Exact(file), name + ".sst", {}, findings);
  REQUIRE(list);
  REQUIRE(list->elements.size() == rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Element& element = list->elements[i];
    CHECK(std::string(wire_name(element.kind)) == rows[i][1]);
    CHECK(std::to_string(element.offset) == rows[i][2]);
    CHECK(std::to_string(element.octets.size()) == rows[i][3]);
    CHECK(as_text(element.octets) == file.substr(element.offset, element.octets.size()));
    std::string properties;
    for (const Property& property : element.properties) {
      properties += (properties.empty() ? "" : " ") + std::to_string(property.id) + "@" +
                    std::to_string(property.offset);
    }
    CHECK((properties.empty() ? "-" : properties) == rows[i][4]);
  }
}

TEST_CASE("the limits of a trust list hold before anything is read", "[trust]") {
  const std::string file = test::read_text(kFolder / "every-property.sst");
  Limits limits;
  SECTION("elements") { limits.trust_list_elements = 4; }
  SECTION("properties, sixteen per element allowed") { limits.trust_list_elements = 1; }
  SECTION("octets") { limits.trust_list_size = static_cast<std::uint32_t>(file.size() - 1); }
  Findings findings;
  CHECK_FALSE(read_trust_list(Exact(file), "", limits, findings));
  CHECK(findings.has(Code::LimitReached));
  CHECK(findings.has(Code::TrustTooLarge));
}

TEST_CASE("exactly as many elements and octets as allowed", "[trust]") {
  const std::string file = test::read_text(kFolder / "every-property.sst");
  Limits limits;
  limits.trust_list_elements = 5;
  limits.trust_list_size = static_cast<std::uint32_t>(file.size());
  Findings findings;
  CHECK(read_trust_list(Exact(file), "", limits, findings));
}
