#include "engine/report/explain.h"

#include <catch2/catch.hpp>
#include <sstream>

#include "engine/judge/builtin_clients.h"

using namespace smime;

TEST_CASE("Topics are found by name, number and text") {
  struct Row {
    const char* name;
    const char* topic;
    const char* want;  // a piece of the answer
  };
  const auto row = GENERATE(values<Row>({
      {"finding", "cms.digest_mismatch", "RFC 5652 5.6"},
      {"finding in capitals", "CMS.DIGEST_MISMATCH", "RFC 5652 5.6"},
      {"finding and clients", "chain.untrusted_root", "owa"},
      {"verdict", "signer_mismatch", "identity.from_mismatch"},
      {"client", "owa", "Outlook on the web"},
      {"flag", "CERT_TRUST_IS_UNTRUSTED_ROOT", "0x00000020"},
      {"flag without prefix", "IS_UNTRUSTED_ROOT", "0x00000020"},
      {"HRESULT by name", "CERT_E_UNTRUSTEDROOT", "0x800B0109"},
      {"HRESULT by number", "0x800b0109", "CERT_E_UNTRUSTEDROOT"},
      {"HRESULT without 0x", "800B0109", "CERT_E_UNTRUSTEDROOT"},
      {"HRESULT as a negative number", "-2146762487", "CERT_E_UNTRUSTEDROOT"},
      {"flag of .NET", "untrustedroot", "CERT_TRUST_IS_UNTRUSTED_ROOT"},
      {"flag, and what .NET calls it", "0x20", "X509ChainStatusFlags.UntrustedRoot"},
      {"HRESULT that Windows alone explains", "0x80091008", "The index value is not valid."},
      {"text of Windows", "A certificate was explicitly revoked by its issuer.", "CERT_E_REVOKED"},
      {"text without its period", "a certificate was explicitly revoked by its issuer",
       "CERT_E_REVOKED"},
      {"text with quotes and line ends",
       "\"A certificate was explicitly\n   revoked by its issuer.\"", "CERT_E_REVOKED"},
      {"text without its end", "A certificate was explicitly revoked b", "CERT_E_REVOKED"},
      {"as certutil prints it", "0x800B0109 (-2146762487 CERT_E_UNTRUSTEDROOT)",
       "CERT_E_UNTRUSTEDROOT"},
      {"as .NET prints it", "Exception from HRESULT: 0x800B0109", "CERT_E_UNTRUSTEDROOT"},
      {"as a C program prints it", "0x800b0109L", "CERT_E_UNTRUSTEDROOT"},
      {"several of .NET's flags", "PartialChain, RevocationStatusUnknown",
       "CERT_TRUST_REVOCATION_STATUS_UNKNOWN"},
      {"info flag", "CERT_TRUST_IS_SELF_SIGNED", "information"},
      {"number that may be either", "0x0000000C", "CERT_TRUST_IS_SELF_SIGNED"},
      {"what the base policy answers", "UntrustedRoot", "0x800B0109"},
      {"several flags", "0x00010040", "CERT_TRUST_IS_PARTIAL_CHAIN"},
      {"no error", "0x00000000", "no error"},
      {"verdict of a client", "not_shown", "verdict of a client"},
      {"the same word of strict and of a client", "invalid", "verdict of a client"},
      {"severity and verdict", "warning", "severity of a finding"},
      {"verdict and severity", "warning", "verdict of a client"},
      {"certainty", "third-party", "how well it is known"},
      {"shorthand", "mobile", "outlook_mobile, ios_mail, eas"},
      {"shorthand of one", "outlook", "outlook_win"},
      {"number that ActiveSync has, too", "6", "As ValidateCert Status"},
  }));
  CAPTURE(row.name);
  const auto found = report::explain(row.topic, judge::builtin_clients(), {});
  REQUIRE(found.known);
  CAPTURE(found.text);
  CHECK(found.text.find(row.want) != std::string::npos);
}

TEST_CASE("Every text that a built-in client is known to show is found") {
  std::size_t texts = 0;
  for (const auto& [id, client] : judge::builtin_clients()) {
    for (const auto& [name, condition] : client->conditions) {
      for (const std::string& text : condition.text) {
        std::size_t letters = 0;
        for (const char c : text) letters += std::isalnum(static_cast<unsigned char>(c)) != 0;
        if (letters < 8) continue;
        CAPTURE(id, name, text);
        CHECK(report::explain("\"" + text + "\"", judge::builtin_clients(), {}).known);
        ++texts;
      }
    }
  }
  CHECK(texts > 0);
}

TEST_CASE("Every finding and every built-in client can be explained") {
  for (const CodeInfo& about : all_codes()) {
    CAPTURE(about.wire);
    CHECK(report::explain(about.wire, judge::builtin_clients(), {}).known);
  }
  for (const auto& [id, client] : judge::builtin_clients()) {
    CAPTURE(id);
    const auto found = report::explain(id, judge::builtin_clients(), {});
    CHECK(found.known);
    std::istringstream lines(found.text);
    for (std::string line; std::getline(lines, line);) {
      CAPTURE(line);
      CHECK(report::columns(line) <= 80);
    }
    if (judge::clients_named(id).size() > 1) continue;  // a set says nothing of its members
    // Every condition stands there, with its note.
    for (const auto& [name, condition] : client->conditions) {
      CAPTURE(name);
      CHECK(found.text.find(name) != std::string::npos);
      const std::string word = condition.note.substr(0, condition.note.find(' '));
      CHECK(found.text.find(word.substr(0, 20)) != std::string::npos);
    }
  }
}

TEST_CASE("An unknown topic gives near names and nothing else") {
  const auto typo = report::explain("cms.digest_missmatch", judge::builtin_clients(), {});
  CHECK_FALSE(typo.known);
  CHECK(typo.text.empty());
  REQUIRE_FALSE(typo.suggestions.empty());
  CHECK(typo.suggestions.front() == "cms.digest_mismatch");
  for (const char* topic : {"xyzzy", "", "0xFFFFFFFFFFFFFFFFFF", "a e i"}) {
    CAPTURE(topic);
    CHECK_FALSE(report::explain(topic, judge::builtin_clients(), {}).known);
  }
}
