// Messages that others collected, found through SMIMECHECK_SUITES.
#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <set>

#include "mime/mailbox.h"
#include "mime/parse.h"
#include "mime/second_opinion.h"
#include "mime/signed_layer.h"
#include "tests/conformance/suite.h"
#include "tests/support/exact.h"

using namespace smime;
using namespace smime::mime;
namespace fs = std::filesystem;
using smime::test::Exact;

namespace {

// One letter per entity: M multipart, R attached message, L leaf.
std::string shape(const EntityTree& tree, EntityId id) {
  const Entity& entity = tree.entities[id];
  if (entity.kind == EntityKind::Leaf || !entity.descended) return "L";
  std::string out = entity.kind == EntityKind::Multipart ? "M(" : "R(";
  for (const EntityId child : entity.children) out += shape(tree, child);
  return out + ')';
}

// The same of a golden file: <message> <multipart> <body-part> <body>.
std::string golden_shape(const std::string& xml) {
  std::string out;
  int messages = 0;
  for (std::size_t at = xml.find('<'); at != std::string::npos; at = xml.find('<', at + 1)) {
    const auto tag = [&](const char* name) {
      return xml.compare(at, std::string(name).size(), name) == 0;
    };
    if (tag("<multipart>")) out += "M(";
    if (tag("</multipart>")) out += ')';
    if (tag("<message>") && messages++ > 0) out += "R(";
    if (tag("</message>") && --messages > 0) out += ')';
    if (tag("<body>") || tag("<text-body") || tag("<binary-body")) out += 'L';
  }
  return out;
}

}  // namespace

TEST_CASE("no collected message breaks the reader", "[mime][suites]") {
  const auto folder = test::suite_folder("");
  if (!folder) return;
  int messages = 0;
  std::map<std::string, int> differs;
  for (const char* suite :
       {"mime-stalwart", "mime-james-mime4j", "mime-enmime", "mimekit", "thunderbird", "pkits",
        "nextcloud", "lamps-notmuch", "rfc4134", "outlook-msg", "attacks"}) {
    for (const auto& entry : fs::recursive_directory_iterator(*folder / suite)) {
      const std::string ending = entry.path().extension().string();
      if (!entry.is_regular_file() || entry.file_size() == 0 ||
          std::set<std::string>{".eml", ".msg", ".raw", ".txt", ".mbox"}.count(ending) == 0)
        continue;
      CAPTURE(entry.path().string());
      const Exact message(test::read_text(entry.path()));
      Findings out;
      const auto tree = parse(message, Limits{}, out);
      REQUIRE(tree);
      CHECK(tree->well_nested());
      const MessageHeader header = read_message_header(message, *tree, 0, Limits{});
      CHECK((header.from.state != AddressState::One || header.from.mailboxes.size() == 1));
      (void)list_parts(message, *tree);
      for (const SignedLayer& layer : find_signed_layers(message, *tree, Limits{}, out)) {
        if (layer.findings.has(Code::MimeSecondOpinion))
          ++differs[entry.path().filename().string()];
      }
      if (header.findings.has(Code::MimeSecondOpinion)) ++differs[entry.path().filename().string()];
      ++messages;
    }
  }
  CHECK(messages > 500);
  // The second opinion differs on nothing but a boundary that few readers understand.
  CHECK(differs == std::map<std::string, int>{{"m14_rfc2231_boundary.eml", 1}});
}

TEST_CASE("structures agree with mime4j's golden files", "[mime][suites]") {
  const auto folder = test::suite_folder("");
  if (!folder) return;
  // Where this reader sees another structure, and why. A row that no longer differs fails the test.
  const std::string encoded = "RFC 2045 6.4 forbids base64 here, so the message is not read";
  const std::map<std::string, std::string> deviations = {
      {"multi-2gifs-base64", encoded},
      {"base64encoded-rfc822message", encoded},
      {"base64encoded-rfc822message-nested", encoded},
      {"bad-newlines-multiple-parts-base64", encoded},
      {"ending-boundaries",
       "lines that only begin like a delimiter are none here, and are reported"},
      {"very-very-long-boundary", "the boundary is longer than Limits::boundary"},
  };
  int compared = 0;
  std::set<std::string> seen;
  for (const auto& entry : fs::recursive_directory_iterator(*folder / "mime-james-mime4j")) {
    if (entry.path().extension() != ".msg") continue;
    fs::path xml = entry.path();
    xml.replace_extension(".xml");
    if (!fs::exists(xml)) continue;
    const std::string name = entry.path().stem().string();
    CAPTURE(name);
    const Exact message(test::read_text(entry.path()));
    Findings out;
    const auto tree = parse(message, Limits{}, out);
    REQUIRE(tree);
    const bool same = shape(*tree, 0) == golden_shape(test::read_text(xml));
    const bool declared = deviations.count(name) != 0;
    if (declared) seen.insert(name);
    CAPTURE(shape(*tree, 0), golden_shape(test::read_text(xml)));
    CHECK(same != declared);
    ++compared;
  }
  CHECK(compared >= 70);
  CHECK(seen.size() == deviations.size());
}
