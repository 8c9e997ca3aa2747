#include "mime/signed_layer.h"

#include <catch2/catch.hpp>

#include "mime/parse.h"
#include "tests/support/exact.h"

using namespace smime;
using namespace smime::mime;
using smime::test::Exact;

namespace {

const std::string kText = "--b\r\n\r\nhi\r\n";
const std::string kSignature =
    "--b\r\nContent-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    "Zm9v\r\n";
const std::string kParts = kText + kSignature + "--b--\r\n";

std::string signed_type(
    const std::string& protocol = "; protocol=\"application/pkcs7-signature\"") {
  return "Content-Type: multipart/signed; micalg=SHA-256; boundary=b" + protocol + "\r\n";
}

std::string errors(const Findings& findings) {
  std::string out;
  for (const Finding& finding : findings) {
    const CodeInfo& about = info(finding.code);
    if (about.severity != Severity::Notice) out += std::string(about.wire) + ' ';
  }
  return out;
}

std::string with_lf(std::string text) {
  std::erase(text, '\r');
  return text;
}

}  // namespace

TEST_CASE("what claims to be S/MIME is found, with what is wrong about it", "[mime]") {
  struct Row {
    const char* name;
    std::string message;
    std::string part;  // empty: no layer
    bool octets;       // the CMS octets are given
    std::string wrong;
  };
  const std::string attached =
      "Content-Type: message/rfc822\r\n\r\n" + signed_type() + "\r\n" + kParts;
  const auto row = GENERATE_COPY(values<Row>({
      {"clear", signed_type() + "\r\n" + kParts, "TEXT", true, ""},
      {"x- protocol", signed_type("; protocol=\"application/x-pkcs7-signature\"") + "\r\n" + kParts,
       "TEXT", true, ""},
      {"no protocol", signed_type("") + "\r\n" + kParts, "TEXT", true,
       "structure.protocol_missing "},
      {"protocol of OpenPGP, part of S/MIME",
       signed_type("; protocol=\"application/pgp-signature\"") + "\r\n" + kParts, "TEXT", true,
       "structure.protocol_mismatch "},
      {"OpenPGP/MIME",
       signed_type("; protocol=\"application/pgp-signature\"") + "\r\n" + kText +
           "--b\r\nContent-Type: application/pgp-signature\r\n\r\nx\r\n--b--\r\n",
       "", false, ""},
      {"three parts", signed_type() + "\r\n" + kText + kParts, "TEXT", false,
       "structure.part_count "},
      {"one part", signed_type() + "\r\n" + kText + "--b--", "TEXT", false,
       "structure.part_count "},
      {"signature first", signed_type() + "\r\n" + kSignature + kText + "--b--", "TEXT", false,
       "structure.part_order "},
      {"second part is text", signed_type() + "\r\n" + kText + kText + "--b--", "TEXT", false,
       "structure.protocol_mismatch "},
      {"not closed", signed_type() + "\r\n" + kText + kSignature, "TEXT", true,
       "mime.close_missing "},
      {"broken base64",
       signed_type() + "\r\n" + kText +
           "--b\r\nContent-Type: application/pkcs7-signature\r\n"
           "Content-Transfer-Encoding: base64\r\n\r\nZm9v!\r\n--b--",
       "TEXT", false, "mime.base64_malformed "},
      {"two types, text first", "Content-Type: text/plain\r\n" + signed_type() + "\r\n" + kParts,
       "TEXT", false, "mime.field_repeated "},
      {"two types, signed first", signed_type() + "Content-Type: text/plain\r\n\r\n" + kParts,
       "TEXT", true, "mime.field_repeated "},
      {"two boundaries",
       signed_type("; protocol=\"application/pkcs7-signature\"; boundary=c") + "\r\n" + kParts,
       "TEXT", false, "mime.parameter_repeated "},
      {"NUL",
       std::string("Content-Type: multipart/signed\0; protocol=\"application/pkcs7-signature\"; "
                   "boundary=b\r\n\r\n",
                   88) +
           kParts,
       "TEXT", false, "mime.header_nul mime.content_type_malformed "},
      {"blank before colon",
       "Content-Type : multipart/signed; boundary=b; micalg=x; "
       "protocol=\"application/pkcs7-signature\"\r\n\r\n" +
           kParts,
       "TEXT", true, "mime.space_before_colon "},
      {"garbage before the type",
       "Content-Type: =?x?q?multipart/signed; protocol=\"application/pkcs7-signature\"\r\n\r\nx",
       "TEXT", false, "mime.content_type_malformed "},
      {"encoded", "Content-Transfer-Encoding: base64\r\n" + signed_type() + "\r\n" + kParts, "TEXT",
       false, "mime.encoding_on_composite "},
      {"fault of another field", signed_type() + "Subject : x\r\n\r\n" + kParts, "TEXT", true, ""},
      {"field that ends the header for some", "Subject : x\r\n" + signed_type() + "\r\n" + kParts,
       "TEXT", true, "mime.header_end_unclear "},
      {"NUL in another field",
       std::string("Subject: x\0\r\n", 13) + signed_type() + "\r\n" + kParts, "TEXT", true,
       "mime.header_nul "},
      {"version twice",
       "MIME-Version: 1.0\r\nMIME-Version: 1.0\r\n" + signed_type() + "\r\n" + kParts, "TEXT", true,
       ""},
      {"two versions",
       "MIME-Version: 1.0\r\nMIME-Version: 2.0\r\n" + signed_type() + "\r\n" + kParts, "TEXT", true,
       "header.field_repeated "},
      {"line without colon", "Subject\r\n" + signed_type() + "\r\n" + kParts, "TEXT", true,
       "mime.header_malformed "},
      {"fault around it",
       "Content-Type: multipart/mixed; boundary=o\r\nContent-Type: text/html\r\n\r\n--o\r\n" +
           signed_type() + "\r\n" + kParts + "--o--\r\n",
       "1", true, "mime.field_repeated "},
      {"fault inside the signed part",
       signed_type() +
           "\r\n--b\r\nContent-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\nA\r\n\r\nx\r\n" +
           kSignature + "--b--",
       "TEXT", true, ""},
      {"fault in the header of the signed part",
       signed_type() + "\r\n--b\r\nContent-Type: text/plain; charset=\r\nfoo bar\r\n\r\nx\r\n" +
           kSignature + "--b--",
       "TEXT", true, "mime.signed_header_irregular "},
      {"fault in the header of the signature part",
       signed_type() + "\r\n" + kText + "--b\r\nfoo bar\r\n" + kSignature.substr(5) + "--b--",
       "TEXT", true, "mime.header_malformed "},
      {"binary, stored with LF",
       with_lf(signed_type() + "\r\n--b\r\nContent-Transfer-Encoding: Binary\r\n\r\nx\r\n" +
               kSignature + "--b--"),
       "TEXT", true, "mime.binary_line_ends_restored "},
      {"delimiter after a CR in the preamble", signed_type() + "\r\nx\r--b\r\r\revil\r\n" + kParts,
       "TEXT", true, "mime.delimiter_after_bare_cr "},
      {"delimiter ended by a CR", signed_type() + "\r\n--b\r\r\n" + kParts, "TEXT", true,
       "mime.boundary_ambiguous mime.delimiter_after_bare_cr "},
      {"close delimiter ended by a CR", signed_type() + "\r\n--b-- \rx\r\n" + kParts, "TEXT", true,
       "mime.boundary_ambiguous mime.delimiter_after_bare_cr "},
      {"delimiter after a CR in the epilogue", signed_type() + "\r\n" + kParts + "\r--b", "TEXT",
       true, "mime.delimiter_after_bare_cr "},
      {"delimiter after a CR in the signature part",
       signed_type() + "\r\n" + kText + kSignature + "\r--b\r\r\n--b--", "TEXT", false,
       "mime.delimiter_after_bare_cr mime.base64_malformed "},
      {"delimiter after the close", signed_type() + "\r\n" + kParts + kText, "TEXT", true,
       "mime.boundary_ambiguous mime.delimiter_after_close "},
      {"closed twice", signed_type() + "\r\n" + kParts + "--b--\r\n", "TEXT", true,
       "mime.boundary_ambiguous "},
      {"false part in the preamble",
       signed_type() + "\r\n--bX\r\nContent-Type: text/html\r\n\r\nevil\r\n" + kParts, "TEXT", true,
       "mime.boundary_ambiguous mime.false_part "},
      {"false part without header", signed_type() + "\r\n--bX\r\n\r\nevil\r\n" + kParts, "TEXT",
       true, "mime.boundary_ambiguous mime.false_part "},
      {"likeness without part", signed_type() + "\r\n--bX\r\nsome text\r\n" + kParts, "TEXT", true,
       "mime.boundary_ambiguous "},
      {"all of that inside the signed part",
       signed_type() + "\r\n--b\r\n\r\nx\r--b\r\r\n--bX\r\nA: b\r\n" + kSignature + "--b--", "TEXT",
       true, "mime.boundary_ambiguous mime.line_ends_mixed "},
      {"signature known by its file name, against the protocol",
       signed_type() + "\r\n" + kText +
           "--b\r\nContent-Type: application/octet-stream; name=smime.p7s\r\n\r\nfoo\r\n--b--",
       "TEXT", true, "structure.protocol_mismatch "},
      {"NUL before it", "A: b" + std::string(1, '\0') + "c\r\n" + signed_type() + "\r\n" + kParts,
       "TEXT", true, "mime.header_nul "},
      {"NUL behind it", signed_type() + "A: b" + std::string(1, '\0') + "c\r\n" + "\r\n" + kParts,
       "TEXT", true, "mime.header_nul "},
      {"attached", attached, "1.TEXT", true, ""},
      {"opaque", "Content-Type: application/pkcs7-mime; smime-type=signed-data\r\n\r\nfoo", "TEXT",
       true, ""},
      {"opaque, x-", "Content-Type: application/x-pkcs7-mime\r\n\r\nfoo", "TEXT", true, ""},
      {"by file name", "Content-Type: application/octet-stream; name=smime.P7M\r\n\r\nfoo", "TEXT",
       true, ""},
      {"by file name of the disposition",
       "Content-Type: application/octet-stream\r\nContent-Disposition: attachment; "
       "filename=\"smime.p7m\"\r\n\r\nfoo",
       "TEXT", true, ""},
      {"a text that mentions it", "Content-Type: text/html; name=\"multipart/signed\"\r\n\r\nx", "",
       false, ""},
      {"a broken text that mentions it",
       "Content-Type: text/html; name=multipart/signed pkcs7-signature\r\n\r\nx", "", false, ""},
      {"signature left by list software",
       "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + kParts, "TEXT", false,
       "structure.claim_without_signature "},
      {"signature attached further down",
       "Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: multipart/mixed; "
       "boundary=b\r\n\r\n" +
           kParts + "--o--\r\n",
       "", false, ""},
      {"plain", "Content-Type: text/plain\r\n\r\nx", "", false, ""},
  }));
  CAPTURE(row.name);
  const Exact message(row.message);
  Findings out;
  const auto tree = parse(message, Limits{}, out);
  REQUIRE(tree);
  const auto layers = find_signed_layers(message, *tree, Limits{}, out);
  REQUIRE(layers.size() == (row.part.empty() ? 0 : 1));
  if (layers.empty()) return;
  const SignedLayer& layer = layers[0];
  CHECK(layer.part == row.part);
  CHECK(layer.root == (row.part == "TEXT"));
  CHECK(layer.inside_message == (row.part == "1.TEXT"));
  CHECK(layer.cms.has_value() == row.octets);
  if (layer.cms) CHECK(as_text(*layer.cms) == "foo");
  CHECK(errors(layer.findings) == row.wrong);
}

TEST_CASE("a clear signature covers the first part with its header", "[mime]") {
  const Exact message(signed_type() + "\r\n" + kParts);
  Findings out;
  const auto tree = parse(message, Limits{}, out);
  REQUIRE(tree);
  const auto layers = find_signed_layers(message, *tree, Limits{}, out);
  REQUIRE(layers.size() == 1);
  REQUIRE(layers[0].content);
  CHECK(as_text(layers[0].content->in(message)) == "\r\nhi");
  CHECK(layers[0].micalg == "sha-256");
}

TEST_CASE("more layers than allowed are named", "[mime]") {
  std::string text = "Content-Type: multipart/mixed; boundary=o\r\n\r\n";
  for (int i = 0; i < 5; ++i) text += "--o\r\nContent-Type: application/pkcs7-mime\r\n\r\nx\r\n";
  const Exact message(text + "--o--\r\n");
  Limits limits;
  limits.signed_layers = 3;
  Findings out;
  const auto tree = parse(message, limits, out);
  REQUIRE(tree);
  CHECK(find_signed_layers(message, *tree, limits, out).size() == 3);
  CHECK(out.has(Code::LimitReached));
}
