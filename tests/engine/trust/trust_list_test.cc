#include "engine/trust/trust_list.h"

#include <catch2/catch.hpp>

#include "base/text.h"
#include "tests/support/exact.h"
#include "tests/support/inputs.h"

using namespace smime;
using namespace smime::trust;
using test::Exact;

namespace {

std::string corpus(const std::string& name) {
  return test::read_text(test::corpus() / "trust" / name);
}

std::string replace_all(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size()) {
    text.replace(at, what.size(), with);
  }
  return text;
}

std::string base64(std::string_view octets) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < octets.size(); i += 3) {
    unsigned group = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      group =
          group << 8U | (i + j < octets.size() ? static_cast<unsigned char>(octets[i + j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      text += i + j > octets.size() ? '=' : kDigits[group >> (18U - 6U * j) & 63U];
    }
  }
  return text;
}

std::string widened(std::string_view octets) {
  std::string text;
  for (const char c : octets) text += c, text += '\0';
  return text;
}

/// Octets above 7F as a program writes them that took them for Latin-1 text.
std::string as_utf8(std::string_view octets) {
  std::string text;
  for (const char c : octets) append_utf8(text, static_cast<unsigned char>(c));
  return text;
}

std::string decimal(std::string_view octets) {
  std::string text;
  for (const char c : octets) text += std::to_string(static_cast<unsigned char>(c)) + "\r\n";
  return text;
}

std::string replaced(std::string_view octets, std::string_view by) {
  std::string text;
  for (const char c : octets) {
    if (static_cast<unsigned char>(c) > 0x7F) {
      text += by;
    } else {
      text += c;
    }
  }
  return text;
}

}  // namespace

TEST_CASE("formats are told apart by content", "[trust]") {
  struct Row {
    const char* file;
    Format format;
    std::size_t certificates, elements, anchors;
  };
  const auto row = GENERATE(values<Row>({
      {"every-property.sst", Format::Sst, 3, 5, 2},
      {"bundle.pem", Format::Pem, 2, 3, 1},
      {"bundle-crlf.pem", Format::Pem, 2, 3, 1},
      {"trusted.pem", Format::Pem, 2, 2, 2},
      {"root.cer", Format::Der, 1, 1, 1},
      {"root.crl", Format::Der, 0, 1, 0},
      {"store.p7b", Format::Pkcs7, 2, 3, 1},
      {"store-pem.p7b", Format::Pkcs7, 2, 3, 1},
      {"store-base64.p7b", Format::Pkcs7, 2, 3, 1},
      {"store-utf16.p7b", Format::Pkcs7, 2, 3, 1},
      {"store-bare.p7b", Format::Pkcs7, 2, 3, 1},
      {"store-ber.p7b", Format::Pkcs7, 2, 3, 1},
      {"list.stl", Format::Ctl, 0, 1, 0},
  }));
  CAPTURE(row.file);
  Findings findings;
  const auto list = read_trust_list(Exact(corpus(row.file)), row.file, {}, findings);
  REQUIRE(list);
  CHECK(list->format == row.format);
  CHECK(list->certificates() == row.certificates);
  CHECK(list->elements.size() == row.elements);
  CHECK_FALSE(findings.has(Code::TrustNameMisleads));
  CHECK_FALSE(findings.has(Code::TrustElementUnusable));
  const auto anchors = anchors_of(*list, Anchors::SelfSigned);
  CHECK(anchors->anchors.size() == row.anchors);
  CHECK(anchors->helpers.size() == row.certificates - row.anchors);
  CHECK(anchors->fingerprint == list->fingerprint);
  CHECK(anchors_of(*list, Anchors::All)->anchors.size() == row.certificates);
}

