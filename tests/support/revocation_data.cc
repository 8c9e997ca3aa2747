#include "tests/support/revocation_data.h"

#include <openssl/ocsp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>

#include "tests/support/keys.h"

namespace smime::test {
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
using Name = Handle<X509_NAME, X509_NAME_free>;
using Extension = Handle<X509_EXTENSION, X509_EXTENSION_free>;
using AsnTime = Handle<ASN1_TIME, ASN1_TIME_free>;
using Certificate = Handle<X509, X509_free>;

[[noreturn]] void refuse(const std::string& what) {
  throw std::runtime_error("OpenSSL refuses " + what);
}

Name name_called(const std::string& word) {
  Name name(X509_NAME_new());
  X509_NAME_add_entry_by_txt(name.get(), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(word.data()),
                             static_cast<int>(word.size()), -1, 0);
  return name;
}

AsnTime time_of(const std::string& text) {
  AsnTime time(ASN1_TIME_new());
  if (ASN1_TIME_set_string_X509(time.get(), text.c_str()) != 1) refuse(text);
  return time;
}

Handle<ASN1_GENERALIZEDTIME, ASN1_GENERALIZEDTIME_free> generalized(const std::string& text) {
  Handle<ASN1_GENERALIZEDTIME, ASN1_GENERALIZEDTIME_free> time(ASN1_GENERALIZEDTIME_new());
  if (ASN1_GENERALIZEDTIME_set_string(time.get(), text.c_str()) != 1) refuse(text);
  return time;
}

Extension extension_of(const std::string& text) {
  const std::size_t sign = text.find('=');
  const std::unique_ptr<CONF, void (*)(CONF*)> none(NCONF_new(nullptr), NCONF_free);
  const std::unique_ptr<BIO, void (*)(BIO*)> empty(BIO_new_mem_buf("#\n", 2), BIO_free_all);
  long line = 0;
  NCONF_load_bio(none.get(), empty.get(), &line);
  X509V3_CTX context;
  X509V3_set_ctx(&context, nullptr, nullptr, nullptr, nullptr, 0);
  X509V3_set_nconf(&context, none.get());
  Extension extension(X509V3_EXT_nconf(none.get(), &context, text.substr(0, sign).c_str(),
                                       text.substr(sign + 1).c_str()));
  if (!extension) refuse(text);
  return extension;
}

Certificate read(const pki::CertificatePtr& certificate) {
  const unsigned char* at = certificate->der.data();
  return Certificate(d2i_X509(nullptr, &at, static_cast<long>(certificate->der.size())));
}

template <typename T>
Octets der_of(const T* object, int (*write)(const T*, unsigned char**)) {
  unsigned char* out = nullptr;
  const int length = write(object, &out);
  if (length < 0) refuse("to write it");
  Octets der(out, out + length);
  OPENSSL_free(out);
  return der;
}

}  // namespace

std::string reason(int code) { return "2.5.29.21=DER:0A010" + std::to_string(code); }

Octets make_crl(const CrlRecipe& recipe) {
  const Handle<X509_CRL, X509_CRL_free> crl(X509_CRL_new());
  X509_CRL* const x = crl.get();
  if (!recipe.version1) X509_CRL_set_version(x, 1);
  X509_CRL_set_issuer_name(x, name_called(recipe.issuer).get());
  X509_CRL_set1_lastUpdate(x, time_of(recipe.this_update).get());
  if (!recipe.next_update.empty()) X509_CRL_set1_nextUpdate(x, time_of(recipe.next_update).get());
  for (const CrlRecipe::Entry& entry : recipe.entries) {
    X509_REVOKED* const revoked = X509_REVOKED_new();
    const Handle<ASN1_INTEGER, ASN1_INTEGER_free> serial(ASN1_INTEGER_new());
    ASN1_INTEGER_set(serial.get(), entry.serial);
    X509_REVOKED_set_serialNumber(revoked, serial.get());
    X509_REVOKED_set_revocationDate(revoked, time_of(entry.date).get());
    for (const std::string& text : entry.extensions)
      X509_REVOKED_add_ext(revoked, extension_of(text).get(), -1);
    X509_CRL_add0_revoked(x, revoked);
  }
  // Not sorted: entries of indirect CRLs have an order.
  if (!recipe.version1) {
    for (const std::string& text : recipe.extensions)
      X509_CRL_add_ext(x, extension_of(text).get(), -1);
  }
  const std::string& key = recipe.key.empty() ? recipe.issuer : recipe.key;
  if (X509_CRL_sign(x, key_called(key), EVP_get_digestbyname(recipe.digest.c_str())) == 0)
    refuse("to sign");
  Octets der = der_of<X509_CRL>(x, i2d_X509_CRL);
  if (recipe.flip != 0) der[der.size() - recipe.flip] ^= 1U;
  return der;
}

Octets make_ocsp_response(const OcspRecipe& recipe) {
  using Response = Handle<OCSP_RESPONSE, OCSP_RESPONSE_free>;
  if (recipe.response_status != 0) {
    const Response response(OCSP_response_create(recipe.response_status, nullptr));
    return der_of<OCSP_RESPONSE>(response.get(), i2d_OCSP_RESPONSE);
  }
  const Handle<OCSP_BASICRESP, OCSP_BASICRESP_free> basic(OCSP_BASICRESP_new());
  const Certificate subject = read(recipe.certificate);
  const Certificate issuer = read(recipe.issuer);
  const Certificate responder = read(recipe.responder);
  const Handle<OCSP_CERTID, OCSP_CERTID_free> id(
      OCSP_cert_to_id(EVP_get_digestbyname(recipe.digest.c_str()), subject.get(), issuer.get()));
  const bool revoked = recipe.status == V_OCSP_CERTSTATUS_REVOKED;
  if (OCSP_basic_add1_status(
          basic.get(), id.get(), recipe.status, recipe.reason,
          revoked ? generalized(recipe.revoked_at).get() : nullptr,
          generalized(recipe.this_update).get(),
          recipe.next_update.empty() ? nullptr : generalized(recipe.next_update).get()) == nullptr)
    refuse("the status");
  for (const std::string& text : recipe.extensions)
    OCSP_BASICRESP_add_ext(basic.get(), extension_of(text).get(), -1);
  // OpenSSL only signs for a certificate that has the key; a wrong signer is made by re-keying.
  X509_set_pubkey(responder.get(), key_called(recipe.key));
  unsigned long flags = OCSP_NOCERTS | OCSP_NOTIME;
  if (recipe.by_key) flags |= OCSP_RESPID_KEY;
  if (recipe.with_certificate) {
    const Certificate inside = read(recipe.responder);
    OCSP_basic_add1_cert(basic.get(), inside.get());
  }
  // There is no function that sets it; OCSP_NOTIME keeps OpenSSL from writing the present.
  auto* const produced = const_cast<ASN1_GENERALIZEDTIME*>(OCSP_resp_get0_produced_at(basic.get()));
  if (ASN1_GENERALIZEDTIME_set_string(produced, recipe.produced_at.c_str()) != 1)
    refuse(recipe.produced_at);
  if (OCSP_basic_sign(basic.get(), responder.get(), key_called(recipe.key), EVP_sha256(), nullptr,
                      flags) != 1)
    refuse("to sign");
  const Response response(OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic.get()));
  return der_of<OCSP_RESPONSE>(response.get(), i2d_OCSP_RESPONSE);
}

}  // namespace smime::test
