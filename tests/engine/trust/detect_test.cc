#include "engine/trust/detect.h"

#include <catch2/catch.hpp>

#include "tests/support/exact.h"

using namespace smime;
using namespace smime::trust;
using test::Exact;

TEST_CASE("text above PEM blocks does not make a message of them", "[trust]") {
  struct Row {
    const char* name;
    std::string text;
    Content want;
  };
  const std::string block = "-----BEGIN CERTIFICATE-----\nMAAA\n-----END CERTIFICATE-----\n";
  const auto row = GENERATE_COPY(values<Row>({
      {"nothing above", block, Content::Pem},
      {"a comment", "# Issuer: CN=x\n" + block, Content::Pem},
      {"a subject line", "Subject: CN=x\n" + block, Content::Pem},
      {"bag attributes", "Bag Attributes\n    friendlyName: x\n" + block, Content::Pem},
      {"byte order mark", "\xEF\xBB\xBF" + block, Content::Pem},
      {"a message", "MIME-Version: 1.0\r\nSubject: x\r\n\r\n" + block, Content::Message},
      {"words", "MATTER of words, not base64!", Content::Unknown},
      {"base64", "MIIB\r\nAAAA\r\n", Content::Base64},
      {"one octet", "0", Content::OtherAsn1},
  }));
  CAPTURE(row.name);
  CHECK(detect(Exact(row.text)) == row.want);
}
