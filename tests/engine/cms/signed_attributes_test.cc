#include "engine/cms/signed_attributes.h"

#include <catch2/catch.hpp>

#include "base/text.h"
#include "engine/asn1/der.h"
#include "engine/cms/attribute.h"
#include "tests/support/exact.h"

namespace smime::cms {
namespace {

using test::Exact;

// Attributes of RFC 5652 11, as octets: SEQUENCE { OID, SET { value } }.
const std::string kContentType = "301806092A864886F70D010903310B06092A864886F70D010701";
const std::string kDigest = "301106092A864886F70D0109043104040201 02";
const std::string kTime = "301C06092A864886F70D010905310F170D3330303131353132303030305A";
const std::string kLoneType = "300B06092A864886F70D010903";

Octets octets(const std::string& hex_text) {
  std::string compact;
  for (const char c : hex_text) {
    if (c != ' ') compact += c;
  }
  return from_hex(compact).value();
}

Octets set(const std::string& contents) {
  return asn1::encode(asn1::context_set(0), octets(contents));
}

struct Row {
  const char* name;
  std::string contents;
  bool parsed, content_type, message_digest;
  std::vector<Code> findings;
};

TEST_CASE("every broken rule about signed attributes is reported") {
  const auto row = GENERATE(values<Row>({
      // DER order of a SET OF is that of the encodings: 3011 before 3018 before 301C.
      {"the two that must be there", kDigest + kContentType, true, true, true, {}},
      {"with signing time", kDigest + kContentType + kTime, true, true, true, {}},
      {"not in DER order", kContentType + kDigest, true, true, true, {Code::SignedAttributesOrder}},
      {"empty", "", false, false, false, {Code::SignedAttributesEmpty}},
      {"no message-digest", kContentType, true, true, false, {Code::AttributeMissing}},
      {"no content-type", kDigest, true, false, true, {Code::AttributeMissing}},
      {"message-digest twice",
       kDigest + kDigest + kContentType,
       true,
       true,
       false,
       {Code::AttributeRepeated}},
      {"message-digest with two values",
       "301506092A864886F70D010904310804020102 04020304" + kContentType,
       true,
       true,
       false,
       {Code::AttributeRepeated}},
      {"message-digest without a value",
       "300D06092A864886F70D0109043100" + kContentType,
       true,
       true,
       false,
       {Code::SignedAttributesMalformed}},
      {"message-digest that is an INTEGER",
       "301006092A864886F70D0109043103020101" + kContentType,
       true,
       true,
       false,
       {Code::SignedAttributesMalformed}},
      {"signing time twice",
       kDigest + kContentType + kTime + kTime,
       true,
       true,
       true,
       {Code::AttributeRepeated}},
      {"attribute without values",
       kLoneType,
       false,
       false,
       false,
       {Code::SignedAttributesMalformed}},
      {"a value that is no SEQUENCE",
       "0500",
       false,
       false,
       false,
       {Code::SignedAttributesMalformed}},
      {"capabilities that cannot be read",
       kDigest + "300F06092A864886F70D01090F31020500" + kContentType,
       true,
       true,
       true,
       {Code::SignedAttributesOrder, Code::AttributeMalformed}},
      {"a length in too many octets",
       "30811106092A864886F70D010904310404020102" + kContentType,
       true,
       true,
       true,
       {Code::SignedAttributesNotDer, Code::SignedAttributesOrder}},
  }));
  CAPTURE(row.name);
  const Octets encoded = set(row.contents);
  const Exact input(as_text(encoded));
  Findings out;
  const auto attributes = parse_signed_attributes(input, "part/1/signer/0", Limits{}, out);
  for (const Code code : row.findings) {
    CAPTURE(info(code).wire);
    CHECK(out.has(code));
  }
  CHECK(out.empty() == row.findings.empty());
  REQUIRE(attributes.has_value() == row.parsed);
  if (!attributes) return;
  CHECK(attributes->content_type.has_value() == row.content_type);
  CHECK(attributes->message_digest.has_value() == row.message_digest);
  CHECK(attributes->wire_order_input.empty() != out.has(Code::SignedAttributesOrder));
}

TEST_CASE("the signature covers a SET OF in DER order") {
  // RFC 5652 5.4: tag 0x31 in place of [0]; X.690 11.6: ascending encodings.
  const Octets wire = set(kContentType + kTime + kDigest);
  Findings out;
  const auto attributes = parse_signed_attributes(wire, "part/1/signer/0", Limits{}, out);
  REQUIRE(attributes);
  CHECK(attributes->signature_input ==
        asn1::encode(asn1::kSet, octets(kDigest + kContentType + kTime)));
  CHECK(attributes->wire_order_input ==
        asn1::encode(asn1::kSet, octets(kContentType + kTime + kDigest)));
  CHECK(attributes->types == std::vector<std::string>{"1.2.840.113549.1.9.3",
                                                      "1.2.840.113549.1.9.5",
                                                      "1.2.840.113549.1.9.4"});
  CHECK(*attributes->content_type == "1.2.840.113549.1.7.1");
  CHECK(copy(*attributes->message_digest) == Octets{1, 2});
  CHECK(to_rfc3339(*attributes->signing_time) == "2030-01-15T12:00:00Z");
}

TEST_CASE("attributes beyond the limit are not read") {
  std::string many;
  for (int i = 0; i < 65; ++i) many += kDigest;
  Findings out;
  CHECK(!parse_signed_attributes(set(many), "part/1/signer/0", Limits{}, out));
  CHECK(out.has(Code::LimitReached));
}

struct TimeRow {
  const char* name;
  std::uint8_t tag;
  const char* text;
  const char* want;  // empty: not readable
  bool proper;
};

TEST_CASE("signing times are read in every form and judged by RFC 5652 11.3") {
  const auto row = GENERATE(values<TimeRow>({
      {"UTCTime", 0x17, "300115120000Z", "2030-01-15T12:00:00Z", true},
      {"UTCTime, first year", 0x17, "500101000000Z", "1950-01-01T00:00:00Z", true},
      {"UTCTime, last year", 0x17, "491231235959Z", "2049-12-31T23:59:59Z", true},
      {"UTCTime without seconds", 0x17, "3001151200Z", "2030-01-15T12:00:00Z", false},
      {"UTCTime with an offset", 0x17, "300115120000+0130", "2030-01-15T10:30:00Z", false},
      {"UTCTime, offset, no seconds", 0x17, "3001151200-0100", "2030-01-15T13:00:00Z", false},
      {"UTCTime without Z", 0x17, "300115120000", "", false},
      {"UTCTime of no day", 0x17, "300230120000Z", "", false},
      {"UTCTime with an odd offset", 0x17, "300115120000+2400", "", false},
      {"GeneralizedTime needed", 0x18, "20500101000000Z", "2050-01-01T00:00:00Z", true},
      {"GeneralizedTime before 1950", 0x18, "19491231235959Z", "1949-12-31T23:59:59Z", true},
      {"GeneralizedTime too early", 0x18, "20300115120000Z", "2030-01-15T12:00:00Z", false},
      {"GeneralizedTime with fraction", 0x18, "20500101000000.5Z", "", false},
      {"OCTET STRING", 0x04, "300115120000Z", "", false},
      {"nothing", 0x17, "", "", false},
  }));
  CAPTURE(row.name);
  const Octets value = asn1::encode(row.tag, as_octets(row.text));
  const Exact input(as_text(value));
  const auto time = read_signing_time(input);
  REQUIRE(time.has_value() == (*row.want != 0));
  if (!time) return;
  CHECK(to_rfc3339(time->time) == row.want);
  CHECK(time->proper == row.proper);
}

TEST_CASE("content that is a set of attributes is told from text") {
  const Octets attributes = octets(kDigest + kContentType);
  CHECK(looks_like_signed_attributes(asn1::encode(0x31, attributes)));
  CHECK(looks_like_signed_attributes(asn1::encode(0x30, attributes)));
  CHECK(!looks_like_signed_attributes(asn1::encode(0x31, octets(kDigest))));
  CHECK(!looks_like_signed_attributes(as_octets("Content-Type: text/plain\r\n\r\n")));
  CHECK(
      !looks_like_signed_attributes(as_octets("1\x02"
                                              "ab")));
  CHECK(!looks_like_signed_attributes({}));
}

}  // namespace
}  // namespace smime::cms
