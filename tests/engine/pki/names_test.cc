#include "engine/pki/names.h"

#include <catch2/catch.hpp>
#include <string>

#include "base/text.h"

using namespace smime;

namespace {

std::string tlv(char tag, const std::string& value) {
  return std::string(1, tag) + static_cast<char>(value.size()) + value;  // all below 128 octets
}

/// A Name of one emailAddress.
std::string name_with(char tag, const std::string& octets) {
  const std::string type("\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x09\x01", 11);
  return tlv('\x30', tlv('\x31', tlv('\x30', type + tlv(tag, octets))));
}

}  // namespace

TEST_CASE("which strings of a subject are an address that every reader sees") {
  struct Row {
    const char* name;
    char tag;
    std::string octets;
    bool is_text;
  };
  const std::vector<Row> rows = {
      {"IA5String", '\x16', "alice@example.com", true},
      {"UTF8String", '\x0C', "alice@example.com", true},
      {"UTF8String with other than ASCII", '\x0C', "\xC3\xA4@example.com", false},
      {"PrintableString", '\x13', "alice@example.com", true},
      {"PrintableString with other than ASCII", '\x13', "\xE4@example.com", false},
      {"T61String", '\x14', "alice@example.com", true},
      {"T61String with other than ASCII", '\x14', "\xE4@example.com", false},
      {"T61String, a currency sign in T.61", '\x14', "al$ce@example.com", false},
      {"T61String, a tilde that T.61 lacks", '\x14', "al~ce@example.com", false},
      {"BMPString of these octets", '\x1E', "alice@example.co", false},
      {"BMPString of these characters", '\x1E', std::string("\0a\0@\0b", 6), false},
      {"UniversalString of these octets", '\x1C', "alice@example.co", false},
      {"OCTET STRING", '\x04', "alice@example.com", false},
      {"BIT STRING", '\x03', "alice@example.com", false},
      {"VisibleString", '\x1A', "alice@example.com", false},
      {"constructed UTF8String", '\x2C', "alice@example.com", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const std::string name = name_with(row.tag, row.octets);
    const auto emails = pki::subject_emails(as_octets(name));
    REQUIRE(emails.size() == 1);
    CHECK(as_text(emails[0].octets) == row.octets);
    CHECK(emails[0].is_text == row.is_text);
  }
}
