#include "engine/signer_certificate.h"

#include "base/text.h"
#include "engine/chains.h"
#include "engine/judge/judge.h"
#include "engine/pki/address_match.h"
#include "engine/pki/mail_profile.h"
#include "engine/signer/signer_rules.h"

namespace smime {
namespace {

constexpr std::string_view kWhere = "part/TEXT/signer/0";

/// The scheme that such a key signs with: its own, nothing odd about it.
crypto::SignatureScheme scheme_for(const crypto::KeyFacts& key) {
  using Key = crypto::KeyFacts::Kind;
  using Scheme = crypto::SignatureScheme::Kind;
  crypto::SignatureScheme scheme;
  switch (key.kind) {
    case Key::Rsa:
      scheme.kind = Scheme::RsaPkcs1;
      scheme.name = "rsa-pkcs1";
      break;
    case Key::RsaPss:
      scheme.kind = Scheme::RsaPss;
      scheme.name = "rsa-pss";
      break;
    case Key::Ec:
      scheme.kind = Scheme::Ecdsa;
      scheme.name = "ecdsa";
      break;
    case Key::Ed25519:
      scheme.kind = Scheme::Ed25519;
      scheme.name = "ed25519";
      break;
    case Key::Ed448:
      scheme.kind = Scheme::Ed448;
      scheme.name = "ed448";
      break;
    case Key::Dsa:
      scheme.kind = Scheme::Dsa;
      scheme.name = "dsa";
      break;
    case Key::Unsupported:
      break;
  }
  return scheme;
}

/// Without a sender: no From can match a certificate without any address.
AddressMatch address_for_anybody(const pki::Certificate& certificate, Findings& out) {
  const pki::CertificateAddresses held = pki::addresses_of(certificate, kWhere, out);
  if (held.alternative_names.empty() && held.subject.empty()) {
    out.add(Code::CertificateWithoutAddress, std::string(kWhere));
    return AddressMatch::NoAddress;
  }
  if (!held.subject.empty()) out.add(Code::AddressInSubjectOnly, std::string(kWhere));
  out.add(Code::AddressNotCompared, std::string(kWhere));
  return AddressMatch::NotApplicable;
}

/// What a message would carry stands in the file here.
void name_file_as_source(SignerFacts& signer) {
  const auto rename = [](Source& source) {
    if (source == Source::Message) source = Source::File;
  };
  for (ChainFacts& chain : signer.chains) {
    for (ChainElementFacts& element : chain.elements) rename(element.source);
    for (Source& helper : chain.helpers) rename(helper);
    Findings renamed;
    for (Finding finding : chain.findings) {
      for (auto& [key, value] : finding.details) {
        if (key == "found_in" && value == Finding::Value(std::string(wire_name(Source::Message))))
          value = std::string(wire_name(Source::File));
      }
      renamed.add(std::move(finding));
    }
    chain.findings = std::move(renamed);
  }
}

SignerFacts signer_facts(const SignerCertificate& signer, const Limits& limits) {
  const pki::Certificate& certificate = *signer.certificate;
  SignerFacts facts;
  facts.certificate = pki::describe(certificate);
  facts.digest = "sha256";
  const crypto::SignatureScheme scheme = scheme_for(certificate.key);
  facts.signature_algorithm = scheme.name;
  facts.content_intact = true;
  // Where the point of a key lies was not looked at when the certificate was read.
  const crypto::KeyFacts key = crypto::describe_key(certificate.public_key_info);
  if (signer::check_key(key, scheme, limits, kWhere, facts.findings)) facts.signature_valid = true;
  if (signer.from) {
    const bool malformed = signer.about_from.has(Code::FromMalformed);
    const pki::Sender sender{malformed ? AddressMatch::MalformedFrom : AddressMatch::Matches,
                             *signer.from, ""};
    facts.findings.append(signer.about_from);
    facts.address = pki::match_sender(certificate, sender, kWhere, facts.findings);
  } else {
    facts.address = address_for_anybody(certificate, facts.findings);
  }
  pki::check_mail_profile(certificate, kWhere, facts.findings);
  return facts;
}

}  // namespace

Report verify_signer_certificate(const SignerCertificate& signer, std::string_view location,
                                 const Given& given, const Limits& limits) {
  Report report;
  MessageFacts& facts = report.facts;
  facts.location = location;
  facts.sha256 = hex(signer.certificate->sha256);
  facts.size = signer.certificate->der.size();
  facts.has_header = signer.from.has_value();
  if (signer.from) facts.from = {*signer.from};
  facts.at = given.now;
  facts.at_source = given.time_rule == TimeRule::Given ? "given" : "now";

  std::vector<Layer> layers(1);
  Layer& layer = layers.front();
  layer.facts.part = "TEXT";
  layer.facts.kind = LayerKind::Clear;
  layer.facts.type = LayerType::Signed;
  layer.facts.signers = {signer_facts(signer, limits)};
  layer.facts.signers.front().at = facts.at;
  layer.certificates = signer.beside;
  layer.certificates.push_back(signer.certificate);
  Budget signature_checks(limits.signature_checks);
  build_chains(layers, {{signer.certificate}}, given, limits, signature_checks);

  for (SignerFacts& one : layer.facts.signers) name_file_as_source(one);
  facts.layers.push_back(std::move(layer.facts));
  judge::decide_words(facts);
  for (const auto& client : given.clients) {
    if (client->id != "strict") report.verdicts.push_back(judge::judge(facts, *client));
  }
  return report;
}

}  // namespace smime
