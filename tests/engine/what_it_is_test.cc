#include "engine/what_it_is.h"

#include <catch2/catch.hpp>

#include "tests/support/exact.h"
#include "tests/support/inputs.h"

using namespace smime;
using test::Exact;

TEST_CASE("A file is called what its octets say") {
  const auto corpus = [](const char* name) { return test::read_text(test::corpus() / name); };
  const auto pem = [](const std::string& label) {
    return "-----BEGIN " + label + "-----\nMAA=\n-----END " + label + "-----\n";
  };
  struct Row {
    const char* name;
    std::string octets, want;
    bool has_cure;  // its own, as no message
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"certificate in PEM", corpus("certs/alice.pem"), "a certificate", true},
      {"certificate", corpus("trust/root.cer"), "a certificate", true},
      {"CRL", corpus("trust/root.crl"), "a CRL", true},
      {"PKCS #12", corpus("trust/root.pfx"), "a PKCS #12 file", true},
      {"store", corpus("trust/sample.sst"), "a serialized store", true},
      {"request", pem("CERTIFICATE REQUEST"), "a certificate request", false},
      {"new request", pem("NEW CERTIFICATE REQUEST"), "a certificate request", false},
      {"key", pem("EC PRIVATE KEY"), "a private key", true},
      {"public key", pem("PUBLIC KEY"), "a public key", false},
      {"CRL in PEM", pem("X509 CRL"), "a CRL", true},
      {"OpenPGP", pem("PGP SIGNATURE"), "an OpenPGP object", false},
      {"other PEM", pem("DH PARAMETERS"), "PEM of something else", false},
      {"zip", "PK\x03\x04", "a zip archive", true},
      {"gzip", "\x1F\x8B\x08", "compressed with gzip", true},
      {"msg", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an OLE file, such as an Outlook message (.msg)",
       true},
      {"pst", "!BDN", "an Outlook data file (.pst or .ost)", true},
      {"UTF-16 with a mark",
       std::string("\xFF\xFE"
                   "F\0r\0",
                   6),
       "UTF-16 text", true},
      {"web page", "<html></html>", "a web page", true},
      {"byte order mark",
       "\xEF\xBB\xBF"
       "From: a@example.com\n\n",
       "text behind a UTF-8 byte order mark", true},
      {"Apple Mail", "1234      \nFrom: a@example.com\n\n",
       "a message as Apple Mail stores it (.emlx)", true},
      {"PDF", "%PDF-1.7", "a PDF document", false},
  }));
  CAPTURE(row.name);
  const Exact octets(row.octets);
  CHECK(what_it_is(octets) == row.want);
  const Finding finding = not_a_message(octets);
  CHECK(finding.code == Code::InputNotAMessage);
  REQUIRE_FALSE(finding.details.empty());
  CHECK(finding.details[0].first == "is");
  CHECK(std::get<std::string>(finding.details[0].second) == row.want);
  CHECK((finding.details.size() == 2) == row.has_cure);
}

TEST_CASE("What is not known is not named") {
  const Exact noise("\x01\x02\x03");
  CHECK(what_it_is(noise) == "of no known kind");
  CHECK(not_a_message(noise).details.empty());
  CHECK(what_it_is(Exact("")) == "empty");
  CHECK(what_it_is(Exact(std::string(1000, '\0'))) == "of no known kind");
  CHECK(has_stored_front(Exact("7\r\nA: b")));
  for (const char* none : {"7", "7 x\nA: b", "\n7\n", "From: 7\n"})
    CHECK_FALSE(has_stored_front(Exact(none)));
}