TEST_CASE("a CTL shows its entries and gives no anchors", "[trust]") {
  Findings findings;
  const auto list = read_trust_list(Exact(corpus("list.stl")), "list.stl", {}, findings);
  REQUIRE(list);
  REQUIRE(list->elements[0].ctl);
  const CertificateTrustList& ctl = *list->elements[0].ctl;
  CHECK(ctl.subject_usage == std::vector<std::string>{"1.3.6.1.4.1.311.10.3.9"});
  CHECK(to_rfc3339(ctl.this_update) == "2026-01-15T00:00:00Z");
  CHECK_FALSE(ctl.next_update);
  CHECK(ctl.subject_algorithm == "1.3.14.3.2.26");
  REQUIRE(ctl.entries.size() == 2);
  CHECK(ctl.entries[0].identifier.size() == 20);
  REQUIRE(ctl.entries[0].properties.size() == 2);
  CHECK(ctl.entries[0].properties[0].id == 11);
  CHECK(ctl.entries[1].properties[0].id == 104);
  CHECK(ctl.entries[1].properties[0].value.empty());
  CHECK(findings.has(Code::TrustHashesOnly));
  CHECK(findings.has(Code::TrustCtlNotVerified));
}

TEST_CASE("the usual accidents are named", "[trust]") {
  const std::string store = corpus("one-root.sst");
  const std::string pem = corpus("bundle.pem");
  const std::string der = corpus("root.cer");
  struct Row {
    const char* name;
    std::string octets;
    Code code;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"no octets", "", Code::TrustEmptyFile},
      {"store written as UTF-16", "\xFF\xFE" + widened(store), Code::TrustTextDamage},
      {"the same without byte order mark", widened(store), Code::TrustTextDamage},
      {"replacement characters", replaced(store, "\xEF\xBF\xBD"), Code::TrustTextDamage},
      {"question marks", replaced(store, "?"), Code::TrustTextDamage},
      {"written as UTF-8", as_utf8(store), Code::TrustTextDamage},
      {"line feeds became CR LF", replace_all(store + std::string(0, ' '), "\n", "\r\n"),
       Code::TrustTextDamage},
      {"UTF-8 byte order mark", "\xEF\xBB\xBF" + store, Code::TrustTextDamage},
      {"UTF-16 byte order mark", "\xFF\xFE" + store, Code::TrustTextDamage},
      {"byte order mark before DER", "\xEF\xBB\xBF" + der, Code::TrustTextDamage},
      {"base64 of a store", base64(store), Code::TrustBase64},
      {"decimal numbers", decimal(store), Code::TrustDecimalText},
      {"truncated store", store.substr(0, 300), Code::TrustTruncated},
      {"truncated certificate", der.substr(0, 300), Code::TrustTruncated},
      {"truncated PKCS #7", corpus("store.p7b").substr(0, 300), Code::TrustTruncated},
      {"truncated PEM", pem.substr(0, 300), Code::TrustTruncated},
      {"PFX", corpus("root.pfx"), Code::TrustIsPfx},
      {"PFX as base64", base64(corpus("root.pfx")), Code::TrustIsPfx},
      {"RSA private key", corpus("discarded-rsa.key"), Code::TrustIsPrivateKey},
      {"PKCS #8 private key", corpus("discarded-pkcs8.key"), Code::TrustIsPrivateKey},
      {"EC private key", corpus("discarded-ec.key"), Code::TrustIsPrivateKey},
      {"private key in a bundle", corpus("discarded-key.pem"), Code::TrustIsPrivateKey},
      {"web page", "\r\n<!DOCTYPE html><html><body>404</body></html>", Code::TrustIsWebPage},
      {"web page without declaration", "<HTML><HEAD>", Code::TrustIsWebPage},
      {"message", "Received: by x\r\nFrom: a@example.com\r\n\r\n" + pem, Code::TrustIsMessage},
      {"message from an mbox", "From a@example.com Thu Jan  1\nSubject: x\n\n",
       Code::TrustIsMessage},
      {"ZIP", std::string("PK\x03\x04\x14\0\0\0", 8), Code::TrustIsArchive},
      {"cabinet", "MSCF....", Code::TrustIsArchive},
      {"words", "these are words", Code::TrustUnknownFormat},
      {"two certificates one behind the other", der + der, Code::TrustMalformed},
  }));
  CAPTURE(row.name);
  Findings findings;
  CHECK_FALSE(read_trust_list(Exact(row.octets), "list.sst", {}, findings));
  REQUIRE(findings.items().size() == 1);
  CHECK(info(findings.items()[0].code).wire == info(row.code).wire);
  CHECK(info(row.code).cure != "");
}

