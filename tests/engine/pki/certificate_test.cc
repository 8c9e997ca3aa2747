#include "engine/pki/certificate.h"

#include <catch2/catch.hpp>
#include <filesystem>

#include "engine/asn1/der.h"
#include "tests/conformance/suite.h"
#include "tests/support/cert_graph.h"
#include "tests/support/exact.h"

using smime::test::Exact;
namespace pki = smime::pki;
namespace test = smime::test;

TEST_CASE("every certificate of PKITS is read, and none of its truncations") {
  const auto folder = test::suite_folder("pkits/certs");
  if (!folder) return;
  int read = 0;
  for (const auto& entry : std::filesystem::directory_iterator(*folder)) {
    const std::string der = test::read_text(entry.path());
    pki::Unusable why;
    const auto certificate = pki::read_certificate(Exact(der), {}, &why);
    CAPTURE(entry.path().filename().string(), why.expected);
    REQUIRE(certificate);
    CHECK(pki::self_signed(*certificate) ==
          (entry.path().filename() == "TrustAnchorRootCertificate.crt"));
    CHECK(!pki::read_certificate(Exact(std::string_view(der).substr(0, der.size() - 1)), {}));
    ++read;
  }
  CHECK(read > 300);
}

namespace {

using smime::Bytes;
using smime::Octets;
namespace asn1 = smime::asn1;

Octets joined(Octets a, Bytes b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

/// A Name of one attribute; `set` and `value` are tag and length octets of its RDN and its string.
Octets name_with(const Octets& set, const Octets& value, std::string_view contents) {
  const Octets type = {0x06, 0x03, 0x55, 0x04, 0x0A};
  const Octets fields = joined(joined(type, value), smime::as_octets(contents));
  return asn1::encode(asn1::kSequence, joined(set, asn1::encode(asn1::kSequence, fields)));
}

/// `der` with another issuer or subject; its signature is then none.
Octets with_name(const Octets& der, std::size_t field, const Octets& name) {
  asn1::DerReader outer(asn1::read_whole(der, asn1::kSequence)->value);
  asn1::DerReader fields(outer.read()->value);
  Octets tbs;
  for (std::size_t i = 0; !fields.at_end(); ++i) {
    const auto one = fields.read();
    tbs = joined(tbs, i == field ? Bytes(name) : one->whole);
  }
  return asn1::encode(asn1::kSequence, joined(asn1::encode(asn1::kSequence, tbs), outer.rest()));
}

bool irregular(const pki::Certificate& certificate, std::string_view reason) {
  for (const smime::Finding& finding : certificate.findings) {
    if (finding.code != smime::Code::ChainCertificateIrregular) continue;
    for (const auto& [key, value] : finding.details) {
      if (key == "reason" && std::get<std::string>(value) == reason) return true;
    }
  }
  return false;
}

}  // namespace

TEST_CASE("a certificate with a name that is no DER cannot be used") {
  struct Row {
    const char* name;
    Octets value;
    bool usable;
  };
  const auto row = GENERATE(values<Row>({
      {"as it should be", name_with({0x31, 13}, {0x0C, 4}, "Evil"), true},
      {"long length of the RDN", name_with({0x31, 0x81, 13}, {0x0C, 4}, "Evil"), false},
      {"long length of the string", name_with({0x31, 14}, {0x0C, 0x81, 4}, "Evil"), false},
      {"string of two pieces",
       name_with({0x31, 17}, {0x2C, 8},
                 "\x0C\x02"
                 "Ev\x0C\x02il"),
       false},
      {"RDN without attribute", {0x30, 2, 0x31, 0}, false},
      {"empty name", {0x30, 0}, true},
  }));
  const auto field = GENERATE(std::size_t{3}, std::size_t{5});  // issuer, subject
  CAPTURE(row.name, field);
  const Octets der = with_name(test::make_der(test::signer("Root")), field, row.value);
  pki::Unusable why;
  const auto read = pki::read_certificate(der, {}, &why);
  CAPTURE(why.expected);
  CHECK((read != nullptr) == row.usable);
  if (!read)
    CHECK(why.expected ==
          std::string(field == 3 ? "expected issuer" : "expected subject") + " as a Name in DER");
}

TEST_CASE("extensions that contradict RFC 5280, and what follows") {
  using smime::Code;
  struct Row {
    const char* name;
    test::Recipe recipe;
    Code code;
  };
  const auto with = [](std::string extension) {
    return test::ca("Int", "Root", {std::move(extension)});
  };
  const std::string critical_points = "crlDistributionPoints=critical,DER:",
                    points = "crlDistributionPoints=DER:";
  const auto row = GENERATE_COPY(values<Row>({
      // GeneralName has no choice [9]
      {"constraint of no form",
       with("nameConstraints=critical,DER:300EA10C300A89086576696C2E636F6D"),
       Code::ChainExtensionMalformed},
      {"constraint of a form that is constructed",
       with("nameConstraints=critical,DER:300EA10C300AA1086576696C2E636F6D"),
       Code::ChainExtensionMalformed},
      // DistributionPoint { reasons [1] }
      {"critical point of reasons alone",
       with(critical_points + "300630048102"
                              "0640"),
       Code::ChainExtensionMalformed},
      {"point of reasons alone",
       with(points + "300630048102"
                     "0640"),
       Code::ChainCertificateIrregular},
      {"empty point", with(critical_points + "30023000"), Code::ChainExtensionMalformed},
  }));
  CAPTURE(row.name);
  const auto certificate = test::make(row.recipe);
  bool found = false;
  for (const smime::Finding& finding : certificate->findings)
    found = found || finding.code == row.code;
  CHECK(found);
  CHECK_FALSE(certificate->name_constraints);
}

TEST_CASE("departures that nothing depends on are notices") {
  struct Row {
    const char* name;
    test::Recipe recipe;
    const char* reason;
  };
  test::Recipe not_critical = test::ca("Int", "Root");
  not_critical.extensions.front() = "basicConstraints=CA:TRUE";
  test::Recipe length = test::signer("Root");
  length.extensions.push_back("basicConstraints=critical,CA:FALSE,pathlen:0");
  test::Recipe empty = test::signer("Root");
  empty.subject.clear();
  const auto row = GENERATE_COPY(values<Row>({
      {"CA", not_critical, "the basic constraints of a CA are not critical"},
      {"path length", length, "a path length without cA"},
      {"empty subject", empty, "the subject is empty, and the alternative name not critical"},
  }));
  CAPTURE(row.name);
  CHECK(irregular(*test::make(row.recipe), row.reason));
  CHECK_FALSE(irregular(*test::make(test::signer("Root")), row.reason));
  CHECK_FALSE(irregular(*test::make(test::ca("Int", "Root")), row.reason));
}

TEST_CASE("application policies are read as usages, within the limit of values") {
  // SEQUENCE of one PolicyInformation
  const std::string mail = "300C300A06082B06010505070304", other = "3006300406022A03";
  const std::string prefix = "1.3.6.1.4.1.311.21.10=DER:";
  struct Row {
    const char* name;
    std::string value;
    std::uint32_t values;  // Limits::extension_values
    bool read, mail, limit;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"mail", mail, 3, true, true, false},
      {"another usage", other, 3, true, false, false},
      {"no usage", "3000", 3, true, false, false},
      {"no sequence", "0500", 3, false, false, false},
      {"more values than allowed", mail, 2, false, false, true},
  }));
  CAPTURE(row.name);
  test::Recipe recipe;
  recipe.extensions = {prefix + row.value};
  smime::Limits limits;
  limits.extension_values = row.values;
  const auto certificate = pki::read_certificate(test::make_der(recipe), limits);
  REQUIRE(certificate);
  CHECK(certificate->application_policies.has_value() == row.read);
  if (row.read) CHECK(certificate->application_policies->contains("1.3.6.1.5.5.7.3.4") == row.mail);
  CHECK(certificate->findings.has(smime::Code::LimitReached) == row.limit);
  // Beyond that it says nothing to whoever is not Windows.
  CHECK(certificate->findings.any(smime::Severity::Error) == row.limit);
}

