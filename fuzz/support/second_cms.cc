#include "fuzz/support/second_cms.h"

#include <openssl/cms.h>
#include <openssl/cmserr.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <memory>

#include "base/text.h"
#include "engine/pki/names.h"
#include "fuzz/support/demand.h"

namespace smime::fuzz {
namespace {

template <auto Free>
struct Freer {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
template <typename T, auto Free>
using Handle = std::unique_ptr<T, Freer<Free>>;
using Cms = Handle<CMS_ContentInfo, CMS_ContentInfo_free>;
using X509Handle = Handle<X509, X509_free>;
using Bio = Handle<BIO, BIO_free_all>;
using Store = Handle<X509_STORE, X509_STORE_free>;
using Path = Handle<X509_STORE_CTX, X509_STORE_CTX_free>;
using Digest = Handle<EVP_MD_CTX, EVP_MD_CTX_free>;

struct QuietErrors {
  ~QuietErrors() { ERR_clear_error(); }
};

X509Handle parsed(Bytes der) {
  const unsigned char* at = der.data();
  return X509Handle(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
}

Bytes octets_of(const ASN1_STRING* value) {
  return {ASN1_STRING_get0_data(value), static_cast<std::size_t>(ASN1_STRING_length(value))};
}

/// The certificate that `facts` names.
const pki::Certificate* named(const SignerFacts& facts,
                              const std::vector<pki::CertificatePtr>& pool) {
  for (const pki::CertificatePtr& one : pool) {
    if (facts.certificate && hex(one->sha256) == facts.certificate->sha256) return one.get();
  }
  return nullptr;
}

/// The signed attributes as a DER SET OF, put together from those that OpenSSL read (RFC 5652 5.4).
Octets attribute_set(const CMS_SignerInfo* signer) {
  std::vector<Octets> attributes;
  for (int i = 0; i < CMS_signed_get_attr_count(signer); ++i) {
    unsigned char* der = nullptr;
    const int size = i2d_X509_ATTRIBUTE(CMS_signed_get_attr(signer, i), &der);
    demand(size > 0);
    attributes.emplace_back(der, der + size);
    OPENSSL_free(der);
  }
  std::sort(attributes.begin(), attributes.end());
  Octets all;
  for (const Octets& one : attributes) all.insert(all.end(), one.begin(), one.end());
  Octets set{0x31};
  if (all.size() < 0x80) {
    set.push_back(static_cast<std::uint8_t>(all.size()));
  } else {
    Octets length;
    for (std::size_t left = all.size(); left != 0; left >>= 8U)
      length.insert(length.begin(), static_cast<std::uint8_t>(left));
    set.push_back(static_cast<std::uint8_t>(0x80U | length.size()));
    set.insert(set.end(), length.begin(), length.end());
  }
  set.insert(set.end(), all.begin(), all.end());
  return set;
}

/// 5.4: the digest of the content, by the algorithm that OpenSSL reads, is the value of the
/// attribute that it reads.
void demand_digest(CMS_SignerInfo* signer, Bytes content) {
  if (CMS_signed_get_attr_count(signer) <= 0) return;
  X509_ALGOR* algorithm = nullptr;
  CMS_SignerInfo_get0_algs(signer, nullptr, nullptr, &algorithm, nullptr);
  int nid = OBJ_obj2nid(algorithm->algorithm);
  const EVP_MD* md = EVP_get_digestbynid(nid);
  char oid[64] = "";
  OBJ_obj2txt(oid, sizeof oid, algorithm->algorithm, 1);
  // id-shake256-len (RFC 8419 2.3), which OpenSSL 3.0 has no name for.
  if (std::string_view(oid) == "2.16.840.1.101.3.4.2.18") md = EVP_shake256();
  // Old Windows software writes the signature algorithm here; it names its digest.
  if (md == nullptr && OBJ_find_sigid_algs(nid, &nid, nullptr) == 1) md = EVP_get_digestbynid(nid);
  demand(md != nullptr);
  Octets found(EVP_MAX_MD_SIZE);
  if ((EVP_MD_get_flags(md) & EVP_MD_FLAG_XOF) != 0) {
    found.resize(EVP_MD_get_type(md) == NID_shake256 ? 64 : 32);  // RFC 8702 3.1
    const Digest context(EVP_MD_CTX_new());
    demand(EVP_DigestInit_ex(context.get(), md, nullptr) == 1 &&
           EVP_DigestUpdate(context.get(), content.data(), content.size()) == 1 &&
           EVP_DigestFinalXOF(context.get(), found.data(), found.size()) == 1);
  } else {
    unsigned size = 0;
    demand(EVP_Digest(content.data(), content.size(), found.data(), &size, md, nullptr) == 1);
    found.resize(size);
  }
  const auto* value = static_cast<const ASN1_OCTET_STRING*>(CMS_signed_get0_data_by_OBJ(
      signer, OBJ_nid2obj(NID_pkcs9_messageDigest), -3, V_ASN1_OCTET_STRING));
  demand(value != nullptr);
  demand(equal(found, octets_of(value)));
}

/// RFC 8419: OpenSSL 3.0's CMS code hands EdDSA a digest, which it has none of, so EVP is asked.
void demand_eddsa(CMS_SignerInfo* signer, X509* certificate, Bytes content) {
  const ASN1_OCTET_STRING* value = CMS_SignerInfo_get0_signature(signer);
  const bool attributes = CMS_signed_get_attr_count(signer) > 0;
  const Octets set = attributes ? attribute_set(signer) : Octets();
  const Bytes input = attributes ? Bytes(set) : content;
  const Digest context(EVP_MD_CTX_new());
  demand(EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr,
                              X509_get0_pubkey(certificate)) == 1);
  demand(EVP_DigestVerify(context.get(), ASN1_STRING_get0_data(value),
                          static_cast<std::size_t>(ASN1_STRING_length(value)), input.data(),
                          input.size()) == 1);
}

/// A CRL distribution point that OpenSSL cannot read spoils the whole certificate for it.
bool unreadable_hint(const X509* certificate) {
  int critical = 0;
  auto* points = static_cast<CRL_DIST_POINTS*>(
      X509_get_ext_d2i(certificate, NID_crl_distribution_points, &critical, nullptr));
  const bool read = points != nullptr;
  CRL_DIST_POINTS_free(points);
  return !read && critical != -1;
}

}  // namespace

bool openssl_reads_crls(const cms::SignedData& object) {
  const QuietErrors quiet;
  return std::all_of(object.crls.begin(), object.crls.end(), [](Bytes crl) {
    const unsigned char* at = crl.data();
    X509_CRL* const read = d2i_X509_CRL(nullptr, &at, static_cast<long>(crl.size()));
    X509_CRL_free(read);
    return read != nullptr;
  });
}

void demand_second_reading(Bytes octets, const cms::ContentInfo& info) {
  const QuietErrors quiet;
  const unsigned char* at = octets.data();
  const Cms object(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(octets.size())));
  // OpenSSL decodes more than is decoded here (certificates, names), so it refuses more.
  if (!object) return;
  demand(static_cast<std::size_t>(octets.data() + octets.size() - at) == info.trailing);
  const cms::SignedData& data = *info.signed_data;
  STACK_OF(CMS_SignerInfo)* signers = CMS_get0_SignerInfos(object.get());
  demand(static_cast<std::size_t>(std::max(0, sk_CMS_SignerInfo_num(signers))) ==
         data.signer_infos.size());
  ASN1_OCTET_STRING** inner = CMS_get0_content(object.get());
  if (inner != nullptr && *inner != nullptr)
    demand(data.content && equal(*data.content, octets_of(*inner)));
  STACK_OF(X509)* certificates = CMS_get1_certs(object.get());
  demand(static_cast<std::size_t>(std::max(0, sk_X509_num(certificates))) ==
         data.certificates.size());
  sk_X509_pop_free(certificates, X509_free);
  for (std::size_t i = 0; i < data.signer_infos.size(); ++i) {
    CMS_SignerInfo* signer = sk_CMS_SignerInfo_value(signers, static_cast<int>(i));
    const cms::SignerInfo& ours = data.signer_infos[i];
    demand(equal(ours.signature, octets_of(CMS_SignerInfo_get0_signature(signer))));
    demand(ours.signed_attributes.has_value() == (CMS_signed_get_attr_count(signer) >= 0));
    demand(ours.unsigned_attributes.size() ==
           static_cast<std::size_t>(std::max(0, CMS_unsigned_get_attr_count(signer))));
  }
}

void demand_second_signature(const LayerFacts& layer, Bytes cms, Bytes content,
                             const std::vector<pki::CertificatePtr>& pool) {
  const QuietErrors quiet;
  // OpenSSL reads no object with a certificate that it cannot read, whosever that is.
  if (layer.findings.has(Code::CertificateUnreadable)) return;
  const unsigned char* at = cms.data();
  const Cms object(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(cms.size())));
  demand(object != nullptr && at == cms.data() + cms.size());
  STACK_OF(CMS_SignerInfo)* signers = CMS_get0_SignerInfos(object.get());
  demand(signers != nullptr);
  demand(static_cast<std::size_t>(sk_CMS_SignerInfo_num(signers)) == layer.signers.size());
  bool asked = true;
  for (const SignerFacts& facts : layer.signers) {
    CMS_SignerInfo* signer = sk_CMS_SignerInfo_value(signers, static_cast<int>(facts.index));
    const pki::Certificate* certificate = named(facts, pool);
    demand(certificate != nullptr);
    const X509Handle x509 = parsed(certificate->der);
    demand(x509 != nullptr);
    CMS_SignerInfo_set1_signer_cert(signer, x509.get());
    demand_digest(signer, content);
    const EVP_PKEY* key = X509_get0_pubkey(x509.get());
    // A DSA key without parameters of its own: OpenSSL does not look for the issuer's.
    if (key == nullptr || EVP_PKEY_missing_parameters(key) != 0) {
      asked = false;
      continue;
    }
    if (EVP_PKEY_is_a(key, "ED25519") == 1 || EVP_PKEY_is_a(key, "ED448") == 1) {
      demand_eddsa(signer, x509.get(), content);
      asked = false;
    }
    // RFC 5652 5.4 wants the attributes in DER; OpenSSL takes them in the order of the wire.
    if (facts.findings.has(Code::SignedAttributesOrder) &&
        !facts.findings.has(Code::SignedAttributesWireOrder))
      asked = false;
  }
  if (!asked) return;
  ASN1_OCTET_STRING** inner = CMS_get0_content(object.get());
  demand(inner != nullptr);
  const bool detached = *inner == nullptr;
  const Bio input(detached ? BIO_new_mem_buf(content.data(), static_cast<int>(content.size()))
                           : nullptr);
  demand(detached || equal(content, octets_of(*inner)));
  ERR_clear_error();
  if (CMS_verify(object.get(), nullptr, nullptr, input.get(), nullptr,
                 CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) == 1)
    return;
  // OpenSSL starts every digest that is listed, also one that no signer uses, and stops at one that
  // it does not know; and it does not find "sha256" in the list where the signer wrote
  // "sha256WithRSAEncryption". Then each signature over attributes is asked about alone; the digest
  // of the content has been compared above. One without attributes is not asked about.
  const bool named_by_signature = std::any_of(
      layer.signers.begin(), layer.signers.end(),
      [](const SignerFacts& facts) { return facts.findings.has(Code::DigestNamedBySignatureOid); });
  const int first = ERR_GET_REASON(ERR_peek_error());
  demand(ERR_GET_REASON(ERR_peek_last_error()) == CMS_R_UNKNOWN_DIGEST_ALGORITHM ||
         (named_by_signature && first == CMS_R_NO_MATCHING_DIGEST));
  for (int i = 0; i < sk_CMS_SignerInfo_num(signers); ++i) {
    CMS_SignerInfo* signer = sk_CMS_SignerInfo_value(signers, i);
    demand(CMS_signed_get_attr_count(signer) <= 0 || CMS_SignerInfo_verify(signer) == 1);
  }
}