TEST_CASE("a broken PEM block refuses the bundle at its octet", "[trust]") {
  struct Row {
    const char* name;
    std::string text;
    Code code;
    std::int64_t offset;
  };
  const auto row = GENERATE(values<Row>({
      {"not base64", "-----BEGIN CERTIFICATE-----\nMI*=\n-----END CERTIFICATE-----\n",
       Code::TrustMalformed, 30},
      {"data behind padding", "-----BEGIN CERTIFICATE-----\nMA==MA==\n-----END CERTIFICATE-----\n",
       Code::TrustMalformed, 32},
      {"bits under padding", "-----BEGIN CERTIFICATE-----\nMB==\n-----END CERTIFICATE-----\n",
       Code::TrustMalformed, 33},
      {"group cut", "-----BEGIN CERTIFICATE-----\nMAA\n-----END CERTIFICATE-----\n",
       Code::TrustTruncated, 32},
      {"other label", "-----BEGIN CERTIFICATE-----\nMAAA\n-----END X509 CRL-----\n",
       Code::TrustMalformed, 33},
      {"begin inside", "-----BEGIN CERTIFICATE-----\nMAAA\n-----BEGIN CERTIFICATE-----\n",
       Code::TrustMalformed, 33},
      {"no end", "text\n-----BEGIN CERTIFICATE-----\nMAAA\n", Code::TrustTruncated, 38},
      {"no closing dashes", "-----BEGIN CERTIFICATE\nMAAA\n-----END CERTIFICATE-----\n",
       Code::TrustMalformed, 0},
      {"header fields", "-----BEGIN CERTIFICATE-----\nA: b\n-----END CERTIFICATE-----\n",
       Code::TrustMalformed, 29},
  }));
  CAPTURE(row.name);
  Findings findings;
  CHECK_FALSE(read_trust_list(Exact(row.text), "", {}, findings));
  REQUIRE(findings.items().size() == 1);
  CHECK(info(findings.items()[0].code).wire == info(row.code).wire);
  CHECK(findings.items()[0].details[0].second == Finding::Value(row.offset));
}

TEST_CASE("positions in UTF-16 text are those of the file", "[trust]") {
  const std::string text = "MIIA*AAA";
  Findings findings;
  const std::string file = "\xFF\xFE" + widened("-----BEGIN CERTIFICATE-----\n" + text);
  CHECK_FALSE(read_trust_list(Exact(file), "", {}, findings));
  REQUIRE(findings.items().size() == 1);
  CHECK(findings.items()[0].details[0].second == Finding::Value(std::int64_t(file.size())));
}

TEST_CASE("a name that promises another format is pointed out", "[trust]") {
  struct Row {
    const char *file, *name;
    bool misleads;
  };
  const auto row = GENERATE(values<Row>({
      {"bundle.pem", "list.sst", true},
      {"root.cer", "LIST.SST", true},
      {"store.p7b", "list.sst", true},
      {"one-root.sst", "list.p7b", true},
      {"one-root.sst", "list.SST", false},
      {"one-root.sst", "list", false},
      {"bundle.pem", "list.crt", false},
      {"store-pem.p7b", "list.p7c", false},
  }));
  CAPTURE(row.file, row.name);
  Findings findings;
  CHECK(read_trust_list(Exact(corpus(row.file)), row.name, {}, findings));
  CHECK(findings.has(Code::TrustNameMisleads) == row.misleads);
}

