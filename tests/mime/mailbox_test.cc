#include "mime/mailbox.h"

#include <catch2/catch.hpp>

#include "mime/parse.h"
#include "tests/support/exact.h"

using namespace smime;
using namespace smime::mime;
using smime::test::Exact;

TEST_CASE("From values, read as every careful reader reads them", "[mime]") {
  struct Row {
    const char* name;
    std::string value;
    AddressState state;
    std::string address, display_name;
  };
  constexpr auto kOne = AddressState::One;
  constexpr auto kBad = AddressState::Malformed;
  const auto row = GENERATE(values<Row>({
      {"address", "a@example.com", kOne, "a@example.com", ""},
      {"angle", "<a@example.com>", kOne, "a@example.com", ""},
      {"name", "Alice B. Carol <a@example.com>", kOne, "a@example.com", "Alice B. Carol"},
      {"quoted name", "\"Doe, Jane\" <a@example.com>", kOne, "a@example.com", "Doe, Jane"},
      {"quoted local part", "\"a\"@example.com", kOne, "a@example.com", ""},
      {"literal", "a@[192.0.2.1]", kOne, "a@[192.0.2.1]", ""},
      {"name in a comment", "a@example.com (Alice)", kOne, "a@example.com", "Alice"},
      {"Q word", "=?iso-8859-1?Q?J=FCrgen?= <a@example.com>", kOne, "a@example.com",
       "J\xC3\xBCrgen"},
      {"B word", "=?utf-8?B?Ym9zc0BleGFtcGxlLmNvbQ==?= <eve@evil.example>", kOne,
       "eve@evil.example", "boss@example.com"},
      {"UTF-8 (RFC 6532)", "\xC3\xA4@ex\xD0\xB0mple.com", kOne, "\xC3\xA4@ex\xD0\xB0mple.com", ""},
      {"two", "a@example.com, b@example.com", AddressState::Several, "a@example.com", ""},
      {"a name alone", "The Manager", AddressState::Absent, "", ""},
      {"empty", "", AddressState::Absent, "", ""},
      {"unquoted brackets in the name", "Alice [ext] <a@example.com>", kOne, "a@example.com",
       "Alice [ext]"},
      {"its own address as unquoted name", "a@example.com <a@example.com>", kOne, "a@example.com",
       "a@example.com"},
      {"its own address in apostrophes", "'a@example.com' <a@example.com>", kOne, "a@example.com",
       "'a@example.com'"},
      {"brackets around another address", "[boss@example.com] <a@example.com>", kBad, "", ""},
      {"another address in apostrophes", "'boss@example.com' <a@example.com>", kBad, "", ""},
      {"its own address in another case", "A@example.com <a@example.com>", kBad, "", ""},
      {"its own address twice", "a@example.com a@example.com <a@example.com>", kBad, "", ""},
      {"group without its end", "Alice: a@example.com", kBad, "", ""},
      {"colon behind another address", "boss@example.com: Sales <a@example.com>", kBad, "", ""},
      {"encoded word as local part", "=?utf-8?q?boss=40example.com?=@evil.example", kBad, "", ""},
      {"encoded word in the angle", "Boss <=?utf-8?b?Ym9zcw==?=@evil.example>", kBad, "", ""},
      {"encoded word without an end as local part", "=?utf-8?q?boss=40a@evil.example", kBad, "",
       ""},
      {"encoded word in a quoted local part", "\"=?utf-8?q?boss=40a?=\"@evil.example", kBad, "",
       ""},
      {"signs of an encoded word, but none", "=?bounce?=@example.com", kOne,
       "=?bounce?=@example.com", ""},
      {"empty angle", "<>", AddressState::Absent, "", ""},
      {"group", "boss@example.com:eve@evil.example;", kBad, "", ""},
      {"empty group", "x:;", kBad, "", ""},
      {"two angles", "\"b\" <eve@evil.example> <boss@example.com>", kBad, "", ""},
      {"unquoted address as name", "boss@example.com <eve@evil.example>", kBad, "", ""},
      {"text after an address", "eve@evil.example   . <boss@example.com>", kBad, "", ""},
      {"open comment", "boss@example.com(@evil.example", kBad, "", ""},
      {"comment inside", "boss(x)@example.com", kBad, "", ""},
      {"blank inside", "boss @example.com", kBad, "", ""},
      {"source route", "<@example.com,@a.com:boss@example.com>", kBad, "", ""},
      {"dot at the end", "boss@example.com.", kBad, "", ""},
      {"two dots", "a..b@example.com", kBad, "", ""},
      {"two at signs", "a@b@example.com", kBad, "", ""},
      {"NUL", std::string("boss@example.com\0@evil.example", 30), kBad, "", ""},
      {"open quote", "\"a <a@example.com>", kBad, "", ""},
      {"open angle", "<a@example.com", kBad, "", ""},
      {"an address in quotes as local part", "\"boss@example.com\"@evil.example", kBad, "", ""},
      {"not UTF-8", "\xFF@example.com", kBad, "", ""},
      {"no local part", "@example.com", kBad, "", ""},
      {"comma in an unquoted name", "Doe, Jane <a@example.com>", kBad, "a@example.com", "Jane"},
      {"trailing comma", "a@example.com,", kBad, "a@example.com", ""},
  }));
  CAPTURE(row.name, row.value);
  Findings out;
  const AddressField field = read_address_field(row.value, Limits{}, "header/From", out);
  CHECK(field.state == row.state);
  CHECK(out.has(Code::FromMalformed) == (row.state == kBad));
  if (row.address.empty()) {
    CHECK(field.mailboxes.empty());
  } else {
    REQUIRE_FALSE(field.mailboxes.empty());
    CHECK(field.mailboxes[0].address == row.address);
    CHECK(field.mailboxes[0].display_name == row.display_name);
  }
}

