#include "cli/compare/ours.h"

#include <algorithm>

namespace smime::cli::compare {
namespace {

bool refuses(const Finding& finding) {
  const Severity severity = info(finding.code).severity;
  return severity == Severity::Error || severity == Severity::Fatal;
}

/// What is wrong around the CMS object, which somebody who is given the parts cannot see.
bool about_surroundings(Code code) {
  const std::string_view wire = info(code).wire;
  return wire.starts_with("mime.") ||
         (wire.starts_with("structure.") && code != Code::DetachedContentMissing);
}

/// Sender and time claims: no engine is asked about them.
bool about_sender(Code code) {
  const std::string_view wire = info(code).wire;
  return wire.starts_with("identity.") || wire.starts_with("time.") || wire.starts_with("header.");
}

/// Facts are words: a blank stands between them in reasons.def.
std::string without_blanks(std::string text) {
  std::replace(text.begin(), text.end(), ' ', '_');
  return text;
}

class Reading {
 public:
  explicit Reading(bool anchors) : anchors_(anchors) {}

  void add(const Findings& findings) {
    for (const Finding& finding : findings) {
      const std::string wire(info(finding.code).wire);
      out_.facts.insert(wire);
      if (!refuses(finding) || about_sender(finding.code)) continue;
      note(out_.mail_refused, wire);
      if (!about_surroundings(finding.code)) note(out_.parts_refused, wire);
    }
  }

  void add(const SignerFacts& signer) {
    add(signer.findings);
    out_.facts.insert("algorithm:" + signer.signature_algorithm);
    out_.facts.insert("digest:" + signer.digest);
    for (const std::string& name : signer.attributes) out_.facts.insert("attribute:" + name);
    if (signer.certificate) {
      out_.facts.insert("key:" + without_blanks(signer.certificate->key));
      out_.facts.insert("certificate-signature:" + signer.certificate->signature_algorithm);
    }
    verified_ = verified_ && signer.content_intact == true && signer.signature_valid == true;
    broken_ = broken_ || signer.content_intact == false || signer.signature_valid == false;
    const auto chain =
        std::find_if(signer.chains.begin(), signer.chains.end(), [](const ChainFacts& one) {
          return std::find(one.used_by.begin(), one.used_by.end(), "strict") != one.used_by.end();
        });
    if (chain != signer.chains.end()) add(*chain);
  }

  void add(const Layer& cut) {
    for (const pki::CertificatePtr& certificate : cut.certificates) {
      for (const pki::Extension& extension : certificate->extensions)
        if (extension.critical) out_.facts.insert("critical:" + extension.oid);
      if (certificate->subject.size() <= 2) out_.facts.insert("subject:empty");
    }
    if (!cut.cms || !cut.cms->signed_data) return;
    for (const cms::SignerInfo& signer : cut.cms->signed_data->signer_infos)
      if (signer.identifier.by_key_identifier) out_.facts.insert("identifier:key");
  }

  Ours finish(std::size_t signers) {
    out_.facts.insert("signers:" + std::to_string(signers));
    out_.arithmetic = verified_ && signers != 0;
    // Where the parts alone give no reason, what was found around them is the one.
    if (!out_.arithmetic && out_.parts_refused.empty()) out_.parts_refused = out_.mail_refused;
    settle(out_.parts, out_.parts_refused);
    settle(out_.mail, out_.mail_refused);
    if (out_.chain == Said::Bad && out_.chain_refused.empty())
      out_.chain_refused.emplace_back("unverified");
    return std::move(out_);
  }

 private:
  static void note(std::vector<std::string>& list, const std::string& wire) {
    if (std::find(list.begin(), list.end(), wire) == list.end()) list.push_back(wire);
  }

  void add(const ChainFacts& chain) {
    bool good = chain.reaches_anchor;
    for (const Finding& finding : chain.findings) {
      const std::string wire(info(finding.code).wire);
      out_.facts.insert(wire);
      if (!refuses(finding)) continue;
      good = false;
      note(out_.chain_refused, wire);
    }
    for (const ChainElementFacts& element : chain.elements)
      out_.facts.insert("chain-key:" + without_blanks(element.certificate.key));
    for (std::size_t i = 0; i + 1 < chain.elements.size(); ++i)
      if (chain.elements[i].certificate.issuer != chain.elements[i + 1].certificate.subject)
        out_.facts.insert("names:spelled_differently");
    if (!anchors_) return;
    if (out_.chain == Said::NotAsked) out_.chain = Said::Good;
    if (!good) out_.chain = Said::Bad;
  }

  /// Good, or Bad with a reason in `refused`. What could not be checked is not accepted either.
  void settle(Said& said, std::vector<std::string>& refused) const {
    if (!out_.arithmetic && refused.empty()) refused.emplace_back("unverified");
    said = refused.empty() ? Said::Good : Said::Bad;
    if (!out_.arithmetic && !broken_ && said == Said::Bad) said = Said::NotAsked;
  }

  Ours out_;
  bool anchors_;
  bool verified_ = true, broken_ = false;
};

}  // namespace

Ours ours(const MessageFacts& facts, const LayerFacts& layer, const Layer& cut, bool anchors) {
  Reading reading(anchors);
  reading.add(cut);
  reading.add(layer.findings);
  for (const SignerFacts& signer : layer.signers) reading.add(signer);
  // A layer may stand in a compressed one, whose faults are its own too.
  for (std::uint32_t up = layer.parent; up != kNoLayer; up = facts.layers[up].parent)
    reading.add(facts.layers[up].findings);
  Ours out = reading.finish(layer.signers.size());
  out.facts.insert("kind:" + std::string(wire_name(layer.kind)));
  out.facts.insert("type:" + std::string(wire_name(layer.type)));
  return out;
}

Ours ours_without_root(const MessageFacts& facts) {
  Reading reading(false);
  reading.add(facts.findings);
  for (const LayerFacts& layer : facts.layers) reading.add(layer.findings);
  Ours out = reading.finish(0);
  out.facts.insert("root:unsigned");
  if (!facts.layers.empty()) out.facts.insert("part:below");
  return out;
}

}  // namespace smime::cli::compare
