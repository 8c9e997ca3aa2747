#include "engine/signer/verify_signer.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "engine/asn1/oids.h"
#include "engine/cms/ber_scan.h"
#include "engine/cms/signed_attributes.h"
#include "engine/crypto/digest.h"
#include "engine/crypto/name.h"
#include "engine/crypto/signature.h"
#include "engine/signer/find_signer.h"
#include "engine/signer/signer_rules.h"

namespace smime::signer {
namespace {

using crypto::Check;
using Certificates = std::vector<pki::CertificatePtr>;

std::string identifier_text(const cms::SignerIdentifier& identifier) {
  if (identifier.by_key_identifier) return "key identifier " + hex_upper(identifier.key_identifier);
  return crypto::name_text(identifier.issuer) + ", serial " + hex_upper(identifier.serial);
}

std::vector<std::string> sorted_addresses(const pki::Certificate& certificate) {
  std::vector<std::string> addresses = pki::describe(certificate).addresses;
  for (std::string& address : addresses) address = ascii_lower(address);
  std::sort(addresses.begin(), addresses.end());
  addresses.erase(std::unique(addresses.begin(), addresses.end()), addresses.end());
  return addresses;
}

/// True if a reader would name the same holder for both.
bool same_holder(const pki::Certificate& a, const pki::Certificate& b) {
  const std::vector<std::string> addresses = sorted_addresses(a);
  if (addresses != sorted_addresses(b)) return false;
  return !addresses.empty() || a.canonical_subject == b.canonical_subject;
}

/// One SignerInfo on its way through RFC 5652 5.4 to 5.6.
constexpr std::size_t kChainCertificates = 8;  // of those that a signer names, looked for

class Verifier {
 public:
  Verifier(const Context& context, std::uint32_t index, std::string_view where, Budget& budget)
      : context_(context),
        info_(context.signed_data.signer_infos[index]),
        where_(where),
        budget_(budget),
        own_hashed_(context.limits.hashed_octets),
        hashed_(context.hashed_octets != nullptr ? *context.hashed_octets : own_hashed_),
        facts_(result_.facts),
        out_(result_.facts.findings) {
    facts_.index = index;
  }

  Result run() {
    describe();
    check_structure(context_.signed_data, info_, where_, out_);
    if (info_.signed_attributes) {
      attributes_ =
          cms::parse_signed_attributes(*info_.signed_attributes, where_, context_.limits, out_);
    }
    const cms::SignedAttributes* const attributes = attributes_ ? &*attributes_ : nullptr;
    check_attribute_places(info_, attributes, where_, out_);
    check_content_type(context_.signed_data, info_, attributes, context_.content, where_, out_);
    check_algorithms(info_, scheme_, attributes, where_, out_);
    compare_digest();
    find_certificate();
    if (!info_.signed_attributes) facts_.content_intact = facts_.signature_valid;
    describe_attributes();
    check_certificate();
    return std::move(result_);
  }

 private:
  enum class Pool : std::uint8_t { Message, Others };

  // What came of one key: nothing where it could not be tried.
  struct Outcome {
    std::optional<bool> valid;
    Findings findings;
    std::string completed_key = {};
  };

  void describe() {
    scheme_ =
        crypto::read_scheme(info_.signature_algorithm.oid, info_.signature_algorithm.parameters);
    facts_.identifier = identifier_text(info_.identifier);
    facts_.signature_algorithm = scheme_.name;
    digest_ = digest_name(info_.digest_algorithm);
    facts_.digest = digest_.empty() ? info_.digest_algorithm.oid : digest_;
  }

  // 5.4 and 5.6: the digest of the content against the message-digest attribute.
  void compare_digest() {
    if (!info_.signed_attributes) return;
    if (!attributes_ || !attributes_->message_digest) {
      // Nothing signed says what the content was; the missing attribute has been reported.
      facts_.content_intact = false;
      return;
    }
    // Each digest more costs a pass over the content; only those are made that are announced.
    if (!digest_listed(context_.signed_data, info_)) return;
    DigestCache own(context_.content);
    const bool shared = context_.digests != nullptr && context_.digests->covers(context_.content);
    DigestCache& digests = shared ? *context_.digests : own;
    const auto [found, over_budget] = digests.find(digest_, hashed_);
    if (over_budget) over_hashed(out_);
    if (found == nullptr) return;
    facts_.content_intact = equal(*found, *attributes_->message_digest);
    if (*facts_.content_intact) return;
    out_.add({Code::DigestMismatch,
              std::string(where_),
              {{"digest", digest_},
               {"signed", hex(*attributes_->message_digest)},
               {"found", hex(*found)}}});
    compare_embedded();
  }

  // How clients were made to show one text and check another (CVE-2018-18509, CVE-2019-7284).
  void compare_embedded() {
    const auto& embedded = context_.signed_data.content;
    if (!embedded || embedded->data() == context_.content.data()) return;
    DigestCache digests(*embedded);
    const auto [found, over_budget] = digests.find(digest_, hashed_);
    if (over_budget) over_hashed(out_);
    if (found != nullptr && equal(*found, *attributes_->message_digest))
      out_.add(Code::EmbeddedContentSigned, std::string(where_));
  }