TEST_CASE("what the header says about its sender", "[mime]") {
  struct Row {
    const char* name;
    std::string header;
    AddressState state;
    std::vector<Code> want;
  };
  const auto row = GENERATE(values<Row>({
      {"one", "From: a@example.com\r\n", AddressState::One, {}},
      {"none", "To: a@example.com\r\n", AddressState::Absent, {Code::FromMissing}},
      {"name alone", "From: The Manager\r\n", AddressState::Absent, {Code::FromMissing}},
      {"two fields",
       "From: a@example.com\r\nFrom: b@example.com\r\n",
       AddressState::Several,
       {Code::FromSeveral}},
      {"the same twice",
       "From: a@example.com\r\nFrom: a@example.com\r\n",
       AddressState::Several,
       {Code::FromSeveral}},
      {"blank before colon, then another",
       "From : a@example.com\r\nFrom: b@example.com\r\n",
       AddressState::Several,
       {Code::FromSeveral}},
      {"blank before colon",
       "To: x@y\r\nFrom : a@example.com\r\n",
       AddressState::Malformed,
       {Code::FromMalformed}},
      {"leading blank",
       " From: a@example.com\r\nFrom: b@example.com\r\n",
       AddressState::Several,
       {Code::FromSeveral}},
      {"bare CR",
       "From: a@example.com\rFrom: b@example.com\r\n",
       AddressState::Malformed,
       {Code::FromMalformed}},
      {"folded", "From: Alice\r\n <a@example.com>\r\n", AddressState::One, {}},
      {"folded before its colon",
       "From\r\n : a@example.com\r\n",
       AddressState::Malformed,
       {Code::FromMalformed}},
      {"another address as name",
       "From: \"boss@example.com\" <a@example.com>\r\n",
       AddressState::One,
       {Code::DisplayNameAddress}},
      {"its own address as name",
       "From: \"A@example.com\" <a@example.com>\r\n",
       AddressState::One,
       {}},
      {"full-width at sign",
       "From: boss\xEF\xBC\xA0"
       "example.com <a@example.com>\r\n",
       AddressState::One,
       {Code::DisplayNameAddress}},
      {"bidi",
       "From: \"a\xE2\x80\xAE"
       "b\" <a@example.com>\r\n",
       AddressState::One,
       {Code::DisplayNameInvisible}},
      {"emoji joined to one picture",
       "From: \xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA9 <a@example.com>\r\n",
       AddressState::One,
       {}},
      {"joiner between letters",
       "From: \"a\xE2\x80\x8D"
       "b\" <a@example.com>\r\n",
       AddressState::One,
       {Code::DisplayNameInvisible}},
      {"encoded word inside an encoded word",
       "From: =?utf-8?q?=3D=3Futf-8=3Fq=3Fboss=3F=3D?= <a@example.com>\r\n",
       AddressState::One,
       {Code::DisplayNameUndecodable}},
      {"charset that is not decoded",
       "From: =?utf-7?q?boss+AEA-example.com?= <a@example.com>\r\n",
       AddressState::One,
       {Code::DisplayNameUndecodable}},
      {"another address in a comment beside the angle",
       "From: \"Alice\" <a@example.com> (boss@example.com)\r\n",
       AddressState::One,
       {Code::DisplayNameAddress}},
      {"another address in a comment inside the name",
       "From: Alice (boss@example.com) Doe <a@example.com>\r\n",
       AddressState::One,
       {Code::DisplayNameAddress}},
      {"its own address in a comment",
       "From: Alice <a@example.com> (a@example.com)\r\n",
       AddressState::One,
       {}},
      {"bidi in a comment",
       "From: Alice <a@example.com> (x\xE2\x80\xAEy)\r\n",
       AddressState::One,
       {Code::DisplayNameInvisible}},
      {"encoded word without an end",
       "From: =?utf-8?q?Boss_=3Cboss=40example=2Ecom=3E <a@example.com>\r\n",
       AddressState::One,
       {Code::DisplayNameUndecodable}},
      {"encoded word without an end in a comment",
       "From: Alice <a@example.com> (=?utf-8?b?Ym9zcw)\r\n",
       AddressState::One,
       {Code::DisplayNameUndecodable}},
      {"name that is no UTF-8",
       "From: Alice\xFF <a@example.com>\r\n",
       AddressState::One,
       {Code::InvalidUtf8}},
      {"fields that are no UTF-8",
       "From: a@example.com\r\nSender: \xE4 <s@example.com>\r\nSubject: \xE4\r\nX-A: \xE4\r\n",
       AddressState::One,
       {Code::SenderDiffers, Code::InvalidUtf8, Code::InvalidUtf8}},
      {"Sender is From",
       "From: a@example.com\r\nSender: A <A@example.com>\r\n",
       AddressState::One,
       {}},
      {"Sender is another",
       "From: a@example.com\r\nSender: s@example.com\r\n",
       AddressState::One,
       {Code::SenderDiffers}},
      {"irregular name",
       "From: Alice [ext] <a@example.com>\r\n",
       AddressState::One,
       {Code::FromIrregular}},
      {"colon in the name",
       "From: Alice: Sales <a@example.com>\r\n",
       AddressState::One,
       {Code::FromIrregular}},
      {"Date in no form",
       "From: a@example.com\r\nDate: Wed, 10 June 2026 09:00:00 +0000\r\n",
       AddressState::One,
       {Code::DateUnclear}},
      {"no Date", "From: a@example.com\r\n", AddressState::One, {Code::DateUnclear}},
      {"two dates",
       "From: a@example.com\r\nDate: 10 Jun 2026 09:00 +0000\r\nDate: 10 Jun 2026 09:00 +0000\r\n",
       AddressState::One,
       {Code::DateUnclear, Code::HeaderFieldRepeated}},
      {"two subjects",
       "From: a@example.com\r\nSubject: x\r\nsubject: y\r\n",
       AddressState::One,
       {Code::HeaderFieldRepeated}},
      {"two trace fields",
       "From: a@example.com\r\nReceived: x\r\nReceived: y\r\n",
       AddressState::One,
       {}},
      {"Reply-To elsewhere",
       "From: a@example.com\r\nReply-To: b@example.com\r\n",
       AddressState::One,
       {Code::ReplyToDiffers}},
      {"Reply-To the same",
       "From: a@example.com\r\nReply-To: A <A@example.com>\r\n",
       AddressState::One,
       {}},
  }));
  CAPTURE(row.name);
  // Each has a Date, unless the row is about it.
  const bool dated =
      row.header.find("Date:") != std::string::npos || row.name == std::string("no Date");
  const std::string date = dated ? "" : "Date: 10 Jun 2026 09:00 +0000\r\n";
  const Exact message(row.header + date + "\r\ntext\r\n");
  Findings out;
  const auto tree = parse(message, Limits{}, out);
  REQUIRE(tree);
  const MessageHeader header = read_message_header(message, *tree, 0, Limits{});
  CHECK(header.from.state == row.state);
  std::vector<Code> codes;
  for (const Finding& finding : header.findings) codes.push_back(finding.code);
  CHECK(codes == row.want);
}

