#include "engine/signer/verify_signer.h"

#include <catch2/catch.hpp>

#include "engine/signer/find_signer.h"
#include "tests/support/cms_object.h"

namespace smime::signer {
namespace {

using test::cms_object;
using test::Exact;

constexpr std::string_view kContent = "Content-Type: text/plain\r\n\r\nHello.\r\n";

/// One object, read, with everything its signers need.
struct Object {
  explicit Object(const std::string& name) : file(cms_object(name)) {
    Findings out;
    info = cms::read_content_info(file, limits, "part/1", out);
    REQUIRE(info);
    REQUIRE(info->signed_data);
    for (const Bytes der : info->signed_data->certificates) {
      certificates.push_back(pki::read_certificate(der, limits));
      REQUIRE(certificates.back());
    }
  }
  SignerFacts verify(Bytes content, std::uint32_t index = 0, std::uint32_t checks = 100) {
    Budget budget(checks);
    Context context{*info->signed_data, content, certificates, others, {}, limits};
    return verify_signer(context, index, "part/1/signer/0", budget).facts;
  }

  Limits limits;
  Exact file;
  std::optional<cms::ContentInfo> info;
  std::vector<pki::CertificatePtr> certificates, others;
};

std::vector<std::string> codes(const Findings& findings) {
  std::vector<std::string> out;
  for (const Finding& finding : findings) {
    // Every one of these objects is judged without a message header.
    if (finding.code == Code::AddressNotApplicable) continue;
    out.emplace_back(info(finding.code).wire);
  }
  return out;
}

struct Row {
  const char* file;
  const char* algorithm;
  const char* digest;
  std::optional<bool> intact, valid;
  std::vector<std::string> findings;
};

TEST_CASE("one signer: digest, signature and rules") {
  // Objects of corpus/make/cms_objects.{sh,py}; what each shows is in its name.
  const auto row = GENERATE(values<Row>({
      {"p256-opaque", "ecdsa", "sha256", true, true, {}},
      {"p256-indefinite", "ecdsa", "sha256", true, true, {}},
      {"p256-key-identifier", "ecdsa", "sha256", true, true, {}},
      {"p256-signing-certificate", "ecdsa", "sha256", true, true, {}},
      {"p384-sha384", "ecdsa", "sha384", true, true, {}},
      {"rsa-pkcs1", "rsa-pkcs1", "sha256", true, true, {}},
      {"rsa-pss", "rsa-pss", "sha256", true, true, {}},
      {"dsa-sha256", "dsa", "sha256", true, true, {}},
      {"ed25519-sha512", "ed25519", "sha512", true, true, {}},
      {"ed448-shake256", "ed448", "shake256", true, true, {}},
      {"protected", "ecdsa", "sha256", true, true, {}},
      {"twin-certificates-named", "ecdsa", "sha256", true, true, {}},
      {"p256-no-attributes", "ecdsa", "sha256", true, true, {"cms.signed_attributes_missing"}},
      {"ed25519-no-attributes", "ed25519", "sha512", true, true, {"cms.signed_attributes_missing"}},
      {"ed25519-sha256", "ed25519", "sha256", true, true, {"algorithm.mismatch"}},
      {"p256-sha1", "ecdsa", "sha1", true, true, {"algorithm.digest_weak"}},
      {"p256-no-certificate",
       "ecdsa",
       "sha256",
       true,
       std::nullopt,
       {"cms.signer_certificate_missing"}},
      {"other-certificate-only",
       "ecdsa",
       "sha256",
       true,
       std::nullopt,
       {"cms.signer_certificate_missing"}},
      {"other-certificate-named",
       "ecdsa",
       "sha256",
       true,
       true,
       {"cms.signing_certificate_mismatch"}},
      {"twin-certificates", "ecdsa", "sha256", true, true, {"cms.signer_certificate_ambiguous"}},
      {"other-type", "ecdsa", "sha256", true, true, {"cms.content_type_not_data"}},
      {"content-type-differs", "ecdsa", "sha256", true, true, {"cms.content_type_mismatch"}},
      {"version-2", "ecdsa", "sha256", true, true, {"cms.version"}},
      {"unsorted-signed-sorted", "ecdsa", "sha256", true, true, {"cms.signed_attributes_order"}},
      {"unsorted-signed-as-sent",
       "ecdsa",
       "sha256",
       true,
       true,
       {"cms.signed_attributes_order", "cms.signed_attributes_wire_order"}},
      {"protected-other-signature",
       "ecdsa",
       "sha256",
       true,
       true,
       {"cms.algorithm_protection_mismatch"}},
      {"protected-other-digest",
       "ecdsa",
       "sha256",
       true,
       true,
       {"cms.algorithm_protection_mismatch"}},
      {"message-digest-twice", "ecdsa", "sha256", false, true, {"cms.attribute_repeated"}},
      {"message-digest-missing", "ecdsa", "sha256", false, true, {"cms.attribute_missing"}},
      {"signing-time-generalized", "ecdsa", "sha256", true, true, {"time.signing_time_encoding"}},
      {"signing-time-no-seconds", "ecdsa", "sha256", true, true, {"time.signing_time_encoding"}},
      {"signing-time-octets", "ecdsa", "sha256", true, true, {"cms.signed_attributes_malformed"}},
      {"signing-time-1999", "ecdsa", "sha256", true, true, {"time.signing_outside_validity"}},
      {"replayed-attributes",
       "ecdsa",
       "sha256",
       true,
       true,
       {"cms.signed_attributes_missing", "cms.content_is_attributes"}},
  }));
  CAPTURE(row.file);
  Object object(row.file);
  const SignerFacts facts = object.verify(object.info->signed_data->content.value());
  CHECK(facts.signature_algorithm == row.algorithm);
  CHECK(facts.digest == row.digest);
  CHECK(facts.content_intact == row.intact);
  CHECK(facts.signature_valid == row.valid);
  CHECK(codes(facts.findings) == row.findings);
  CHECK(facts.certificate.has_value() == row.valid.has_value());
}

TEST_CASE("changed content breaks the digest, not the signature over the attributes") {
  Object object("p256-detached");
  CHECK(object.verify(as_octets(kContent)).content_intact == true);
  const SignerFacts facts = object.verify(as_octets("Content-Type: text/plain\r\n\r\nHallo.\r\n"));
  CHECK(facts.content_intact == false);
  CHECK(facts.signature_valid == true);
  CHECK(codes(facts.findings) == std::vector<std::string>{"cms.digest_mismatch"});
}

TEST_CASE("without attributes changed content breaks the signature itself") {
  Object object("p256-no-attributes");
  const SignerFacts facts = object.verify(as_octets("Hallo"));
  CHECK(facts.content_intact == false);
  CHECK(facts.signature_valid == false);
  CHECK(facts.findings.has(Code::SignatureMismatch));
}

TEST_CASE("no octet of a SignerInfo can be changed without a finding") {
  // Unsigned: the signature must break, or a rule must report what was changed.
  const auto name = GENERATE(as<std::string>(), "p256-opaque", "rsa-pss", "ed25519-sha512",
                             "p256-no-attributes", "dsa-sha256");
  CAPTURE(name);
  Object object(name);
  const Bytes whole = object.file;
  const Bytes signature = object.info->signed_data->signer_infos[0].signature;
  // SignerInfo is the last thing of the object; its signature ends it.
  const std::size_t end =
      static_cast<std::size_t>(signature.data() - whole.data()) + signature.size();
  REQUIRE(end == whole.size());
  const Bytes certificate = object.info->signed_data->certificates[0];
  const std::size_t start =
      static_cast<std::size_t>(certificate.data() - whole.data()) + certificate.size();
  for (std::size_t at = start; at < end; ++at) {
    for (const unsigned mask : {0x01U, 0x80U}) {
      CAPTURE(at, mask);
      Octets changed = copy(whole);
      changed[at] = static_cast<std::uint8_t>(changed[at] ^ mask);
      const Exact input(as_text(changed));
      Findings out;
      const auto info = cms::read_content_info(input, object.limits, "part/1", out);
      if (!info || !info->signed_data || info->signed_data->signer_infos.size() != 1) continue;
      Budget budget(100);
      const Context context{*info->signed_data,
                            *object.info->signed_data->content,
                            object.certificates,
                            object.others,
                            {},
                            object.limits};
      const SignerFacts facts = verify_signer(context, 0, "part/1/signer/0", budget).facts;
      const bool reported = facts.findings.any(Severity::Error) || facts.signature_valid != true;
      CHECK(reported);
    }
  }
}

TEST_CASE("a signer whose certificate is not in the message is found among the others") {
  Object object("p256-no-certificate");
  object.others = Object("p256-opaque").certificates;
  const SignerFacts facts = object.verify(object.info->signed_data->content.value());
  CHECK(facts.signature_valid == true);
  CHECK(facts.certificate.value().subject == "CN=p256");
}

TEST_CASE("a used-up budget is a limit and says nothing about the signature") {
  Object object("two-signers");
  const Bytes content = object.info->signed_data->content.value();
  const SignerFacts facts = object.verify(content, 1, 0);
  CHECK(facts.content_intact == true);
  CHECK(!facts.signature_valid);
  CHECK(facts.findings.has(Code::LimitReached));
}

TEST_CASE("a key beyond the limits is not used") {
  Object object("rsa-pkcs1");
  object.limits.rsa_bits = 2047;
  const SignerFacts facts = object.verify(object.info->signed_data->content.value());
  CHECK(!facts.signature_valid);
  CHECK(facts.findings.has(Code::LimitReached));
}

TEST_CASE("octets to be hashed are counted for the whole message") {
  Object object("p256-detached");
  const std::size_t size = kContent.size();
  struct Allowance {
    std::size_t allowed;
    bool reached;
  };
  // One pass over the content, and one over the signed attributes, which are shorter than 1,000.
  const auto row =
      GENERATE_COPY(values<Allowance>({{size - 1, true}, {size, true}, {size + 1000, false}}));
  CAPTURE(row.allowed);
  Budget checks(100);
  Budget hashed(static_cast<std::uint32_t>(row.allowed));
  const Context context{*object.info->signed_data,
                        as_octets(kContent),
                        object.certificates,
                        object.others,
                        {},
                        object.limits,
                        nullptr,
                        &hashed};
  const SignerFacts facts = verify_signer(context, 0, "part/1/signer/0", checks).facts;
  CHECK(facts.findings.has(Code::LimitReached) == row.reached);
  CHECK(facts.signature_valid.has_value() == !row.reached);
}

TEST_CASE("digests are shared only for the same octets") {
  Object object("p256-detached");
  const std::string other = "other";
  DigestCache digests(as_octets(other));
  Budget budget(100);
  Context context{*object.info->signed_data,
                  as_octets(kContent),
                  object.certificates,
                  object.others,
                  {},
                  object.limits,
                  &digests};
  CHECK(verify_signer(context, 0, "part/1/signer/0", budget).facts.content_intact == true);
}

}  // namespace
}  // namespace smime::signer
