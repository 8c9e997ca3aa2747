#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/text.h"
#include "cli/command_trust.h"
#include "engine/report/trust_json.h"
#include "engine/report/trust_text.h"
#include "tests/support/exact.h"
#include "tests/support/inputs.h"

using namespace smime;
using namespace smime::report;
using test::Exact;

namespace {

const Time kAt = *parse_rfc3339("2027-01-15T00:00:00Z");

TrustShown listed(const std::string& name, Time at = kAt) {
  const Exact octets(test::read_text(test::corpus() / "trust" / name));
  return show_trust({octets, name, at, trust::Anchors::SelfSigned}, {});
}

bool contains(const std::string& text, std::string_view what) {
  return text.find(what) != std::string::npos;
}

}  // namespace

TEST_CASE("trust show as text fits 80 columns and says what was found", "[trust][report]") {
  const std::string text = trust_text(listed("every-property.sst"));
  CAPTURE(text);
  CHECK(contains(text, "every-property.sst: serialized certificate store (SST), 2461 octets\n"));
  CHECK(contains(text, "\nsha256:"));
  CHECK(contains(text, "2 anchors, 1 helper, 0 unusable, 1 CRL, 1 CTL"));
  CHECK(contains(text, "Example Issuing CA"));
  CHECK(contains(text, "intermediate"));
  CHECK_FALSE(contains(text, "EXPIRED"));
  CHECK_FALSE(contains(text, "{container}"));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    CAPTURE(line);
    CHECK(line.size() <= 80);
  }
}

TEST_CASE("expiry is told relative to the given time", "[trust][report]") {
  const TrustShown now = listed("one-root.sst");
  REQUIRE(now.list);
  const Time first = now.list->elements[0].certificate->not_before;
  const Time last = now.list->elements[0].certificate->not_after;
  struct Row {
    const char* name;
    Time at;
    std::string_view text, json;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"one second early", first - 1, "not yet", "not_yet_valid"},
      {"first second", first, "", "valid"},
      {"31 days before the end", last - kSoon - 24 * 3600, "", "valid"},
      {"29 days before the end", last - kSoon + 24 * 3600, "soon", "expires_soon"},
      {"last second", last, "soon", "expires_soon"},
      {"one second late", last + 1, "EXPIRED", "expired"},
  }));
  CAPTURE(row.name);
  const TrustShown then = listed("one-root.sst", row.at);
  const std::string text = trust_text(then);
  for (const std::string_view word : {"not yet", "soon", "EXPIRED"}) {
    CHECK(contains(text, " " + std::string(word) + " ") == (word == row.text));
  }
  const auto object = nlohmann::json::parse(trust_json(then, false));
  CHECK(object["elements"][0]["certificate"]["validity"] == row.json);
}

TEST_CASE("an expired certificate is a warning with its cure", "[trust][report]") {
  const TrustShown now = listed("one-root.sst");
  REQUIRE(now.list);
  CHECK_FALSE(now.findings.has(Code::TrustExpired));
  const Time last = now.list->elements[0].certificate->not_after;
  CHECK_FALSE(listed("one-root.sst", last).findings.has(Code::TrustExpired));
  const TrustShown then = listed("one-root.sst", last + 1);
  const std::string text = trust_text(then);
  CAPTURE(text);
  CHECK(contains(text, "warning trust.expired_certificate: "));
  CHECK(contains(text, "  cure: put the CA's current (renewed) certificate"));
  CHECK(contains(text, "element/0: subject "));
  const auto object = nlohmann::json::parse(trust_json(then, false));
  const auto& findings = object["findings"];
  REQUIRE_FALSE(findings.empty());
  const auto& last_finding = findings[findings.size() - 1];
  CHECK(last_finding["code"] == "trust.expired_certificate");
  CHECK(last_finding["severity"] == "warning");
  CHECK_FALSE(last_finding["cure"].is_null());
}

TEST_CASE("a list without a root is told so", "[trust][report]") {
  const Exact octets(test::read_text(test::corpus() / "certs/intermediate-1.pem"));
  const TrustShown shown = show_trust({octets, "sub.pem", kAt, trust::Anchors::SelfSigned}, {});
  CHECK(shown.findings.has(Code::TrustNoRoot));
  CHECK(contains(trust_text(shown), "warning trust.no_root: "));
  CHECK(contains(trust_text(shown), "--anchors all"));
  const TrustShown all = show_trust({octets, "sub.pem", kAt, trust::Anchors::All}, {});
  CHECK_FALSE(all.findings.has(Code::TrustNoRoot));
  CHECK_FALSE(listed("one-root.sst").findings.has(Code::TrustNoRoot));
  // It has nothing at all, which is said already.
  CHECK_FALSE(listed("empty.sst").findings.has(Code::TrustNoRoot));
}

