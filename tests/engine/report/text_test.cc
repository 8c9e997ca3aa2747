#include "engine/report/text.h"

#include <catch2/catch.hpp>
#include <sstream>

#include "tests/support/run_program.h"
#include "tests/support/sample_report.h"

using namespace smime;

namespace {

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

bool has(const std::string& text, std::string_view piece) {
  return text.find(piece) != std::string::npos;
}

}  // namespace

TEST_CASE("The whole report of a message, as it is pasted into a ticket") {
  const std::string text = report::message_text(test::sample_report(), test::sample_run(), {});
  CHECK(text == R"GOLDEN(UNTRUSTED (revocation not checked)  offer.eml
  signed by alice@example.com, From alice@example.com,
  2026-01-15T12:00:00Z (claimed)
  The content is intact, but no trust list vouches for the signer.

  client    shows      because               how known
  strict    untrusted  chain.untrusted_root  standards
  owa       invalid    chain.untrusted_root  vendor [1]
  ios_mail  warning    chain.untrusted_root  inferred [2]
  [1] assumed: no certificate is revoked
  [2] assumed: it trusts the same list, for want of its own

What users will see
  Outlook on the web
    "The digital signature on this message isn't valid or trusted."
    [third-party]
      codes 0x800B0109 UntrustedRoot
  no text is documented for: Mail on iOS

Causes and cures
  error    chain.untrusted_root (RFC 5280 6.1.1)
           the chain ends in a root that is not in the trust list
           at part/TEXT/signer/0/chain/0/cert/2: subject CN=Root
     cure  if you trust that root, add it to the trust list and import the list
           again
  warning  structure.micalg_mismatch (RFC 8551 3.5.3.2)
           the micalg parameter names another digest than the signature uses
           at part/TEXT: declared sha-1

Also noted
  mime.epilogue_not_empty: text stands after the closing delimiter and is
    covered by no signature; length 27

Details
  part        TEXT, signed, covers the whole body
  signer      CN=Alice, for alice@example.com
              issued by CN=Sub CA
              serial 0A1B, RSA 2048
              valid 2026-01-01T00:00:00Z to 2027-01-01T00:00:00Z
              thumbprint DDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDD
  signed      2026-01-15T12:00:00Z (claimed), sha256, rsa-pkcs1, clear
  checked     content intact, signature valid, signer not trusted
  chain       1  CN=Alice (message)
              2  CN=Sub CA (message)
              3  CN=Root (message)
              chain.untrusted_root: strict, owa
  CryptoAPI   of the chain alone, with the list of strict, owa
              1  CN=Alice
                 error 0x00000000, info 0x00000102
              2  CN=Sub CA
                 error 0x00000000, info 0x00000102
              3  CN=Root
                 error 0x00000020, info 0x0000010C, CERT_TRUST_IS_UNTRUSTED_ROOT
              chain error 0x00000020, info 0x00000000
                 CERT_TRUST_IS_UNTRUSTED_ROOT (.NET UntrustedRoot)
              0x800B0109 CERT_E_UNTRUSTEDROOT "A certificate chain processed,
              but terminated in a root certificate which is not trusted by the
              trust provider."
  trust list  bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
  judged at   2026-02-01T00:00:00Z (given)
  message     4711 octets, SHA-256
              aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
)GOLDEN");
}

TEST_CASE("A verdict says in its line what was not checked") {
  struct Row {
    const char* name;
    Word word;
    Revocation revocation;
    AddressMatch address;
    const char* want;
  };
  const auto row = GENERATE(values<Row>({
      {"nothing tried", Word::Valid, Revocation::NotChecked, AddressMatch::Matches,
       "VALID (revocation not checked)  offer.eml"},
      {"all checked", Word::Valid, Revocation::Good, AddressMatch::Matches, "VALID  offer.eml"},
      {"no data", Word::ValidWithNotes, Revocation::Unavailable, AddressMatch::Matches,
       "VALID_WITH_NOTES (revocation data not available)  offer.eml"},
      {"old data", Word::ValidWithNotes, Revocation::Stale, AddressMatch::Matches,
       "VALID_WITH_NOTES (revocation data out of date)  offer.eml"},
      {"a bare CMS object", Word::Valid, Revocation::NotChecked, AddressMatch::NotApplicable,
       "VALID (revocation not checked, sender address not checked)  offer.eml"},
  }));
  CAPTURE(row.name);
  Report report = test::sample_report();
  report.facts.word = row.word;
  SignerFacts& signer = report.facts.layers[0].signers[0];
  signer.chains[0].revocation = row.revocation;
  signer.address = row.address;
  CHECK(lines(report::message_text(report, test::sample_run(), {})).front() == row.want);
}

