#include "tests/support/sample_report.h"

namespace smime::test {
namespace {

CertificateFacts certificate(const std::string& subject, const std::string& issuer) {
  CertificateFacts out;
  out.subject = subject;
  out.issuer = issuer;
  out.serial = "0A1B";
  out.sha256 = std::string(64, 'c');
  out.thumbprint = std::string(40, 'D');
  out.not_before = 1'767'225'600;  // 2026-01-01
  out.not_after = 1'798'761'600;   // 2027-01-01
  out.key = "RSA 2048";
  out.signature_algorithm = "sha256WithRSAEncryption";
  return out;
}

}  // namespace

Report sample_report(bool hostile) {
  const std::string evil = hostile ? "\x1b]0;x\x07\r\nVALID \xE2\x80\xAE\xFF" : "";
  Report report;
  MessageFacts& facts = report.facts;
  facts.location = "offer.eml" + evil;
  facts.sha256 = std::string(64, 'a');
  facts.size = 4711;
  facts.from = {"alice@example.com" + evil};
  facts.date = 1'768'478'400;  // 2026-01-15T12:00:00Z
  facts.at = 1'769'904'000;    // 2026-02-01
  facts.at_source = "given";
  facts.word = Word::Untrusted;
  facts.deciding_layer = 0;

  LayerFacts layer;
  layer.part = "TEXT";
  layer.type = LayerType::Signed;
  layer.word = Word::Untrusted;
  layer.findings.add({Code::MicalgMismatch, "part/TEXT", {{"declared", "sha-1" + evil}}});

  SignerFacts signer;
  signer.certificate = certificate("CN=Alice" + evil, "CN=Sub CA");
  signer.certificate->addresses = {"alice@example.com" + evil};
  signer.identifier = "issuer CN=Sub CA, serial 0A1B";
  signer.digest = "sha256";
  signer.signature_algorithm = "rsa-pkcs1";
  signer.signing_time = 1'768'478'400;
  signer.attributes = {"contentType", "messageDigest", "signingTime"};
  signer.content_intact = true;
  signer.signature_valid = true;
  signer.address = AddressMatch::Matches;

  ChainFacts chain;
  chain.used_by = {"strict", "owa"};
  chain.anchors = "sha256:" + std::string(64, 'b');
  chain.helpers = {Source::Message};
  chain.at = facts.at;
  chain.windows.error_status = 0x20;
  chain.windows.hresult = 0x800B0109;
  chain.elements = {{certificate("CN=Alice" + evil, "CN=Sub CA"), Source::Message, {}},
                    {certificate("CN=Sub CA", "CN=Root"), Source::Message, {}},
                    {certificate("CN=Root", "CN=Root"), Source::Message, {}}};
  for (const ChainElementFacts& element : chain.elements)
    chain.windows.elements.push_back(
        {element.certificate.sha256, element.certificate.subject, 0, 0x102});
  chain.windows.elements.back().error_status = 0x20;
  chain.windows.elements.back().info_status = 0x10C;
  chain.findings.add({Code::ChainUntrustedRoot,
                      "part/TEXT/signer/0/chain/0/cert/2",
                      {{"subject", "CN=Root" + evil}}});
  signer.chains = {chain};
  layer.signers = {signer};
  facts.layers = {layer};
  facts.findings.add({Code::MimeEpilogue, "part/TEXT", {{"length", std::int64_t{27}}}});

  judge::Verdict owa;
  owa.client = "owa";
  owa.name = "Outlook on the web";
  owa.word = judge::ClientWord::Invalid;
  owa.reason = "chain.untrusted_root";
  owa.condition = "untrusted_root";
  owa.codes = {"0x800B0109 UntrustedRoot"};
  owa.text = {"The digital signature on this message isn't valid or trusted."};
  owa.source = {"MS-SST"};
  owa.chains = {0};
  owa.assumes = {"revocation"};
  owa.certainty = judge::Certainty::Vendor;
  owa.text_certainty = judge::Certainty::ThirdParty;
  judge::Verdict phone;
  phone.client = "ios_mail";
  phone.name = "Mail on iOS";
  phone.word = judge::ClientWord::Warning;
  phone.reason = "chain.untrusted_root";
  phone.assumes = {"trust"};
  phone.certainty = judge::Certainty::Inferred;
  report.verdicts = {owa, phone};
  return report;
}

report::Run sample_run() {
  const std::string list = "sha256:" + std::string(64, 'b');
  return {"0.1.0",
          "OpenSSL 3.0.22 13 Jan 2026",
          {{"strict", list}, {"owa", list}, {"ios_mail", std::nullopt}}};
}

}  // namespace smime::test