/// Names that OpenSSL 3.0 holds against name constraints otherwise than the standards in force:
/// SmtpUTF8Mailbox after RFC 8398 instead of RFC 9598, a URI with the user for the host.
bool constrained_otherwise(const pki::Certificate& certificate) {
  return std::any_of(certificate.alternative_names.begin(), certificate.alternative_names.end(),
                     [](const pki::GeneralName& name) {
                       return pki::is_smtp_utf8(name) ||
                              (name.tag == 6 && std::find(name.value.begin(), name.value.end(),
                                                          '@') != name.value.end());
                     });
}

bool about_name_constraints(int error) {
  return error == X509_V_ERR_PERMITTED_VIOLATION || error == X509_V_ERR_EXCLUDED_VIOLATION ||
         error == X509_V_ERR_UNSUPPORTED_NAME_SYNTAX;
}

/// RFC 5280 4.2.1.1 lets an authority key identifier name its issuer's certificate by issuer and
/// serial number. OpenSSL builds no path where they are others; here they help building alone.
bool names_issuer_certificate(const pki::Certificate& certificate) {
  const auto& named = certificate.authority_key_identifier;
  return named && (named->serial || !named->issuer.empty());
}

bool openssl_is_stricter(const ChainFacts& chain) {
  return chain.findings.has(Code::ChainKeyIdMismatch);
}