  // The message's own certificates first; the others only if none of those has the key.
  void find_certificate() {
    const Certificates message = narrow(find_signers(info_.identifier, context_.message));
    if (choose(message, Pool::Message)) return compare_others();
    Certificates others = narrow(find_signers(info_.identifier, context_.others));
    std::erase_if(others, [&](const pki::CertificatePtr& other) {
      return std::any_of(message.begin(), message.end(), [&](const pki::CertificatePtr& known) {
        return known->sha256 == other->sha256;
      });
    });
    if (choose(others, Pool::Others)) return;
    const Certificates& rest = message.empty() ? others : message;
    if (rest.empty()) {
      const bool all_read = context_.message.size() == context_.signed_data.certificates.size();
      report(all_read ? Code::SignerCertificateMissing : Code::SignerCertificateUnreadable,
             "identifier", facts_.identifier);
      return;
    }
    // None verifies: the first one is named, with what came of it.
    take(rest.front(), try_key(*rest.front()));
  }

  // RFC 5035 1: signing-certificate keeps a signature from being taken for that of another
  // certificate. Where it says which of several is meant, the others are left out.
  Certificates narrow(Certificates candidates) {
    if (candidates.size() > 1 && attributes_ && !attributes_->signing_certificates.empty()) {
      const cms::CertificateHash& hash = attributes_->signing_certificates.front();
      Certificates named;
      std::copy_if(candidates.begin(), candidates.end(), std::back_inserter(named),
                   [&](const pki::CertificatePtr& one) { return names_certificate(hash, *one); });
      if (!named.empty()) candidates = std::move(named);
    }
    if (const std::size_t most = context_.limits.signer_candidates; candidates.size() > most) {
      cms::add_limit_reached("signer_candidates", most, candidates.size(), where_, out_);
      candidates.resize(most);
    }
    return candidates;
  }

  // Takes the first candidate whose key verifies the signature. True if there was one.
  bool choose(const Certificates& candidates, Pool pool) {
    bool chosen = false;
    for (const pki::CertificatePtr& candidate : candidates) {
      const Outcome outcome = try_key(*candidate);
      if (chosen) report_limit(outcome);
      if (outcome.valid != true) continue;
      if (!chosen) {
        take(candidate, outcome);
        chosen = true;
        // An issuer gives a serial number once. Of two certificates in the message that fit,
        // readers that show another than the one they verify with name somebody who did not sign.
        if (pool == Pool::Message && candidates.size() > 1) {
          report(Code::SignerCertificateAmbiguous, "fitting", std::to_string(candidates.size()));
          break;
        }
      } else if (!same_holder(*candidate, *result_.certificate)) {
        // Two certificates may share a key; then nothing signed tells which of them was meant.
        report(Code::SignerCertificateAmbiguous, "also", hex(candidate->sha256));
        break;
      }
    }
    return chosen;
  }

  // The key of the chosen certificate may be certified to somebody else, too (see the header).
  void compare_others() {
    if (attributes_ && !attributes_->signing_certificates.empty()) return;
    Certificates others = find_signers(info_.identifier, context_.others);
    std::erase_if(others, [&](const pki::CertificatePtr& other) {
      return other->sha256 == result_.certificate->sha256 ||
             same_holder(*other, *result_.certificate);
    });
    for (const pki::CertificatePtr& other : narrow(std::move(others))) {
      const Outcome outcome = try_key(*other);
      report_limit(outcome);
      if (outcome.valid != true) continue;
      report(Code::SignerCertificateAmbiguous, "also", hex(other->sha256));
      return;
    }
  }

  // A second certificate that could not be tried may have the same key.
  void report_limit(const Outcome& outcome) {
    if (!outcome.valid && outcome.findings.has(Code::LimitReached)) out_.append(outcome.findings);
  }

  void take(const pki::CertificatePtr& certificate, const Outcome& outcome) {
    result_.certificate = certificate;
    out_.append(outcome.findings);
    facts_.signature_valid = outcome.valid;
    facts_.completed_key = outcome.completed_key;
  }

  Outcome try_key(const pki::Certificate& certificate) {
    const auto known = tried_.find(&certificate);
    if (known != tried_.end()) return known->second;
    Outcome outcome;
    Octets key = complete_key(certificate, context_.message, context_.others);
    if (key.empty())
      key = copy(certificate.public_key_info);
    else
      outcome.completed_key = hex(crypto::sha256(key));
    if (check_key(crypto::describe_key(key), scheme_, context_.limits, where_, outcome.findings)) {
      outcome.valid = verify_with(key, outcome.findings);
    }
    tried_.emplace(&certificate, outcome);
    return outcome;
  }

