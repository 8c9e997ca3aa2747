#include <catch2/catch.hpp>

#include "base/text.h"
#include "tests/support/inputs.h"
#include "tests/support/pem.h"
#include "tests/support/run_program.h"

using namespace smime;
using namespace smime::test;
using Texts = std::vector<std::string>;

namespace {

const std::string kCorpus = SMIME_SOURCE_DIR "/corpus/";
const std::string kCrl = kCorpus + "revocation/root-1.crl";
const std::string kResponse = kCorpus + "revocation/alice.unknown.ocsp";

Ran verify(const Texts& more, const std::string& input = {}) {
  Texts all = {"verify",
               "--client",
               "strict",
               "--format",
               "ndjson",
               "--at",
               "2026-01-15",
               "--trust",
               kCorpus + "trust/sample.sst",
               kCorpus + "messages/alice.detached.sha256.eml"};
  all.insert(all.end(), more.begin(), more.end());
  return smimecheck(all, input);
}

/// The CRL in DER, whatever the file has.
std::string crl_der() {
  const Ran ran = run("openssl", {"crl", "-in", kCrl, "-outform", "DER"});
  REQUIRE(ran.status == 0);
  return ran.out;
}

}  // namespace

TEST_CASE("A file of --crl or --revocation that cannot be used is called what it is") {
  const TemporaryDirectory directory;
  const std::string crl = crl_der();
  const Ran pem = run("openssl", {"crl", "-inform", "DER", "-outform", "PEM"}, crl);
  REQUIRE(pem.status == 0);
  std::string tar(512, 0);
  tar.replace(257, 5, "ustar");
  std::string unused_bits = crl;
  // The count of unused bits stands in front of an RSA signature of 2,048 bits.
  unused_bits[unused_bits.size() - 257] = 1;
  unused_bits.back() = static_cast<char>(unused_bits.back() & 0xFE);
  const Ran bad = run("openssl", {"base64"}, unused_bits);
  const std::string bad_pem = "-----BEGIN X509 CRL-----\n" + bad.out + "-----END X509 CRL-----\n";
  struct Row {
    const char* name;
    const char* option;
    std::string content;
    const char* said;
    Texts more = {};
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"two in DER", "--crl", crl + crl, "octets follow the CRL; give each CRL in a file"},
      {"cut short", "--crl", crl.substr(0, 100), "this is cut short: 100 of "},
      {"bundle", "--crl", tar, "give it with --revocation"},
      {"OCSP response", "--crl", read_text(kResponse),
       "an OCSP response; give it with --revocation"},
      {"certificates", "--crl", read_text(kCorpus + "trust/sample.sst"), "certificates and no CRL"},
      {"gzip", "--revocation", "\x1F\x8B\x08 and more", "compressed with gzip; unpack it first"},
      {"zip", "--revocation", "PK\x03\x04 and more", "a zip archive; unpack it first"},
      {"nothing", "--revocation", "", "this is empty"},
      {"manifest", "--revocation", "smimecheck-bundle 1\n", "the manifest of a bundle; give the"},
      {"web page", "--crl", "<html><body>log in</body></html>", "it is a web page"},
      {"damaged PEM", "--crl", pem.out.substr(0, 200), "the PEM is damaged"},
      {"unused bits, second of two", "--crl", pem.out + bad_pem,
       "CRL 2 of 2 cannot be used: expected a signature without unused bits"},
      {"large",
       "--crl",
       crl,
       "larger than the limit crl_size; if it is genuine, raise --limit crl-size=N",
       {"--limit", "crl-size=100"}},
      {"large file",
       "--crl",
       crl,
       "raise --limit revocation-octets=N",
       {"--limit", "revocation-octets=100"}},
  }));
  CAPTURE(row.name);
  Texts arguments = {row.option, directory.file("given", row.content)};
  arguments.insert(arguments.end(), row.more.begin(), row.more.end());
  const Ran ran = verify(arguments);
  CAPTURE(ran.error);
  CHECK(ran.status == 2);
  CHECK(ran.out.empty());
  CHECK(ran.error.find(row.said) != std::string::npos);
  CHECK(split(ran.error, "\n").size() == 2);
}

TEST_CASE("A CRL may come through a pipe") {
  const TemporaryDirectory directory;
  const Ran plain = verify({"--crl", kCrl});
  const Ran piped =
      run("bash", {"-c", "exec \"$@\" --crl <(sleep 0.3; cat " + kCrl + ")", "bash",
                   SMIME_BINARY_DIR "/smimecheck", "verify", "--client", "strict", "--format",
                   "ndjson", "--at", "2026-01-15", "--trust", kCorpus + "trust/sample.sst",
                   kCorpus + "messages/alice.detached.sha256.eml"});
  CAPTURE(piped.error);
  CHECK_FALSE(plain.out.empty());
  CHECK(piped.out == plain.out);
  CHECK(piped.status == plain.status);
}

TEST_CASE("What says how to fetch needs --online") {
  const Texts options[] = {{"--cache", "x"},
                           {"--allow-private"},
                           {"--max-time", "5"},
                           {"--max-redirects", "1"},
                           {"--ca", kCrl},
                           {"--proxy", "http://a:1"},
                           {"--crl-retrieval-timeout", "5"},
                           {"--crl-connection-timeout", "5"}};
  for (const Texts& option : options) {
    const Ran ran = verify(option);
    CAPTURE(option.front());
    CHECK(ran.status == 2);
    CHECK(ran.error ==
          "smimecheck: " + option.front() + ": nothing is fetched without --online; add it\n");
  }
  CHECK(verify({"--offline", "--max-time", "5"}).error.empty());
}

TEST_CASE("Results to - are results to standard output") {
  const Ran there = verify({"-o", "-"});
  CHECK(there.out == verify({}).out);
  CHECK_FALSE(there.out.empty());
}