TEST_CASE("reading stops after so many elements of a list, good or not", "[mime]") {
  struct Row {
    const char* name;
    std::string value;
    AddressState state;
    std::size_t mailboxes;
  };
  const auto row = GENERATE(values<Row>({
      {"as many as allowed", "a@b, a@b, a@b", AddressState::Several, 3},
      {"good ones", "a@b, a@b, a@b, a@b", AddressState::Several, 3},
      {"bad ones, then a good one", "a@@b, a@@b, a@@b, a@b", AddressState::Malformed, 0},
      {"without address, then a good one", "x, , x, a@b", AddressState::Malformed, 0},
      {"one of each, then a good one", "a@b, x, a@@b, a@b", AddressState::Malformed, 1},
  }));
  CAPTURE(row.name);
  Limits limits;
  limits.mailboxes = 3;
  Findings out;
  const AddressField field = read_address_field(row.value, limits, "header/From", out);
  CHECK(field.state == row.state);
  CHECK(field.mailboxes.size() == row.mailboxes);
}

TEST_CASE("an encoded word does not depend on those before it", "[mime]") {
  // The first leaves a shift sequence open, and has half a character at its end.
  const std::string open = "=?iso-2022-jp?b?GyRC?= =?iso-2022-jp?b?GyRCJA==?=";
  const std::string alone = decode_words("=?iso-2022-jp?b?GyRCJCIbKEI=?=");
  CHECK(alone == "\xE3\x81\x82");
  (void)decode_words(open);
  CHECK(decode_words("=?iso-2022-jp?b?GyRCJCIbKEI=?=") == alone);
  CHECK(decode_words("=?iso-2022-jp?q?a?=") == "a");
}