TEST_CASE("hostile text cannot act on a terminal", "[trust][report]") {
  const TrustShown list = listed("restricted.sst");
  REQUIRE(list.list);
  for (const std::string& text : {trust_text(list), trust_json(list, true)}) {
    CHECK_FALSE(contains(text, "\x1b"));
    CHECK_FALSE(contains(text, "\xE2\x80\xAE"));
  }
  CHECK(contains(trust_json(list, false), "\"decoded\":\"\\u202eevil\\u001b[31m\""));
  TrustShown named = listed("one-root.sst");
  named.name = "\x1b[31mlist.sst";
  CHECK(contains(trust_text(named), "\\x1B[31mlist.sst"));
}

TEST_CASE("trust show as JSON has every property", "[trust][report]") {
  const std::string text = trust_json(listed("every-property.sst"), false);
  CHECK(is_ascii(text));
  const auto object = nlohmann::json::parse(text);
  CHECK(object["type"] == "trust_list");
  CHECK(object["schema"] == 1);
  CHECK(object["format"] == "sst");
  CHECK(object["size"] == 2461);
  CHECK(object["counts"] ==
        nlohmann::json::parse(R"({"anchors":2,"helpers":1,"unusable":0,"crls":1,"ctls":1})"));
  REQUIRE(object["elements"].size() == 5);
  const auto& root = object["elements"][0];
  CHECK(root["role"] == "anchor");
  REQUIRE(root["properties"].size() == 22);
  CHECK(root["properties"][1] ==
        nlohmann::json::parse(
            R"({"id":11,"name":"FRIENDLY_NAME","encoding":1,"offset":72,"malformed":false,)"
            R"("raw":"5700750072007a0065006c002000c40020003dd800de0000",)"
            R"("decoded":"Wurzel Ä 😀"})"));
  CHECK(object["elements"][1]["role"] == "helper");
  CHECK(object["elements"][3]["role"].is_null());
  CHECK(object["elements"][4]["ctl"]["entries"].size() == 2);
}

TEST_CASE("a refused list shows why and ends with 2", "[trust][report]") {
  const Exact octets("\xEF\xBB\xBF<html></html>");
  std::string text;
  std::string json;
  const TrustShowRequest request{octets, "list.sst", kAt, trust::Anchors::SelfSigned};
  CHECK(cli::command_trust_show(request, cli::TrustFormat::Text, {}, text) == 2);
  CHECK(cli::command_trust_show(request, cli::TrustFormat::Ndjson, {}, json) == 2);
  CHECK(contains(text, "list.sst: refused, nothing of it is used\n"));
  CHECK(contains(text, "fatal trust.is_web_page: "));
  CHECK(contains(text, "  cure: "));
  const auto object = nlohmann::json::parse(json);
  CHECK(object["format"].is_null());
  CHECK(object["findings"][0]["code"] == "trust.is_web_page");
  CHECK(object["findings"][0]["severity"] == "fatal");
}

TEST_CASE("an empty list is shown and said to be empty", "[trust][report]") {
  const Exact octets(test::read_text(test::corpus() / "trust/empty.sst"));
  std::string text;
  CHECK(cli::command_trust_show({octets, "empty.sst", kAt, {}}, cli::TrustFormat::Text, {}, text) ==
        0);
  CHECK(contains(text, "warning trust.empty: "));
  CHECK(contains(text, "0 anchors"));
}

TEST_CASE("nothing of a private key is printed", "[trust][report]") {
  const std::string name =
      GENERATE("discarded-key.pem", "discarded-rsa.key", "discarded-ec.key", "discarded-pkcs8.key");
  CAPTURE(name);
  const std::string file = test::read_text(test::corpus() / "trust" / name);
  const TrustShown refused = listed(name);
  CHECK_FALSE(refused.list);
  const std::string all = trust_text(refused) + trust_json(refused, true);
  CHECK(contains(all, "trust.is_private_key"));
  // No eight octets of the file, as they are or in hexadecimal, beyond the name that was given.
  for (std::size_t i = 0; i + 8 <= file.size(); ++i) {
    const std::string piece = file.substr(i, 8);
    if (piece.find_first_not_of("- ABCDEFGHIJKLMNOPQRSTUVWXYZ\n") == std::string::npos) continue;
    CHECK_FALSE(contains(all, piece));
    CHECK_FALSE(contains(all, hex(as_octets(piece))));
  }
}