TEST_CASE("a root whose own signature does not verify is no anchor", "[trust]") {
  std::string der = corpus("root.cer");
  der.back() = static_cast<char>(der.back() ^ 1);
  Findings findings;
  const auto list = read_trust_list(Exact(der), "root.cer", {}, findings);
  REQUIRE(list);
  CHECK(findings.has(Code::TrustSelfIssued));
  CHECK_FALSE(findings.has(Code::TrustSelfUnsupported));
  const auto anchors = anchors_of(*list, Anchors::SelfSigned);
  CHECK(anchors->anchors.empty());
  CHECK(anchors->helpers.size() == 1);
}

TEST_CASE("a root that signed itself with MD2 is no anchor, and the cure makes no other one",
          "[trust]") {
  Findings findings;
  const std::string text = test::read_text(test::corpus() / "attacks" / "lists.old-root.pem");
  const auto list = read_trust_list(Exact(text), "old-root.pem", {}, findings);
  REQUIRE(list);
  CHECK_FALSE(findings.has(Code::TrustSelfIssued));
  std::string algorithm;
  for (const Finding& finding : findings) {
    if (finding.code != Code::TrustSelfUnsupported) continue;
    for (const auto& [key, value] : finding.details)
      if (key == "algorithm") algorithm = std::get<std::string>(value);
  }
  CHECK(algorithm == "md2WithRSAEncryption");
  CHECK(anchors_of(*list, Anchors::SelfSigned)->anchors.size() == 1);
}

TEST_CASE("what stands in a CERTIFICATE block is read as what it is", "[trust]") {
  const std::string key = "302E020100300506032B657004220420" + std::string(64, '1');
  const Octets key_octets = *from_hex(key);
  struct Row {
    const char* name;
    std::string octets;
    std::optional<Code> refusal;
    Format format;
    std::size_t certificates, elements;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"certificate", corpus("root.cer"), std::nullopt, Format::Pem, 1, 1},
      {"PKCS #7", corpus("store.p7b"), std::nullopt, Format::Pkcs7, 2, 3},
      {"SignedData alone", corpus("store-bare.p7b"), std::nullopt, Format::Pkcs7, 2, 3},
      {"CRL", corpus("root.crl"), std::nullopt, Format::Pem, 0, 1},
      {"store", corpus("one-root.sst"), Code::TrustBase64, Format::Sst, 0, 0},
      {"private key", std::string(as_text(key_octets)), Code::TrustIsPrivateKey, Format::Pem, 0, 0},
      {"noise", "noise", std::nullopt, Format::Pem, 0, 1},
  }));
  CAPTURE(row.name);
  Findings findings;
  const std::string text =
      "-----BEGIN CERTIFICATE-----\n" + base64(row.octets) + "\n-----END CERTIFICATE-----\n";
  const auto list = read_trust_list(Exact(text), "list", {}, findings);
  REQUIRE(list.has_value() != row.refusal.has_value());
  if (!list) {
    CHECK(findings.has(*row.refusal));
    return;
  }
  CHECK(list->format == row.format);
  CHECK(list->certificates() == row.certificates);
  CHECK(list->elements.size() == row.elements);
}

namespace {

std::string hostile(const std::string& name) {
  return test::read_text(test::corpus() / "hostile" / name);
}

/// root.pem with one piece of it changed.
std::string with_line(const std::string& what, const std::string& with) {
  std::string text = hostile("root.pem");
  const auto at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), with);
}

}  // namespace