void demand_second_path(const pki::Certificate& signer,
                        const std::vector<pki::CertificatePtr>& helpers,
                        const pki::TrustAnchors& anchors, Time at) {
  const QuietErrors quiet;
  const Store store(X509_STORE_new());
  const Handle<STACK_OF(X509), [](STACK_OF(X509) * stack) { sk_X509_pop_free(stack, X509_free); }>
      untrusted(sk_X509_new_null());
  for (const pki::CertificatePtr& anchor : anchors.anchors) {
    const X509Handle x509 = parsed(anchor->der);
    if (unreadable_hint(x509.get())) return;
    demand(x509 != nullptr && X509_STORE_add_cert(store.get(), x509.get()) == 1);
  }
  for (const auto* list : {&anchors.helpers, &helpers}) {
    for (const pki::CertificatePtr& helper : *list) {
      X509Handle x509 = parsed(helper->der);
      if (unreadable_hint(x509.get())) return;
      demand(x509 != nullptr && sk_X509_push(untrusted.get(), x509.release()) > 0);
    }
  }
  // OpenSSL asks more of the signer's certificate: a key that it can use, which the signature
  // decides here, and name constraints that it can read, under which nothing stands.
  if (signer.key.kind == crypto::KeyFacts::Kind::Unsupported || signer.name_constraints) return;
  const X509Handle leaf = parsed(signer.der);
  if (unreadable_hint(leaf.get())) return;
  const Path path(X509_STORE_CTX_new());
  demand(leaf != nullptr &&
         X509_STORE_CTX_init(path.get(), store.get(), leaf.get(), untrusted.get()) == 1);
  X509_VERIFY_PARAM* parameters = X509_STORE_CTX_get0_param(path.get());
  X509_VERIFY_PARAM_set_time(parameters, at);
  // An anchor is whatever the list names, self-signed or not.
  // RFC 5280 4.2.1.10 puts no common name under constraints on host names.
  X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_TRUSTED_FIRST);
  const int good = X509_verify_cert(path.get());
  if (good != 1 && about_name_constraints(X509_STORE_CTX_get_error(path.get()))) {
    if (constrained_otherwise(signer)) return;
    if (std::any_of(helpers.begin(), helpers.end(),
                    [](const auto& helper) { return constrained_otherwise(*helper); }))
      return;
  }
  if (good != 1 &&
      X509_STORE_CTX_get_error(path.get()) == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY) {
    if (names_issuer_certificate(signer)) return;
    for (const auto* list : {&anchors.helpers, &helpers})
      for (const pki::CertificatePtr& helper : *list)
        if (names_issuer_certificate(*helper)) return;
  }
  if (good != 1)
    std::fprintf(stderr, "OpenSSL: %s\n",
                 X509_verify_cert_error_string(X509_STORE_CTX_get_error(path.get())));
  demand(good == 1);
}

