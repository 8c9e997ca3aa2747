#include "engine/pki/address_match.h"

#include <catch2/catch.hpp>

#include "base/text.h"
#include "tests/support/cert_graph.h"

namespace {
using namespace smime;

std::string hex_of(std::string_view text) { return hex(as_octets(text)); }
}  // namespace

TEST_CASE("comparison of addresses") {
  struct Row {
    const char* name;
    std::string a, b;
    bool equal, case_differs;
  };
  const std::vector<Row> rows = {
      {"the same", "a@example.com", "a@example.com", true, false},
      {"case of the domain", "a@Example.COM", "a@example.com", true, false},
      {"case of the local part", "A@example.com", "a@example.com", true, true},
      {"another local part", "a@example.com", "b@example.com", false, false},
      {"another domain", "a@example.com", "a@example.org", false, false},
      {"subdomain", "a@mail.example.com", "a@example.com", false, false},
      {"quoted form", "\"a\"@example.com", "a@example.com", true, false},
      {"quoted form with an escape", "\"\\a\"@example.com", "a@example.com", true, false},
      {"trailing dot", "a@example.com.", "a@example.com", false, false},
      {"trailing dot in both", "a@example.com.", "a@example.com.", false, false},
      {"U-label and A-label",
       "a@b\xC3\xBC"
       "cher.example",
       "a@xn--bcher-kva.example", true, false},
      {"U-label not in NFC",
       "a@bu\xCC\x88"
       "cher.example",
       "a@xn--bcher-kva.example", false, false},
      {"upper-case U-label",
       "a@B\xC3\x9C"
       "CHER.example",
       "a@xn--bcher-kva.example", false, false},
      {"full-width letters", "a@\xEF\xBD\x85xample.com", "a@example.com", false, false},
      {"Cyrillic look-alike", "a@ex\xD0\xB0mple.com", "a@example.com", false, false},
      {"full-width at",
       "a\xEF\xBC\xA0"
       "example.com",
       "a@example.com", false, false},
      {"UTF-8 local part", "\xC3\xBC@example.com", "\xC3\xBC@example.com", true, false},
      {"UTF-8 local part, other case", "\xC3\x9C@example.com", "\xC3\xBC@example.com", false,
       false},
      {"UTF-8 local part, not in NFC", "u\xCC\x88@example.com", "\xC3\xBC@example.com", false,
       false},
      {"blank", "a @example.com", "a@example.com", false, false},
      {"NUL in the domain", std::string("a@example.com\0.evil", 19), "a@example.com", false, false},
      {"no at", "example.com", "example.com", false, false},
      {"empty local part", "@example.com", "@example.com", false, false},
      {"empty", "", "", false, false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const auto forward = pki::compare_addresses(row.a, row.b);
    const auto backward = pki::compare_addresses(row.b, row.a);
    CHECK(forward.equal == row.equal);
    CHECK(forward.case_differs == row.case_differs);
    CHECK(backward.equal == row.equal);
  }
}

TEST_CASE("usable addresses of a certificate") {
  // Written out, for what OpenSSL would not write; all shorter than 128 octets.
  const auto tlv = [](char tag, const std::string& value) {
    return std::string(1, tag) + static_cast<char>(value.size()) + value;
  };
  const auto rfc822 = [&](std::string_view octets) {
    return "subjectAltName=DER:" + hex_of(tlv('\x30', tlv('\x81', std::string(octets))));
  };
  const auto utf8 = [&](const std::string& text) {
    const Octets type = from_hex("06082B06010505070809").value();  // id-on-SmtpUTF8Mailbox
    const std::string value(as_text(type));
    const std::string name = tlv('\xA0', value + tlv('\xA0', tlv('\x0C', text)));
    return "subjectAltName=DER:" + hex_of(tlv('\x30', name));
  };
  using List = std::vector<std::string>;
  struct Row {
    const char* name;
    std::string san, subject_email;
    List names, subject;
    bool malformed;
  };
  const std::vector<Row> rows = {
      {"one", rfc822("a@example.com"), "", {"a@example.com"}, {}, false},
      {"two",
       "subjectAltName=email:a@example.com,email:b@example.com",
       "",
       {"a@example.com", "b@example.com"},
       {},
       false},
      {"alternative name before subject",
       rfc822("a@example.com"),
       "b@example.com",
       {"a@example.com"},
       {},
       false},
      {"subject only", "", "b@example.com", {}, {"b@example.com"}, false},
      {"subject beside other names",
       "subjectAltName=DNS:example.com",
       "b@example.com",
       {},
       {"b@example.com"},
       false},
      {"malformed one shuts out the subject",
       rfc822("a @example.com"),
       "b@example.com",
       {},
       {},
       true},
      {"unreadable extension shuts out the subject",
       "subjectAltName=DER:0500",
       "b@example.com",
       {},
       {},
       false},
      {"malformed subject", "", "b@", {}, {}, true},
      {"quoted", rfc822("\"a\"@example.com"), "", {"a@example.com"}, {}, false},
      {"at inside quotes", rfc822("\"a@b\"@example.com"), "", {"a@b@example.com"}, {}, false},
      {"trailing blank", rfc822("a@example.com "), "", {}, {}, true},
      {"blank inside", rfc822("a@example.com evil@x"), "", {}, {}, true},
      {"comma", rfc822("a@example.com,b@x"), "", {}, {}, true},
      {"NUL", rfc822(std::string_view("a@example.com\0.evil.example", 26)), "", {}, {}, true},
      {"wildcard", rfc822("*@example.com"), "", {}, {}, true},
      {"domain only", rfc822("example.com"), "", {}, {}, true},
      {"angle brackets", rfc822("<a@example.com>"), "", {}, {}, true},
      {"two at", rfc822("a@b@example.com"), "", {}, {}, true},
      {"8-bit in IA5String", rfc822("\xC3\xBC@example.com"), "", {}, {}, true},
      {"trailing dot", rfc822("a@example.com."), "", {}, {}, true},
      {"leading dot", rfc822(".a@example.com"), "", {}, {}, true},
      {"empty", rfc822(""), "", {}, {}, true},
      {"URI", "subjectAltName=URI:mailto:a@example.com", "", {}, {}, false},
      {"SmtpUTF8Mailbox", utf8("\xC3\xBC@example.com"), "", {"\xC3\xBC@example.com"}, {}, false},
      {"SmtpUTF8Mailbox of ASCII alone", utf8("a@example.com"), "b@example.com", {}, {}, true},
      {"SmtpUTF8Mailbox with a U-label",
       utf8("\xC3\xBC@b\xC3\xBC"
            "cher.example"),
       "",
       {},
       {},
       true},
      {"SmtpUTF8Mailbox with a zero-width blank",
       utf8("\xC3\xBC\xE2\x80\x8B@example.com"),
       "",
       {},
       {},
       true},
      {"another otherName",
       "subjectAltName=otherName:1.2.3.4;UTF8:a@example.com",
       "",
       {},
       {},
       false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    test::Recipe recipe;
    recipe.extensions = {"extendedKeyUsage=emailProtection"};
    if (!row.san.empty()) recipe.extensions.push_back(row.san);
    recipe.subject_email = row.subject_email;
    Findings findings;
    const auto addresses = pki::addresses_of(*test::make(recipe), "here", findings);
    CHECK(addresses.alternative_names == row.names);
    CHECK(addresses.subject == row.subject);
    CHECK(addresses.malformed == row.malformed);
    CHECK(findings.has(Code::CertificateAddressMalformed) == row.malformed);
  }
}

TEST_CASE("sender and certificate") {
  using enum AddressMatch;
  const auto with = [](std::vector<std::string> extensions, std::string email) {
    test::Recipe recipe;
    recipe.extensions = std::move(extensions);
    recipe.extensions.emplace_back("extendedKeyUsage=emailProtection");
    recipe.subject_email = std::move(email);
    return test::make(recipe);
  };
  const auto alice = with({"subjectAltName=email:alice@example.com"}, "");
  const auto subject_only = with({}, "alice@example.com");
  const auto without = with({}, "");
  struct Row {
    const char* name;
    pki::CertificatePtr certificate;
    pki::Sender sender;
    AddressMatch want;
    std::vector<Code> findings;
  };
  const std::vector<Row> rows = {
      {"match", alice, {Matches, "alice@example.com", ""}, Matches, {}},
      {"case", alice, {Matches, "Alice@example.com", ""}, Matches, {Code::LocalPartCase}},
      {"quotes of the sender's local part were removed",
       alice,
       {Matches, "\"alice\"@example.com", ""},
       Mismatch,
       {Code::FromMismatch}},
      {"subject only",
       subject_only,
       {Matches, "alice@example.com", ""},
       Matches,
       {Code::AddressInSubjectOnly}},
      {"mismatch", alice, {Matches, "bob@example.com", ""}, Mismatch, {Code::FromMismatch}},
      {"Sender only",
       alice,
       {Matches, "bob@example.com", "alice@example.com"},
       SenderOnly,
       {Code::MatchesSenderOnly}},
      {"no address",
       without,
       {Matches, "alice@example.com", ""},
       NoAddress,
       {Code::CertificateWithoutAddress}},
      {"no From", alice, {NoFrom, "", "alice@example.com"}, NoFrom, {}},
      {"several", alice, {AmbiguousFrom, "", ""}, AmbiguousFrom, {}},
      {"malformed", alice, {MalformedFrom, "", ""}, MalformedFrom, {}},
      {"bare CMS", without, {NotApplicable, "", ""}, NotApplicable, {Code::AddressNotApplicable}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Findings findings;
    CHECK(pki::match_sender(*row.certificate, row.sender, "here", findings) == row.want);
    std::vector<Code> codes;
    for (const Finding& finding : findings) {
      codes.push_back(finding.code);
      CHECK(finding.where == "here");
    }
    CHECK(codes == row.findings);
  }
}