TEST_CASE("usages are kept in their order, and the asked ones are found") {
  const pki::Usages usages{"1.2.3", "1.3.6.1.5.5.7.3.4", "1.2.3"};
  CHECK(std::vector<std::string>(usages.begin(), usages.end()) ==
        std::vector<std::string>{"1.2.3", "1.3.6.1.5.5.7.3.4", "1.2.3"});
  CHECK(usages.contains("1.2.3"));
  CHECK(usages.contains("1.3.6.1.5.5.7.3.4"));
  CHECK_FALSE(usages.contains("2.5.29.37.0"));
  CHECK_FALSE(usages.contains("1.3.6.1.5.5.7.3.1"));
  CHECK(pki::Usages{"2.5.29.37.0"}.contains("2.5.29.37.0"));
}

TEST_CASE("what a certificate's own key says of its signature") {
  using smime::crypto::Check;
  test::Recipe flipped = test::ca("Root", "Root");
  flipped.flip = 1;
  test::Recipe large = test::ca("RSA Root", "RSA Root");
  CHECK(pki::self_signature(*test::make(test::ca("Root", "Root"))) == Check::Good);
  CHECK(pki::self_signature(*test::make(flipped)) == Check::Bad);
  CHECK(pki::self_signature(*test::make(test::ca("Inter", "Root"))) == Check::Bad);
  smime::Limits limits;
  limits.rsa_bits = 2'047;
  const auto beyond = pki::read_certificate(test::make_der(large), limits);
  REQUIRE(beyond);
  CHECK(pki::self_signature(*beyond) == Check::Bad);
  CHECK(pki::self_signature(*test::make(large)) == Check::Good);
}
