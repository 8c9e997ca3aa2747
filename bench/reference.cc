#include "bench/reference.h"

#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <stdexcept>

namespace smime::bench {
namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free_all)>;
using Cms = std::unique_ptr<CMS_ContentInfo, decltype(&CMS_ContentInfo_free)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Store = std::unique_ptr<X509_STORE, decltype(&X509_STORE_free)>;

Bio over(const Octets& octets) {
  return {BIO_new_mem_buf(octets.data(), static_cast<int>(octets.size())), BIO_free_all};
}

Octets rest_of(BIO* bio) {
  Octets octets;
  std::uint8_t piece[16384];
  for (int n = 0; (n = BIO_read(bio, piece, sizeof piece)) > 0;)
    octets.insert(octets.end(), piece, piece + n);
  return octets;
}

void hash(const Octets& octets) {
  std::uint8_t digest[32];
  unsigned size = 0;
  EVP_Digest(octets.data(), octets.size(), digest, &size, EVP_sha256(), nullptr);
}

}  // namespace

struct Floor::Prepared {
  Octets message, content, attributes, signature;
  Key key{nullptr, EVP_PKEY_free};
};

Floor::Floor(const std::vector<Octets>& mails) {
  for (const auto& mail : mails) {
    BIO* detached = nullptr;
    const Bio in = over(mail);
    const Cms cms(SMIME_read_CMS(in.get(), &detached), CMS_ContentInfo_free);
    const Bio content(detached, BIO_free_all);
    if (!cms) throw std::runtime_error("a reference mail cannot be read");
    Prepared one;
    one.message = mail;
    if (detached != nullptr) {
      one.content = rest_of(detached);
    } else {
      const ASN1_OCTET_STRING* octets = *CMS_get0_content(cms.get());
      one.content.assign(octets->data, octets->data + octets->length);
    }
    CMS_SignerInfo* signer = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms.get()), 0);
    STACK_OF(X509)* certificates = CMS_get1_certs(cms.get());
    for (int i = 0; i < sk_X509_num(certificates); ++i) {
      X509* certificate = sk_X509_value(certificates, i);
      if (CMS_SignerInfo_cert_cmp(signer, certificate) == 0)
        one.key.reset(X509_get_pubkey(certificate));
    }
    sk_X509_pop_free(certificates, X509_free);
    const ASN1_OCTET_STRING* value = CMS_SignerInfo_get0_signature(signer);
    one.signature.assign(value->data, value->data + value->length);
    // RFC 5652 5.4: the signed attributes as a SET OF.
    Octets attributes;
    for (int i = 0; i < CMS_signed_get_attr_count(signer); ++i) {
      std::uint8_t* der = nullptr;
      const int size = i2d_X509_ATTRIBUTE(CMS_signed_get_attr(signer, i), &der);
      attributes.insert(attributes.end(), der, der + size);
      OPENSSL_free(der);
    }
    one.attributes = {0x31};
    if (attributes.size() < 128) {
      one.attributes.push_back(static_cast<std::uint8_t>(attributes.size()));
    } else if (attributes.size() < 256) {
      one.attributes.insert(one.attributes.end(),
                            {0x81, static_cast<std::uint8_t>(attributes.size())});
    } else {
      one.attributes.insert(one.attributes.end(),
                            {0x82, static_cast<std::uint8_t>(attributes.size() >> 8U),
                             static_cast<std::uint8_t>(attributes.size() & 0xFFU)});
    }
    one.attributes.insert(one.attributes.end(), attributes.begin(), attributes.end());
    prepared_.push_back(std::move(one));
  }
}

Floor::~Floor() = default;

bool Floor::run() const {
  bool good = true;
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  for (const auto& one : prepared_) {
    hash(one.message);
    hash(one.content);
    EVP_MD_CTX_reset(context.get());
    good =
        EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, one.key.get()) == 1 &&
        EVP_DigestVerify(context.get(), one.signature.data(), one.signature.size(),
                         one.attributes.data(), one.attributes.size()) == 1 &&
        good;
  }
  return good;
}

struct PlainChain::Prepared {
  using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
  static Certificate read(Bytes der) {
    const std::uint8_t* at = der.data();
    return {d2i_X509(nullptr, &at, static_cast<long>(der.size())), X509_free};
  }
  Certificate signer{nullptr, X509_free};
  std::unique_ptr<STACK_OF(X509), void (*)(STACK_OF(X509)*)> beside{
      sk_X509_new_null(), [](STACK_OF(X509) * all) { sk_X509_pop_free(all, X509_free); }};
  Store store{X509_STORE_new(), X509_STORE_free};
};

PlainChain::PlainChain(Bytes signer, const std::vector<Bytes>& beside,
                       const std::vector<Bytes>& anchors, std::int64_t at)
    : prepared_(std::make_unique<Prepared>()) {
  prepared_->signer = Prepared::read(signer);
  for (const Bytes der : beside)
    sk_X509_push(prepared_->beside.get(), Prepared::read(der).release());
  for (const Bytes der : anchors)
    X509_STORE_add_cert(prepared_->store.get(), Prepared::read(der).get());
  X509_VERIFY_PARAM* const rules = X509_STORE_get0_param(prepared_->store.get());
  X509_VERIFY_PARAM_set_time(rules, static_cast<time_t>(at));
  X509_VERIFY_PARAM_set_purpose(rules, X509_PURPOSE_SMIME_SIGN);
}

PlainChain::~PlainChain() = default;

bool PlainChain::verify() const {
  const std::unique_ptr<X509_STORE_CTX, decltype(&X509_STORE_CTX_free)> context(
      X509_STORE_CTX_new(), X509_STORE_CTX_free);
  return X509_STORE_CTX_init(context.get(), prepared_->store.get(), prepared_->signer.get(),
                             prepared_->beside.get()) == 1 &&
         X509_verify_cert(context.get()) == 1;
}

bool verify_plainly(const std::vector<Octets>& mails, const char* root_file) {
  bool good = true;
  for (const auto& mail : mails) {
    const Store store(X509_STORE_new(), X509_STORE_free);
    if (X509_STORE_load_file(store.get(), root_file) != 1) return false;
    // The time that the others are given, too.
    X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store.get()), 1782864000);
    BIO* detached = nullptr;
    const Bio in = over(mail);
    const Cms cms(SMIME_read_CMS(in.get(), &detached), CMS_ContentInfo_free);
    const Bio content(detached, BIO_free_all);
    const Bio out(BIO_new(BIO_s_null()), BIO_free_all);
    good = cms != nullptr &&
           CMS_verify(cms.get(), nullptr, store.get(), detached, out.get(), CMS_BINARY) == 1 &&
           good;
  }
  return good;
}

}  // namespace smime::bench
