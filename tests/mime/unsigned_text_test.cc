#include "mime/unsigned_text.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <string>

#include "mime/parse.h"
#include "tests/support/exact.h"

using namespace smime;
using namespace smime::mime;
using test::Exact;

namespace {

const std::string kPart = "Content-Type: text/html\r\n\r\nforged\r\n";

std::string message(const std::string& boundary, const std::string& preamble,
                    const std::string& epilogue = "") {
  return "Content-Type: multipart/signed; boundary=\"" + boundary + "\"\r\n\r\n" + preamble + "--" +
         boundary + "\r\n\r\nsigned\r\n--" + boundary + "\r\n\r\nsignature\r\n--" + boundary +
         "--\r\n" + epilogue;
}

Findings found(const std::string& text) {
  const Exact octets(text);
  Findings unused;
  const auto tree = parse(octets, Limits{}, unused);
  REQUIRE(tree);
  REQUIRE(tree->entities.size() == 3);
  Findings out;
  check_unsigned_text(octets, *tree, 0, 2, out);
  return out;
}

}  // namespace

TEST_CASE("text outside the signed part in which some reader finds a delimiter", "[mime]") {
  struct Row {
    const char* name;
    std::string preamble, epilogue;
    std::string want;  // wire names
  };
  const auto row = GENERATE(values<Row>({
      {"nothing", "", "", ""},
      {"an announcement", "This is a signed message.\r\n", "", ""},
      {"the boundary without hyphens", "The boundary is b0und.\r\n" + kPart, "", ""},
      {"behind a blank", " --b0und\r\n" + kPart, "", "mime.false_part "},
      {"in capitals", "--B0UND\r\n" + kPart, "", "mime.false_part "},
      {"inside a line", "see --b0und here\r\n" + kPart, "", "mime.false_part "},
      {"inside a line, then text", "see --b0und here\r\nand nothing more\r\n", "", ""},
      {"twice in a line", "--b0undx --b0undy\r\n" + kPart, "", "mime.false_part "},
      {"behind a CR", "x\r--b0und\r" + kPart, "", "mime.delimiter_after_bare_cr mime.false_part "},
      {"longer", "--b0und-2\r\n" + kPart, "", "mime.false_part "},
      {"after the end", "", "--b0und\r\n" + kPart, "mime.delimiter_after_close "},
      {"after the end, behind a blank", "", " --b0und\r\n" + kPart, "mime.false_part "},
      {"a second end", "", "--b0und--\r\n", ""},
      {"behind a blank, then text", " --b0und\r\nand text\r\n", "", "mime.false_part "},
      {"white space behind", "--b0und\v\r\nand text\r\n", "", "mime.false_part "},
      {"NUL behind", std::string("--b0und\0x\r\nand text\r\n", 21), "", "mime.false_part "},
      {"an end inside a line", "", "x--b0und--\r\nand text\r\n", "mime.false_part "},
  }));
  CAPTURE(row.name);
  std::string codes;
  for (const Finding& finding : found(message("b0und", row.preamble, row.epilogue)))
    codes += std::string(info(finding.code).wire) + ' ';
  CHECK(codes == row.want);
}

TEST_CASE("the first 70 characters of a longer boundary are one for some readers", "[mime]") {
  const std::string kept(70, 'x');
  CHECK(found(message(kept + "y", "--" + kept + "\r\n" + kPart)).has(Code::MimeFalsePart));
  CHECK(found(message(kept + "y", "--" + kept.substr(1) + "\r\n" + kPart)).empty());
}

TEST_CASE("text that is full of beginnings of the boundary is looked through once", "[mime]") {
  const std::string hyphens(4U << 20U, '-');
  const auto begin = std::chrono::steady_clock::now();
  CHECK(found(message(std::string(60, '-') + "x", hyphens + "\r\n")).empty());
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  CHECK(took.count() < 5);  // a comparison at every place would take minutes
}
