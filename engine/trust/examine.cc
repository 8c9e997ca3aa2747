#include "engine/trust/examine.h"

#include <map>
#include <set>

#include "base/text.h"
#include "engine/asn1/oids.h"
#include "engine/trust/ber.h"
#include "engine/trust/ctl.h"
#include "engine/trust/detect.h"
#include "engine/trust/pkcs7.h"
#include "engine/trust/properties.h"

namespace smime::trust {
namespace {

void read_certificate(Element& element, const Limits& limits) {
  pki::Unusable why;
  element.certificate = pki::read_certificate(element.octets, limits, &why);
  element.unusable = std::move(why.expected);
  if (why.limit != nullptr) element.limit = why.limit;
  if (element.certificate) {
    const pki::Certificate& certificate = *element.certificate;
    element.unusable.clear();
    element.self_signed = pki::self_signed(certificate);
    element.self_signature_unchecked = pki::self_signature_unchecked(certificate);
  } else if (element.octets.empty()) {
    element.unusable = "no octets";
  } else if (is_bare_certificate(element.octets)) {
    element.unusable = "a bare TBSCertificate: the signed part of a certificate, without signature";
  } else if (element.unusable.empty()) {
    element.unusable = "no certificate";
  }
}

void read_crl(Element& element) {
  if (detect(element.octets) == Content::Crl) return;
  element.unusable = is_bare_crl(element.octets)
                         ? "a bare TBSCertList: the signed part of a CRL, without signature"
                         : "no CertificateList";
}

void read_ctl_element(Element& element, const Limits& limits) {
  const auto read = read_pkcs7(element.octets, limits.trust_list_elements);
  const auto* container = std::get_if<Pkcs7Container>(&read);
  if (container == nullptr || container->content_type != oid::kCtl) {
    element.unusable = "no PKCS #7 object with a certificate trust list";
    return;
  }
  const auto inside = static_cast<std::uint32_t>(
      container->content.empty() ? 0 : container->content.data() - element.octets.data());
  auto ctl = read_ctl(container->content, element.offset + inside, limits.trust_list_elements);
  if (const auto* fault = std::get_if<Fault>(&ctl)) {
    element.unusable = "no certificate trust list: expected " + fault->expected + " at octet " +
                       std::to_string(fault->offset);
    return;
  }
  element.ctl = std::move(std::get<CertificateTrustList>(ctl));
}

/// The digests that a hash property must hold; nothing: not a hash of this element.
std::optional<Octets> true_hash(const Property& property, const Element& element) {
  const Bytes octets = element.octets;
  switch (property.id) {
    case kSha1Hash:
      return crypto::digest("sha1", octets);
    case kMd5Hash:
      return crypto::digest("md5", octets);
    case kSha256Hash:
    case kAuthRootSha256Hash:
      return crypto::digest("sha256", octets);
    case kSha1Sha256Hash: {
      auto both = crypto::digest("sha1", octets);
      const auto second = crypto::digest("sha256", octets);
      if (both && second) both->insert(both->end(), second->begin(), second->end());
      return both;
    }
    case kSubjectNameMd5Hash:
      if (!element.certificate) return std::nullopt;
      return crypto::digest("md5", element.certificate->subject);
    case kKeyIdentifier:
      if (!element.certificate) return std::nullopt;
      // Windows: the extension's value, else the SHA-1 of the whole SubjectPublicKeyInfo.
      if (element.certificate->key_identifier) return copy(*element.certificate->key_identifier);
      return crypto::digest("sha1", element.certificate->public_key_info);
    default:
      return std::nullopt;
  }
}

Finding about(Code code, const std::string& where, const Property& property) {
  return {code,
          where,
          {{"offset", std::int64_t{property.offset}},
           {"id", std::int64_t{property.id}},
           {"name", std::string(property_name(property.id))}}};
}

void examine_properties(const Element& element, const std::string& where, Findings& out) {
  std::set<std::uint32_t> seen;
  for (const Property& property : element.properties) {
    if (!seen.insert(property.id).second) {
      out.add(about(Code::TrustPropertyRepeated, where, property));
    }
    if (!decode(property)) {
      out.add(about(Code::TrustPropertyMalformed, where, property));
    } else if (const auto want = true_hash(property, element);
               want && !equal(*want, property.value)) {
      Finding finding = about(Code::TrustHashMismatch, where, property);
      finding.details.emplace_back("expected", hex(*want));
      finding.details.emplace_back("found", hex(property.value));
      out.add(std::move(finding));
    }
  }
  if (element.kind != ElementKind::Certificate) return;
  std::string restrictions;
  for (const auto& [property, text, rule, from] : email_restrictions(element.properties)) {
    restrictions +=
        (restrictions.empty() ? "" : "; ") + text + " (" + std::to_string(property) + ")";
  }
  if (!restrictions.empty()) out.add({Code::TrustProperty, where, {{"restricts", restrictions}}});
}

/// Of a self-issued certificate. A key that is unsound cannot be asked either, and that is no
/// matter of its algorithm.
bool has_unsupported_signature(const pki::Certificate& certificate) {
  return pki::self_signature(certificate) == crypto::Check::Unsupported &&
         crypto::describe_key(certificate.public_key_info).flaw.empty();
}

void examine_self_signature(const Element& element, const std::string& where, Findings& out) {
  if (!element.certificate || !element.certificate->self_issued() || element.self_signed) return;
  Finding finding{Code::TrustSelfIssued, where, {{"offset", std::int64_t{element.offset}}}};
  if (element.self_signature_unchecked) {
    finding.code = Code::TrustRootUnchecked;
    finding.details.emplace_back("key", element.certificate->key.name);
    if (const char* const limit = element.certificate->exceeded_limit)
      finding.details.emplace_back("limit", std::string(limit));
  } else {
    if (has_unsupported_signature(*element.certificate)) finding.code = Code::TrustSelfUnsupported;
    finding.details.emplace_back("algorithm",
                                 std::string(oid::name(element.certificate->signature_oid)));
  }
  out.add(std::move(finding));
}

/// A certificate that the file itself distrusts is so in each of its copies.
void spread_distrust(TrustList& list) {
  std::map<crypto::Sha256, std::string> distrusted;
  for (const Element& element : list.elements) {
    if (!element.unusable.empty())
      distrusted.emplace(pki::signed_identity(element.octets), element.unusable);
  }
  if (distrusted.empty()) return;
  for (Element& element : list.elements) {
    const auto found = distrusted.find(pki::signed_identity(element.octets));
    if (found != distrusted.end()) element.unusable = found->second;
  }
}

}  // namespace

void examine(TrustList& list, const Limits& limits, Findings& out) {
  spread_distrust(list);
  std::map<crypto::Sha256, std::size_t> first_seen;
  bool ctl = false;
  for (std::size_t i = 0; i < list.elements.size(); ++i) {
    Element& element = list.elements[i];
    const std::string where = "element/" + std::to_string(i);
    const bool distrusted = !element.unusable.empty();
    if (element.kind == ElementKind::Certificate && !distrusted) read_certificate(element, limits);
    if (element.kind == ElementKind::Crl) read_crl(element);
    if (element.kind == ElementKind::Ctl) read_ctl_element(element, limits), ctl = true;
    if (!element.unusable.empty()) {
      out.add({Code::TrustElementUnusable,
               where,
               {{"offset", std::int64_t{element.offset}},
                {"kind", std::string(wire_name(element.kind))},
                {"reason", element.unusable}}});
    }
    examine_self_signature(element, where, out);
    const auto [first, fresh] = first_seen.emplace(crypto::sha256(element.octets), i);
    if (!fresh) {
      out.add({Code::TrustDuplicate, where, {{"first", static_cast<std::int64_t>(first->second)}}});
    }
    examine_properties(element, where, out);
  }
  if (ctl) out.add(Code::TrustCtlNotVerified, "list");
  if (list.certificates() > 0) return;
  out.add(ctl ? Code::TrustHashesOnly : Code::TrustEmpty, "list");
}

}  // namespace smime::trust