TEST_CASE("dates of RFC 5322, appendix A and 4.3", "[mime]") {
  struct Row {
    const char* name;
    std::string value;
    std::optional<Time> want;
  };
  const auto row = GENERATE(values<Row>({
      {"appendix A.1.1", "Fri, 21 Nov 1997 09:55:06 -0600", utc(1997, 11, 21, 15, 55, 6)},
      {"no day of week", "21 Nov 1997 09:55:06 +0130", utc(1997, 11, 21, 8, 25, 6)},
      {"no seconds", "Fri, 21 Nov 1997 09:55 +0000", utc(1997, 11, 21, 9, 55, 0)},
      {"comment (appendix A.5)", "Thu, 13 Feb 1969 23:32 -0330 (Newfoundland Time)",
       utc(1969, 2, 14, 3, 2, 0)},
      {"obsolete (appendix A.6.2)", "21 Nov 97 09:55:06 GMT", utc(1997, 11, 21, 9, 55, 6)},
      {"named zone", "21 Nov 1997 09:55:06 PST", utc(1997, 11, 21, 17, 55, 6)},
      {"two digits", "1 Jan 26 00:00:00 UT", utc(2026, 1, 1, 0, 0, 0)},
      {"unknown zone counts as UTC", "1 Jan 2026 00:00:00 Z", utc(2026, 1, 1, 0, 0, 0)},
      {"leap second", "31 Dec 2016 23:59:60 +0000", utc(2017, 1, 1, 0, 0, 0)},
      {"no such month", "1 Foo 2026 00:00:00 +0000", std::nullopt},
      {"no such day", "30 Feb 2026 00:00:00 +0000", std::nullopt},
      {"no zone", "1 Jan 2026 00:00:00", std::nullopt},
      {"minutes of the zone", "1 Jan 2026 00:00:00 +0060", std::nullopt},
      {"text behind", "1 Jan 2026 00:00:00 +0000 x", std::nullopt},
      {"empty", "", std::nullopt},
      {"open comment", "1 Jan 2026 00:00:00 +0000 (", std::nullopt},
  }));
  CAPTURE(row.name);
  CHECK(read_date(row.value) == row.want);
}

TEST_CASE("encoded words: the examples of RFC 2047 8", "[mime]") {
  struct Row {
    std::string text, want;
  };
  const auto row = GENERATE(values<Row>({
      {"=?ISO-8859-1?Q?a?=", "a"},
      {"=?ISO-8859-1?Q?a?= b", "a b"},
      {"=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab"},
      {"=?ISO-8859-1?Q?a?=  =?ISO-8859-1?Q?b?=", "ab"},
      {"=?ISO-8859-1?Q?a_b?=", "a b"},
      {"=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=", "a b"},
      {"=?US-ASCII*EN?Q?Keith_Moore?=", "Keith Moore"},  // RFC 2231 5
      {"=?x-unknown?Q?a?=", "=?x-unknown?Q?a?="},
      {"=?utf-8?Q?a", "=?utf-8?Q?a"},
      {"=?utf-8?X?a?=", "=?utf-8?X?a?="},
      {"=?iso-2022-cn-ext?Q?a?=", "=?iso-2022-cn-ext?Q?a?="},
  }));
  CAPTURE(row.text);
  CHECK(decode_words(row.text) == row.want);
}