TEST_CASE("A long location stands on lines of its own") {
  Report report = test::sample_report();
  report.facts.location = "archive/" + std::string(100, 'x') + "/offer.eml";
  const auto text = lines(report::message_text(report, test::sample_run(), {}));
  CHECK(text[0] == "UNTRUSTED (revocation not checked)");
  CHECK(text[1] == "  archive/" + std::string(70, 'x'));
  CHECK(text[2] == "  " + std::string(30, 'x') + "/offer.eml");
}

TEST_CASE("A cause found in several chains stands once, and says for whom if not for all") {
  Report report = test::sample_report();
  SignerFacts& signer = report.facts.layers[0].signers[0];
  ChainFacts second = signer.chains[0];
  second.id = 1;
  second.used_by = {"ios_mail"};
  second.findings = {};
  second.findings.add({Code::ChainUntrustedRoot,
                       "part/TEXT/signer/0/chain/1/cert/2",
                       {{"subject", std::string("CN=Root")}}});
  second.findings.add(Code::CaExpired, "part/TEXT/signer/0/chain/1/cert/1");
  signer.chains.push_back(second);
  const std::string text = report::message_text(report, test::sample_run(), {});
  const std::size_t begin = text.find("Causes and cures");
  const std::string causes = text.substr(begin, text.find("Details") - begin);
  CHECK(causes.find("chain.untrusted_root") == causes.rfind("chain.untrusted_root"));
  CHECK(causes.find("CN=Root") == causes.find("subject CN=Root") + 8);
  CHECK(has(causes, "chain.untrusted_root (RFC 5280 6.1.1)\n"));
  CHECK(has(causes, "; for ios_mail only\n"));
  // The same certificates, so one path; one has more errors; to Windows they are the same.
  CHECK(has(text, "              chain.untrusted_root: strict, owa\n"));
  CHECK(has(text, "              chain.untrusted_root, time.ca_expired: ios_mail\n"));
  CHECK(has(text, "with the list of strict, owa, ios_mail\n"));
  CHECK(text.find("CryptoAPI") == text.rfind("CryptoAPI"));
}

TEST_CASE("What strict does not see is not its reason") {
  Report report = test::sample_report();
  ChainFacts& chain = report.facts.layers[0].signers[0].chains[0];
  ChainFacts other = chain;
  chain.findings = {};
  chain.findings.add(Code::ChainIssuerMissing, "part/TEXT/signer/0/chain/0/cert/0");
  other.used_by = {"ios_mail"};
  report.facts.layers[0].signers[0].chains.insert(report.facts.layers[0].signers[0].chains.begin(),
                                                  other);
  const std::string text = report::message_text(report, test::sample_run(), {});
  CHECK(has(text, "  strict    untrusted  chain.issuer_missing "));
}

TEST_CASE("A notice that a client minds is a cause, with its cure") {
  Report report = test::sample_report();
  report.facts.layers[0].signers[0].chains[0].findings.add(Code::KeyUsageNonRepudiationOnly,
                                                           "part/TEXT/signer/0/chain/0/cert/0");
  const std::string unminded = report::message_text(report, test::sample_run(), {});
  CHECK(has(unminded, "\n  usage.non_repudiation_only: "));
  CHECK_FALSE(has(unminded, "  notice   "));
  SECTION("as its reason") { report.verdicts[1].reason = "usage.non_repudiation_only"; }
  SECTION("among others") {
    report.verdicts[1].cure = {std::string(info(Code::KeyUsageNonRepudiationOnly).cure)};
  }
  const std::string text = report::message_text(report, test::sample_run(), {});
  CAPTURE(text);
  CHECK_FALSE(has(text, "\n  usage.non_repudiation_only: "));
  CHECK(has(text, "\n  notice   usage.non_repudiation_only "));
  CHECK(has(text, "     cure  have the sender get a certificate with the digitalSignature"));
  CHECK(text.find("Also noted") > text.find("     cure  have the sender"));
}

TEST_CASE("Only clients that complain are quoted, the same texts once") {
  Report report = test::sample_report();
  judge::Verdict outlook = report.verdicts[0];
  outlook.client = "outlook_win";
  outlook.name = "Outlook for Windows";
  outlook.codes = {"level 2"};
  judge::Verdict good = outlook;
  good.client = "eas";
  good.name = "ActiveSync";
  good.word = judge::ClientWord::Valid;
  good.text = {"Success."};
  report.verdicts.push_back(outlook);
  report.verdicts.push_back(good);
  const std::string text = report::message_text(report, test::sample_run(), {});
  CHECK(has(text, "  Outlook on the web; Outlook for Windows\n    \"The digital signature"));
  CHECK(text.find("isn't valid") == text.rfind("isn't valid"));
  CHECK(has(text,
            "      owa: codes 0x800B0109 UntrustedRoot\n"
            "      outlook_win: codes level 2\n"));
  CHECK_FALSE(has(text, "Success."));
  CHECK_FALSE(has(text, "ActiveSync"));
}