  // 5.4: over the DER encoding of the signed attributes, else over the content.
  std::optional<bool> verify_with(Bytes key, Findings& findings) {
    if (info_.signed_attributes && !attributes_) return std::nullopt;
    if (!attributes_ && !digest_listed(context_.signed_data, info_)) return std::nullopt;
    const Bytes input = attributes_ ? Bytes(attributes_->signature_input) : context_.content;
    std::optional<Check> check = arithmetic(key, input, findings);
    if (check == Check::Bad && attributes_ && !attributes_->wire_order_input.empty()) {
      // RFC 5652 5.4 demands DER. Some time-stamping and mail software signs what it sends, out of
      // order, and Windows and OpenSSL accept it: the octets are those that were signed, so nothing
      // can be forged this way.
      check = arithmetic(key, attributes_->wire_order_input, findings);
      if (check == Check::Good) {
        findings.add(Code::SignedAttributesWireOrder, std::string(where_));
      }
    }
    if (!check) return std::nullopt;
    if (check == Check::Unsupported) {
      // Each unsupported algorithm has been named; this is a key that OpenSSL refuses, and why is
      // known of a broken one.
      if (!out_.has(Code::AlgorithmUnsupported) && !findings.has(Code::KeyBroken)) {
        findings.add(Code::AlgorithmUnsupported, std::string(where_));
      }
      return std::nullopt;
    }
    if (check == Check::Bad) findings.add(Code::SignatureMismatch, std::string(where_));
    return check == Check::Good;
  }

  void over_hashed(Findings& findings) {
    cms::add_limit_reached("hashed_octets", context_.limits.hashed_octets,
                           std::uint64_t{context_.limits.hashed_octets} + 1, where_, findings);
  }

  std::optional<Check> arithmetic(Bytes key, Bytes input, Findings& findings) {
    if (!hashed_.spend(input.size())) {
      over_hashed(findings);
      return std::nullopt;
    }
    if (!budget_.spend()) {
      cms::add_limit_reached("signature_checks", context_.limits.signature_checks,
                             std::uint64_t{context_.limits.signature_checks} + 1, where_, findings);
      return std::nullopt;
    }
    return crypto::verify(key, scheme_, digest_, input, info_.signature);
  }

  void describe_attributes() {
    if (!attributes_) return;
    facts_.signing_time = attributes_->signing_time;
    for (const std::string& type : attributes_->types) {
      facts_.attributes.emplace_back(oid::name(type));
    }
  }

  // What the certificate alone decides.
  void check_certificate() {
    if (!result_.certificate) return;
    const pki::Certificate& certificate = *result_.certificate;
    facts_.certificate = pki::describe(certificate);
    if (attributes_) {
      for (const cms::CertificateHash& hash : attributes_->signing_certificates) {
        if (!names_certificate(hash, certificate)) {
          report(Code::SigningCertificateMismatch, "digest", hash.digest);
        }
      }
      check_chain_certificates();
      const auto& time = attributes_->signing_time;
      if (time && (*time < certificate.not_before || *time > certificate.not_after)) {
        report(Code::SigningOutsideValidity, "signing_time", to_rfc3339(*time));
      }
    }
    facts_.address = pki::match_sender(certificate, context_.sender, where_, out_);
  }

  // RFC 5035 3: further certificates limit those that the path is made of. One that nobody has was
  // not looked at by the signer's own software, either.
  void check_chain_certificates() {
    const auto& named = attributes_->chain_certificates;
    for (std::size_t i = 0; i < std::min(named.size(), kChainCertificates); ++i) {
      const auto is_it = [&](const pki::CertificatePtr& one) {
        return names_certificate(named[i], *one);
      };
      if (std::any_of(context_.message.begin(), context_.message.end(), is_it) ||
          std::any_of(context_.others.begin(), context_.others.end(), is_it))
        continue;
      return report(Code::SigningCertificateUnknown, "digest", named[i].digest);
    }
  }

  void report(Code code, std::string_view key, std::string value) {
    out_.add({code, std::string(where_), {{key, std::move(value)}}});
  }

  const Context& context_;
  const cms::SignerInfo& info_;
  std::string_view where_;
  Budget& budget_;
  Budget own_hashed_;
  Budget& hashed_;
  crypto::SignatureScheme scheme_;
  std::string digest_;
  std::optional<cms::SignedAttributes> attributes_;
  std::map<const pki::Certificate*, Outcome> tried_;
  Result result_;
  SignerFacts& facts_;
  Findings& out_;
};

}  // namespace

DigestCache::Found DigestCache::find(const std::string& name, Budget& hashed_octets) {
  auto known = digests_.find(name);
  if (known == digests_.end()) {
    if (!hashed_octets.spend(content_.size())) return {nullptr, true};
    known = digests_.emplace(name, crypto::digest(name, content_)).first;
  }
  return {known->second ? &*known->second : nullptr, false};
}

Result verify_signer(const Context& context, std::uint32_t index, std::string_view where,
                     Budget& signature_checks) {
  return Verifier(context, index, where, signature_checks).run();
}

}  // namespace smime::signer
