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

SignerFacts signer_facts(const SignerCertificate& signer, const Limits& limits) {
  const pki::Certificate& certificate = *signer.certificate;
  SignerFacts facts;
  facts.certificate = pki::describe(certificate);
  facts.digest = "sha256";
  const crypto::SignatureScheme scheme = scheme_for(certificate.key);
  facts.signature_algorithm = scheme.name;
  facts.content_intact = true;
  if (signer::check_key(certificate.key, scheme, limits, kWhere, facts.findings))
    facts.signature_valid = true;
  pki::Sender sender;
  if (signer.from) sender = {AddressMatch::Matches, *signer.from, ""};
  facts.address = pki::match_sender(certificate, sender, kWhere, facts.findings);
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
  layer.certificates = signer.beside;
  layer.certificates.push_back(signer.certificate);
  Budget signature_checks(limits.signature_checks);
  build_chains(layers, {{signer.certificate}}, facts.at, given, limits, signature_checks);

  facts.layers.push_back(std::move(layer.facts));
  judge::decide_words(facts);
  for (const auto& client : given.clients) {
    if (client->id != "strict") report.verdicts.push_back(judge::judge(facts, *client));
  }
  return report;
}

}  // namespace smime