std::vector<std::string> second_addresses(Bytes certificate) {
  const QuietErrors quiet;
  std::vector<std::string> found;
  const X509Handle x509 = parsed(certificate);
  demand(x509 != nullptr);
  STACK_OF(OPENSSL_STRING)* addresses = X509_get1_email(x509.get());
  found.reserve(static_cast<std::size_t>(std::max(0, sk_OPENSSL_STRING_num(addresses))));
  for (int i = 0; i < sk_OPENSSL_STRING_num(addresses); ++i)
    found.emplace_back(sk_OPENSSL_STRING_value(addresses, i));
  X509_email_free(addresses);
  // X509_get1_email() passes over what is no IA5String in a subject; OpenSSL reads it by its type.
  const X509_NAME* const subject = X509_get_subject_name(x509.get());
  for (int at = -1; (at = X509_NAME_get_index_by_NID(subject, NID_pkcs9_emailAddress, at)) >= 0;) {
    const ASN1_STRING* const value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at));
    unsigned char* text = nullptr;
    const int length = ASN1_STRING_to_UTF8(&text, value);
    if (length >= 0)
      found.emplace_back(reinterpret_cast<const char*>(text), static_cast<std::size_t>(length));
    OPENSSL_free(text);
  }
  return found;
}

}  // namespace smime::fuzz