TEST_CASE("OpenSSL's trust settings are obeyed", "[trust]") {
  struct Row {
    const char* file;
    const char* unusable;
  };
  const auto row = GENERATE(values<Row>({
      {"root.trusted-for-email.pem", ""},
      {"root.trusted-with-alias.pem", ""},
      {"root.rejected-for-email.pem", "reject it for e-mail"},
      {"root.rejected-for-all.pem", "reject it for every use"},
      {"root.trusted-for-servers.pem", "not for e-mail"},
  }));
  CAPTURE(row.file);
  const bool usable = std::string(row.unusable).empty();
  // Also where the same certificate stands beside it without settings, in either order.
  const std::string plain = hostile("root.pem");
  for (const std::string& text :
       {hostile(row.file), hostile(row.file) + plain, plain + hostile(row.file)}) {
    Findings findings;
    const auto list = read_trust_list(Exact(text), row.file, {}, findings);
    REQUIRE(list);
    CHECK(anchors_of(*list, Anchors::SelfSigned)->anchors.size() == (usable ? 1 : 0));
    CHECK(anchors_of(*list, Anchors::All)->anchors.size() == (usable ? 1 : 0));
    CHECK(findings.has(Code::TrustElementUnusable) == !usable);
    for (const Element& element : list->elements) {
      CHECK(element.unusable.find(row.unusable) != std::string::npos);
    }
  }
}

TEST_CASE("broken trust settings refuse the list", "[trust]") {
  std::string base = hostile("root.trusted-for-email.pem");
  const auto end = base.find("\n-----END");
  REQUIRE(end != std::string::npos);
  // The settings are the last octets of the block; cut, and something in their place.
  const auto text = GENERATE_COPY(values<std::string>({
      hostile("root.trusted-for-email.pem").replace(end - 8, 8, "AAAAAAAA"),
      hostile("root.trusted-for-email.pem").erase(end - 4, 4),
  }));
  Findings findings;
  CHECK_FALSE(read_trust_list(Exact(text), "list.pem", {}, findings));
  CHECK(findings.any(Severity::Fatal));
}

TEST_CASE("the remains of a PEM block refuse the list", "[trust]") {
  struct Row {
    const char* line;
    const char* becomes;
  };
  const auto row = GENERATE(values<Row>({
      {"-----BEGIN C", "----- BEGIN C"},
      {"-----BEGIN C", " -----BEGIN C"},
      {"-----BEGIN C", "----BEGIN C"},
      {"-----BEGIN C", "> -----BEGIN C"},
      {"-----BEGIN C", "\n\xEF\xBB\xBF-----BEGIN C"},
      {"-----BEGIN C",
       "\xE2\x80\x94\xE2\x80\x93"
       "BEGIN C"},
      {"-----BEGIN CERTIFICATE-----", "-----begin certificate-----"},
      {"-----BEGIN CERTIFICATE-----", "-----BEGINCERTIFICATE-----"},
      {"-----BEGIN CERTIFICATE-----", "-----BEGIN  CERTIFICATE"},
      {"-----BEGIN CERTIFICATE-----\n", ""},
      {"-----END CERTIFICATE-----", "-----END CERTIFICATE----"},
      {"-----END CERTIFICATE-----", "-----END CERTIFICATE-----\n-----END CERTIFICATE-----"},
  }));
  const std::string sound = hostile("alice.pem");
  const std::string broken = with_line(row.line, row.becomes);
  CAPTURE(broken);
  for (const std::string& text : {sound + broken, broken + sound}) {
    Findings findings;
    CHECK_FALSE(read_trust_list(Exact(text), "list.pem", {}, findings));
    CHECK(findings.any(Severity::Fatal));
  }
}

TEST_CASE("text between PEM blocks is passed over", "[trust]") {
  const std::string text = GENERATE(values<std::string>({
      "Bag Attributes\n    localKeyID: 5B 7E\nKey Attributes: <No Attributes>\n",
      "subject=CN = Root\nissuer=CN = Root\n",
      "# Root of the example\n",
      "Example Root\n===============================================================\n",
      "Certificate:\n    Data:\n        Version: 3 (0x2)\n        Serial Number: 1 (0x1)\n",
      "        04:41:be:1f:-----\n",
      "--\n-- the end\n",
  }));
  const std::string block = hostile("root.pem");
  Findings findings;
  const auto list = read_trust_list(Exact(text + block + text + hostile("alice.pem") + text),
                                    "list.pem", {}, findings);
  REQUIRE(list);
  CHECK(list->elements.size() == 2);
}
