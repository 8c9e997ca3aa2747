#include "cli/signer_file.h"

#include <algorithm>
#include <set>
#include <vector>

#include "base/text.h"
#include "engine/trust/ber.h"
#include "engine/trust/trust_list.h"

namespace smime::cli {
namespace {

using Certificates = std::vector<pki::CertificatePtr>;

const std::string kGive = "give the signer's certificate as PEM, DER or P7B";

bool holds(Bytes octets, std::string_view text) {
  return as_text(octets).find(text) != std::string_view::npos;
}

/// One DER object, and then something else.
bool goes_on_behind_object(Bytes octets) {
  constexpr std::uint8_t kSequence = 0x30;
  const auto first = trust::BerReader(octets).read(kSequence);
  return first && first->whole.size() < octets.size();
}

/// The reader of certificate files speaks of trust lists; this says the same of a certificate.
NoSigner refused(const Findings& findings, Bytes octets) {
  for (const Finding& finding : findings) {
    switch (finding.code) {
      case Code::TrustIsMessage:
        return {"this is a mail message, no certificate", "check messages with smimecheck verify"};
      case Code::TrustIsPfx:
        return {
            "this is a PFX (PKCS #12) file, which holds private keys",
            "export the certificate alone: openssl pkcs12 -in FILE -clcerts -nokeys -out cert.pem"};
      case Code::TrustIsPrivateKey:
        return {"the file holds a private key; nothing of it was used or is shown",
                "keep the key away from here; give the certificate alone"};
      case Code::TrustIsWebPage:
        return {"this is a web page, probably the error page of a download", kGive};
      case Code::TrustIsArchive:
        return {"this is an archive, no certificate", "unpack it and give the certificate inside"};
      case Code::TrustEmptyFile:
        return {"the file has no octets", "copy or export the certificate again"};
      case Code::TrustTruncated:
        return {"the certificate ends too early: it was copied or exported incompletely",
                "copy the file again in binary and compare its size"};
      case Code::TrustTooLarge:
        return {"the file exceeds a limit", "give the certificate and its issuers alone"};
      case Code::TrustUnknownFormat:
        return {"this is no certificate: neither PEM nor DER nor P7B", kGive};
      case Code::TrustWrongContent:
        return {"this is a PKCS #7 object that holds no certificates", kGive};
      case Code::TrustMalformed:
        if (goes_on_behind_object(octets))
          return {"something stands behind the first object, and DER holds one alone",
                  "give several certificates as PEM, the signer's first"};
        return {"the certificate is damaged", "export it again, in binary or as PEM"};
      default:
        break;
    }
  }
  return {"the file cannot be read as a certificate", kGive};
}

/// A certificate that cannot be used, and no other is to be judged in its place.
const trust::Element* unusable_signer(const trust::TrustList& list) {
  for (const trust::Element& element : list.elements) {
    if (element.kind != trust::ElementKind::Certificate) continue;
    if (!element.certificate) return &element;
    if (list.format == trust::Format::Pem) return nullptr;  // the first is the signer's
  }
  return nullptr;
}

NoSigner not_usable(const trust::Element& element, const trust::TrustList& list) {
  if (list.elements.size() == 1)
    return {"the certificate cannot be used: " + element.unusable, kGive};
  if (list.format == trust::Format::Pem)
    return {"the first certificate, which is the signer's, cannot be used: " + element.unusable,
            kGive};
  return {"one of the certificates cannot be used, and it may be the signer's: " + element.unusable,
          "give that of the signer alone, or first in a PEM file"};
}

/// A file that was read and holds no usable certificate.
NoSigner without_certificate(const trust::TrustList& list, Bytes octets) {
  if (const trust::Element* const element = unusable_signer(list)) {
    if (holds(octets, "-----BEGIN TRUSTED CERTIFICATE-----"))
      return {"this is a certificate with trust settings of OpenSSL (BEGIN TRUSTED CERTIFICATE): " +
                  element->unusable,
              "to judge it without them: openssl x509 -in FILE -out cert.pem"};
    return not_usable(*element, list);
  }
  const bool crl = std::any_of(list.elements.begin(), list.elements.end(), [](const auto& element) {
    return element.kind == trust::ElementKind::Crl;
  });
  if (crl) return {"the file holds a CRL and no certificate", kGive + "; CRLs with --crl FILE"};
  return {"the file holds no certificate", kGive};
}

bool is_ca(const pki::CertificatePtr& certificate) { return pki::describe(*certificate).ca; }

/// Those that could be a signer's among others, in no order.
Certificates possible_signers(const Certificates& all) {
  std::set<Octets> issuers;
  for (const pki::CertificatePtr& one : all)
    if (!one->self_issued()) issuers.insert(one->canonical_issuer);
  Certificates left;
  std::copy_if(all.begin(), all.end(), std::back_inserter(left),
               [&](const auto& one) { return !issuers.contains(one->canonical_subject); });
  if (std::any_of(left.begin(), left.end(), [](const auto& one) { return !is_ca(one); }))
    std::erase_if(left, is_ca);
  return left;
}

std::string names_of(const Certificates& certificates) {
  constexpr std::size_t kMost = 4;
  std::string names;
  for (std::size_t i = 0; i < certificates.size() && i < kMost; ++i)
    names += (i == 0 ? "" : "; ") + pki::describe_briefly(*certificates[i]).subject;
  if (certificates.size() > kMost)
    names += "; and " + std::to_string(certificates.size() - kMost) + " more";
  return names;
}

}  // namespace

bool read_signer_file(Bytes octets, const std::string& location, const Limits& limits,
                      SignerCertificate& signer, NoSigner& why) {
  Findings findings;
  const auto list = trust::read_trust_list(octets, location, limits, findings);
  if (!list) {
    why = refused(findings, octets);
    return false;
  }
  Certificates all;
  std::set<crypto::Sha256> known;
  for (const trust::Element& element : list->elements) {
    if (element.certificate && known.insert(element.certificate->sha256).second)
      all.push_back(element.certificate);
  }
  if (all.empty()) {
    why = without_certificate(*list, octets);
    return false;
  }
  if (const trust::Element* const element = unusable_signer(*list)) {
    why = not_usable(*element, *list);
    return false;
  }
  pki::CertificatePtr chosen = all.front();
  if (list->format != trust::Format::Pem && all.size() > 1) {
    const Certificates possible = possible_signers(all);
    if (possible.size() != 1) {
      why = {"the file has no order and holds several certificates that could be the signer's: " +
                 names_of(possible.empty() ? all : possible),
             "give that of the signer alone, or first in a PEM file"};
      return false;
    }
    chosen = possible.front();
  }
  signer.certificate = chosen;
  for (pki::CertificatePtr& one : all)
    if (one != chosen) signer.beside.push_back(std::move(one));
  return true;
}

}  // namespace smime::cli
