#include "engine/report/json.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/sample_report.h"

using namespace smime;
using Json = nlohmann::ordered_json;

namespace {

std::vector<std::string> keys(const Json& object) {
  std::vector<std::string> out;
  for (const auto& [key, value] : object.items()) out.push_back(key);
  return out;
}

/// True if `wanted` are among `all` in this order.
bool in_order(const std::vector<std::string>& all, const std::vector<std::string>& wanted) {
  auto at = all.begin();
  for (const std::string& key : wanted) {
    at = std::find(at, all.end(), key);
    if (at == all.end()) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("Every field of the contract is there, in its order, with its value") {
  const Json message = Json::parse(report::message_json(test::sample_report(), test::sample_run()));
  CHECK(in_order(keys(message), {"type", "schema", "location", "sha256", "size", "verdict",
                                 "coverage", "from", "date", "at", "at_source", "layers",
                                 "signatures", "findings", "clients", "versions", "trust"}));
  CHECK(message["verdict"] == "untrusted");
  CHECK(message["coverage"] == "whole");
  CHECK(message["date"] == "2026-01-15T12:00:00Z");
  CHECK(message["at"] == "2026-02-01T00:00:00Z");
  const Json& signature = message["signatures"][0];
  CHECK(
      in_order(keys(signature), {"part", "kind", "layer", "signer_index", "verdict", "signer",
                                 "digest", "signature_algorithm", "signing_time", "content_intact",
                                 "signature_valid", "trusted", "chains", "findings"}));
  CHECK(signature["trusted"] == false);
  CHECK(signature["content_intact"] == true);
  const Json& chain = signature["chains"][0];
  CHECK(in_order(keys(chain),
                 {"id", "for", "anchors", "helpers", "at", "revocation", "status", "error_status",
                  "info_status", "chain_status_flags", "hresult", "hresult_name", "hresult_text",
                  "paths_tried", "other_paths", "certificates", "windows_path", "findings"}));
  CHECK(chain["status"] == Json::array({"CERT_TRUST_IS_UNTRUSTED_ROOT"}));
  CHECK(chain["error_status"] == "0x00000020");
  CHECK(chain["chain_status_flags"] == Json::array({"UntrustedRoot"}));
  CHECK(chain["hresult"] == "0x800B0109");
  CHECK(chain["hresult_name"] == "CERT_E_UNTRUSTEDROOT");
  CHECK(chain["hresult_text"] ==
        "A certificate chain processed, but terminated in a root certificate which is not trusted "
        "by the trust provider.");
  REQUIRE(chain["windows_path"].size() == 3);
  CHECK(chain["windows_path"][2]["error_status"] == "0x00000020");
  CHECK(chain["windows_path"][2]["subject"] == chain["certificates"][2]["subject"]);
  CHECK(chain["revocation"] == "not_checked");
  CHECK(chain["findings"][0]["code"] == "chain.untrusted_root");
  CHECK(keys(message["clients"]) == std::vector<std::string>{"owa", "ios_mail"});
  CHECK(in_order(keys(message["clients"]["owa"]),
                 {"verdict", "reason", "codes", "chains", "assumes", "shows", "certainty",
                  "text_certainty", "source", "cure"}));
  CHECK(message["trust"]["ios_mail"].is_null());
  CHECK(message["findings"][0]["details"]["length"] == 27);
}

TEST_CASE("What is not known is null and still there") {
  Report empty;
  empty.facts.location = "gone.eml";
  const Json message = Json::parse(report::message_json(empty, {"0.1.0", "OpenSSL", {}}));
  for (const char* key : {"sha256", "size", "coverage", "date", "at_source"}) {
    CAPTURE(key);
    REQUIRE(message.contains(key));
    CHECK(message[key].is_null());
  }
  CHECK(message["verdict"] == "unknown");

  Report no_certificate = test::sample_report();
  no_certificate.facts.layers[0].signers[0].certificate.reset();
  no_certificate.facts.layers[0].signers[0].chains.clear();
  const Json signature =
      Json::parse(report::message_json(no_certificate, test::sample_run()))["signatures"][0];
  CHECK(signature["signer"]["subject"].is_null());
  CHECK(signature["signer"]["addresses"].empty());
  CHECK(signature["trusted"].is_null());
}

TEST_CASE("Hostile text stays text, and replaced octets are a finding") {
  const std::string text = report::message_json(test::sample_report(true), test::sample_run());
  for (const char c : text) CHECK(static_cast<unsigned char>(c) >= 0x20);
  CHECK(text.find("\xE2\x80\xAE") == std::string::npos);
  const Json message = Json::parse(text);
  CHECK(message["findings"].back()["code"] == "input.invalid_utf8");
  CHECK(Json::parse(report::message_json(test::sample_report(), test::sample_run()))["findings"]
            .back()["code"] != "input.invalid_utf8");
}

TEST_CASE("A detail that occurs twice is an array") {
  Report report = test::sample_report();
  report.facts.findings.add(
      {Code::LimitReached, "message", {{"oid", std::string("1.2")}, {"oid", std::string("1.3")}}});
  const Json message = Json::parse(report::message_json(report, test::sample_run()));
  CHECK(message["findings"].back()["details"]["oid"] == Json::array({"1.2", "1.3"}));
}