TEST_CASE("Where nothing is known of what users see, nothing is said of it") {
  Report report = test::sample_report();
  for (judge::Verdict& verdict : report.verdicts) {
    verdict.word = judge::ClientWord::Unknown;
    verdict.text.clear();
    verdict.codes.clear();
  }
  CHECK_FALSE(has(report::message_text(report, test::sample_run(), {}), "What users will see"));
  report.verdicts[0].text = {"It might be invalid."};
  CHECK(has(report::message_text(report, test::sample_run(), {}),
            "  Outlook on the web, perhaps\n    \"It might be invalid.\" [third-party]\n"));
}

TEST_CASE("Text that is no UTF-8 is a finding in the text report too") {
  const std::string_view wanted = "input.invalid_utf8: ";
  CHECK(has(report::message_text(test::sample_report(true), test::sample_run(), {}), wanted));
  CHECK_FALSE(has(report::message_text(test::sample_report(), test::sample_run(), {}), wanted));
}

TEST_CASE("Hostile text cannot reach the terminal, forge a line or leave its columns") {
  Report report = test::sample_report(true);
  report.verdicts[0].client = std::string(60, 'c');
  report.verdicts[0].name = "\x1b[2J" + std::string(300, 'n');
  report.verdicts[0].reason = std::string(100, 'r');
  report.verdicts[1].client = "\xE6\xBC\xA2\xE5\xAD\x97";  // wide
  report.facts.layers[0].signers[0].certificate->subject += std::string(500, 's');
  report.facts.layers[0].signers[0].certificate->addresses.assign(
      20, "\xE6\xBC\xA2\xE5\xAD\x97@" + std::string(200, 'a'));
  const std::string text = report::message_text(report, test::sample_run(), {});
  CHECK_FALSE(has(text, "\x1b"));
  CHECK_FALSE(has(text, "\r"));
  CHECK_FALSE(has(text, "\xE2\x80\xAE"));
  for (const std::string& line : lines(text)) {
    CAPTURE(line);
    CHECK_FALSE(line.starts_with("VALID"));
    CHECK(report::columns(line) <= 80);
  }
}

TEST_CASE("The table keeps its columns whatever the clients are called") {
  Report report = test::sample_report();
  report.verdicts[1].client = "\xE6\xBC\xA2\xE5\xAD\x97";  // four columns
  const auto text = lines(report::message_text(report, test::sample_run(), {}));
  const auto row = [&](std::string_view start) {
    for (const std::string& line : text)
      if (line.starts_with(start)) return line;
    return std::string();
  };
  const auto column = [&](const std::string& line, std::string_view word) {
    REQUIRE(has(line, word));
    return report::columns(line.substr(0, line.find(word)));
  };
  const std::size_t shows = column(row("  client "), "shows");
  CHECK(column(row("  owa "), "invalid") == shows);
  CHECK(column(row("  \xE6\xBC\xA2"), "warning") == shows);
  const std::size_t because = column(row("  client "), "because");
  CHECK(column(row("  \xE6\xBC\xA2"), "chain.untrusted_root") == because);
}

TEST_CASE("Every message of the corpus fits 80 columns, with a line for each client") {
  const std::string corpus = SMIME_SOURCE_DIR "/corpus/";
  const test::Ran ran = test::smimecheck({"verify", "--trust", corpus + "trust/sample.sst", "--at",
                                          "2026-01-15T00:00:00Z", "--client", "all", "-r",
                                          corpus + "messages", corpus + "demo"});
  std::size_t messages = 0;
  for (const std::string& line : lines(ran.out)) {
    CAPTURE(line);
    CHECK(report::columns(line) <= 80);
    messages += line.starts_with("  client ") ? 1U : 0U;
  }
  CHECK(messages > 100);
  CHECK(has(ran.out, "\nSummary of "));
}

TEST_CASE("Colour changes no character") {
  std::string colored = report::message_text(test::sample_report(), test::sample_run(), {80, true});
  CHECK(has(colored, "\x1b[31m"));
  for (std::size_t at = 0; (at = colored.find('\x1b')) != std::string::npos;)
    colored.erase(at, colored.find('m', at) - at + 1);
  CHECK(colored == report::message_text(test::sample_report(), test::sample_run(), {}));
}
