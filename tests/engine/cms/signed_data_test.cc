#include "engine/cms/signed_data.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "engine/asn1/der.h"
#include "engine/asn1/oids.h"
#include "tests/support/cms_object.h"

namespace smime::cms {
namespace {

using test::cms_object;
using test::Exact;

constexpr std::string_view kContent = "Content-Type: text/plain\r\n\r\nHello.\r\n";

struct Row {
  const char* name;
  ContentKind kind;
  std::size_t signers, certificates;
  bool detached, der;
};

TEST_CASE("objects made by openssl are read as what they are") {
  const auto row = GENERATE(values<Row>({
      {"p256-opaque", ContentKind::SignedData, 1, 1, false, true},
      {"p256-detached", ContentKind::SignedData, 1, 1, true, true},
      {"p256-indefinite", ContentKind::SignedData, 1, 1, false, false},
      {"p256-key-identifier", ContentKind::SignedData, 1, 1, false, true},
      {"p256-no-certificate", ContentKind::SignedData, 1, 0, false, true},
      {"two-signers", ContentKind::SignedData, 2, 2, false, true},
      {"certs-only", ContentKind::SignedData, 0, 2, true, true},
      {"enveloped", ContentKind::EnvelopedData, 0, 0, true, true},
      {"auth-enveloped", ContentKind::AuthEnvelopedData, 0, 0, true, true},
      {"encrypted", ContentKind::EncryptedData, 0, 0, true, true},
      {"digested", ContentKind::DigestedData, 0, 0, true, true},
      {"data", ContentKind::Data, 0, 0, true, true},
      {"compressed", ContentKind::CompressedData, 0, 0, true, true},
  }));
  CAPTURE(row.name);
  const Exact file = cms_object(row.name);
  Findings out;
  const auto info = read_content_info(file, Limits{}, "part/1", out);
  REQUIRE(info);
  CHECK(out.empty());
  CHECK(info->kind == row.kind);
  CHECK(info->trailing == 0);
  REQUIRE(info->signed_data.has_value() == (row.kind == ContentKind::SignedData));
  if (!info->signed_data) return;
  const SignedData& data = *info->signed_data;
  CHECK(data.signer_infos.size() == row.signers);
  CHECK(data.certificates.size() == row.certificates);
  CHECK(data.content.has_value() != row.detached);
  CHECK(data.der == row.der);
  CHECK(data.version == data.required_version);
  if (data.content) CHECK(as_text(*data.content) == kContent);
}

TEST_CASE("every shortened object is malformed and every lengthened one says so") {
  const Exact file = cms_object("p256-indefinite");
  const Bytes whole = file;
  REQUIRE(whole.size() > 100);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    const Exact part(as_text(whole.first(size)));
    Findings out;
    CHECK(!read_content_info(part, Limits{}, "part/1", out));
    CHECK(out.has(Code::CmsMalformed));
    CHECK(!out.has(Code::LimitReached));
  }
  Findings out;
  const Exact longer(std::string(as_text(whole)) + "\r\n");
  CHECK(read_content_info(longer, Limits{}, "part/1", out)->trailing == 2);
}

struct LimitRow {
  const char* name;
  const char* file;
  void (*set)(Limits&);
};

TEST_CASE("each limit holds, is named and is fatal") {
  const auto row = GENERATE(values<LimitRow>({
      {"asn1_depth", "two-signers", [](Limits& limits) { limits.asn1_depth = 8; }},
      {"cms_size", "two-signers", [](Limits& limits) { limits.cms_size = 500; }},
      {"cms_certificates", "two-signers", [](Limits& limits) { limits.cms_certificates = 1; }},
      {"signer_infos", "two-signers", [](Limits& limits) { limits.signer_infos = 1; }},
      {"digest_algorithms", "two-signers", [](Limits& limits) { limits.digest_algorithms = 0; }},
      {"attributes", "two-signers", [](Limits& limits) { limits.attributes = 3; }},
  }));
  CAPTURE(row.name);
  const Exact file = cms_object(row.file);
  Limits limits;
  row.set(limits);
  Findings out;
  CHECK(!read_content_info(file, limits, "part/1", out));
  REQUIRE(out.items().size() == 2);
  CHECK(out.items()[0].code == Code::LimitReached);
  CHECK(std::get<std::string>(out.items()[0].details[0].second) == row.name);
  CHECK(out.items()[1].code == Code::CmsNotRead);
}

Octets join(std::initializer_list<Octets> parts) {
  Octets out;
  for (const Octets& part : parts) out.insert(out.end(), part.begin(), part.end());
  return out;
}

// A SignedData without signers: version 1 and no digest algorithm, then `fields`.
Octets object(const Octets& fields) {
  const Octets body = join({{0x02, 0x01, 0x01, 0x31, 0x00}, fields});
  const Octets type = {0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02};
  return asn1::encode(0x30, join({type, asn1::encode(0xA0, asn1::encode(0x30, body))}));
}
const Octets kDataType = {0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01};
const Octets kEnvelopedType = {0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x03};
const Octets kNoSigners = {0x31, 0x00};

struct FieldRow {
  const char* name;
  Octets fields;
  bool readable;
};

TEST_CASE("SignedData fields stand in their order, with their tags") {
  const Octets detached = asn1::encode(0x30, kDataType);
  const auto row = GENERATE_COPY(values<FieldRow>({
      {"detached, nobody signs", join({detached, kNoSigners}), true},
      {"no signerInfos", detached, false},
      {"something after signerInfos", join({detached, kNoSigners, {0x05, 0x00}}), false},
      {"a certificate of each other format",
       join({detached, {0xA0, 0x08, 0xA0, 0x00, 0xA1, 0x00, 0xA2, 0x00, 0xA3, 0x00}, kNoSigners}),
       true},
      {"an unknown certificate format", join({detached, {0xA0, 0x02, 0xA4, 0x00}, kNoSigners}),
       false},
      {"crls before certificates", join({detached, {0xA1, 0x00, 0xA0, 0x00}, kNoSigners}), false},
      {"an unknown crl format", join({detached, {0xA1, 0x02, 0x04, 0x00}, kNoSigners}), false},
      {"id-data that is no OCTET STRING",
       join({asn1::encode(0x30, join({kDataType, {0xA0, 0x02, 0x30, 0x00}})), kNoSigners}), false},
      {"two values in eContent",
       join({asn1::encode(0x30, join({kDataType, {0xA0, 0x04, 0x04, 0x00, 0x04, 0x00}})),
             kNoSigners}),
       false},
      {"SignerInfo that is no SEQUENCE", join({detached, {0x31, 0x02, 0x04, 0x00}}), false},
      {"SignerInfo without anything", join({detached, {0x31, 0x02, 0x30, 0x00}}), false},
  }));
  CAPTURE(row.name);
  const Octets octets = object(row.fields);
  const Exact input(as_text(octets));
  Findings out;
  CHECK(read_content_info(input, Limits{}, "part/1", out).has_value() == row.readable);
  CHECK(out.has(Code::CmsMalformed) != row.readable);
}

TEST_CASE("formats of certificates decide the required version") {
  // RFC 5652 5.1: any "other" format demands 5.
  const Octets octets = object(
      join({asn1::encode(0x30, kDataType), {0xA0, 0x04, 0xA2, 0x00, 0xA3, 0x00}, kNoSigners}));
  Findings out;
  const auto info = read_content_info(octets, Limits{}, "part/1", out);
  REQUIRE(info);
  CHECK(info->signed_data->other_certificates == 2);
  CHECK(info->signed_data->required_version == 5);
}

TEST_CASE("PKCS #7 content of another type keeps its contents octets") {
  // RFC 5652 5.2.1: eContent is SEQUENCE { NULL }, and what was digested is "05 00".
  const Octets octets =
      object(join({asn1::encode(0x30, join({kEnvelopedType, {0xA0, 0x04, 0x30, 0x02, 0x05, 0x00}})),
                   kNoSigners}));
  Findings out;
  const auto info = read_content_info(octets, Limits{}, "part/1", out);
  REQUIRE(info);
  CHECK(info->signed_data->content_type == oid::kEnvelopedData);
  CHECK(copy(info->signed_data->content.value()) == Octets{0x05, 0x00});
  CHECK(info->signed_data->required_version == 3);
}

}  // namespace
}  // namespace smime::cms
