#include "tests/support/cert_graph.h"

#include <openssl/conf.h>
#include <openssl/dsa.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <map>
#include <memory>
#include <stdexcept>
#include <utility>

#include "tests/support/exact.h"
#include "tests/support/keys.h"

namespace smime::test {
namespace {

X509_NAME* name_of(const std::string& common_name, const std::string& email) {
  X509_NAME* const name = X509_NAME_new();
  const auto add = [&](const char* field, const std::string& value) {
    if (value.empty()) return;
    X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(value.data()),
                               static_cast<int>(value.size()), -1, 0);
  };
  add("CN", common_name);
  add("emailAddress", email);
  return name;
}

const std::string& either(const std::string& a, const std::string& b) { return a.empty() ? b : a; }

void add_extension(X509* certificate, const std::string& text) {
  const std::size_t line_end = text.find('\n');
  const std::string line = text.substr(0, line_end);
  // Policies are only read with a configuration, be it an empty one.
  const std::string sections = line_end == std::string::npos ? "#\n" : text.substr(line_end);
  const std::size_t sign = line.find('=');
  X509V3_CTX context;
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<CONF, void (*)(CONF*)> configuration(NCONF_new(nullptr), NCONF_free);
  const std::unique_ptr<BIO, void (*)(BIO*)> in(
      BIO_new_mem_buf(sections.data(), static_cast<int>(sections.size())), BIO_free_all);
  long number = 0;
  NCONF_load_bio(configuration.get(), in.get(), &number);
  X509V3_set_nconf(&context, configuration.get());
  X509_EXTENSION* const extension = X509V3_EXT_nconf(
      configuration.get(), &context, line.substr(0, sign).c_str(), line.substr(sign + 1).c_str());
  if (extension == nullptr) throw std::runtime_error("OpenSSL refuses " + text);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

EVP_PKEY* dsa_key() {
  using Context = std::unique_ptr<EVP_PKEY_CTX, void (*)(EVP_PKEY_CTX*)>;
  static EVP_PKEY* parameters = nullptr;
  if (parameters == nullptr) {
    const Context context(EVP_PKEY_CTX_new_id(EVP_PKEY_DSA, nullptr), EVP_PKEY_CTX_free);
    EVP_PKEY_paramgen_init(context.get());
    EVP_PKEY_CTX_set_dsa_paramgen_bits(context.get(), 1024);
    EVP_PKEY_paramgen(context.get(), &parameters);
  }
  const Context context(EVP_PKEY_CTX_new(parameters, nullptr), EVP_PKEY_CTX_free);
  EVP_PKEY* key = nullptr;
  EVP_PKEY_keygen_init(context.get());
  EVP_PKEY_keygen(context.get(), &key);
  return key;
}

/// RFC 3279 2.3.2: the parameters are left out of the AlgorithmIdentifier.
void leave_out_parameters(X509* certificate) {
  X509_PUBKEY* const info = X509_get_X509_PUBKEY(certificate);
  const unsigned char* octets = nullptr;
  int length = 0;
  X509_PUBKEY_get0_param(nullptr, &octets, &length, nullptr, info);
  auto* const own =
      static_cast<unsigned char*>(OPENSSL_memdup(octets, static_cast<std::size_t>(length)));
  X509_PUBKEY_set0_param(info, OBJ_nid2obj(NID_dsa), V_ASN1_UNDEF, nullptr, own, length);
}

void set_time(ASN1_TIME* field, const std::string& text) {
  // The text decides the form: 13 characters are a UTCTime, 15 a GeneralizedTime.
  if (ASN1_TIME_set_string_X509(field, text.c_str()) != 1) {
    throw std::runtime_error("OpenSSL refuses " + text);
  }
}

}  // namespace

EVP_PKEY* key_called(const std::string& word) {
  static std::map<std::string, std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>> keys;
  auto found = keys.find(word);
  if (found == keys.end()) {
    EVP_PKEY* const key = word.starts_with("RSA512") ? EVP_RSA_gen(512)
                          : word.starts_with("RSA")  ? EVP_RSA_gen(2048)
                          : word.starts_with("DSA")  ? dsa_key()
                                                     : EVP_EC_gen("P-256");
    found = keys.emplace(word, std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>(key, EVP_PKEY_free))
                .first;
  }
  return found->second.get();
}

Octets make_der(const Recipe& recipe) {
  const std::unique_ptr<X509, void (*)(X509*)> certificate(X509_new(), X509_free);
  X509* const x = certificate.get();
  X509_set_version(x, recipe.extensions.empty() ? 0 : 2);
  ASN1_INTEGER_set(X509_get_serialNumber(x), recipe.serial);
  X509_NAME* const subject = name_of(recipe.subject, recipe.subject_email);
  X509_NAME* const issuer = name_of(recipe.issuer, {});
  X509_set_subject_name(x, subject);
  X509_set_issuer_name(x, issuer);
  X509_NAME_free(subject);
  X509_NAME_free(issuer);
  set_time(X509_getm_notBefore(x), recipe.not_before);
  set_time(X509_getm_notAfter(x), recipe.not_after);
  X509_set_pubkey(x, key_called(either(recipe.key, recipe.subject)));
  if (recipe.without_parameters) leave_out_parameters(x);
  for (const std::string& extension : recipe.extensions) add_extension(x, extension);
  X509_sign(x, key_called(either(recipe.issuer_key, recipe.issuer)),
            EVP_get_digestbyname(recipe.digest.c_str()));
  unsigned char* out = nullptr;
  const int length = i2d_X509(x, &out);
  Octets der(out, out + length);
  OPENSSL_free(out);
  if (recipe.flip != 0) der[der.size() - recipe.flip] ^= 1U;
  return der;
}

pki::CertificatePtr make(const Recipe& recipe) {
  pki::Unusable why;
  const Octets der = make_der(recipe);
  auto certificate = pki::read_certificate(Exact(as_text(der)), {}, &why);
  if (!certificate) throw std::runtime_error("unusable certificate: " + why.expected);
  return certificate;
}

Recipe ca(std::string subject, std::string issuer, std::vector<std::string> more) {
  Recipe recipe;
  recipe.subject = std::move(subject);
  recipe.issuer = std::move(issuer);
  recipe.extensions = std::move(more);
  recipe.extensions.emplace_back("basicConstraints=critical,CA:TRUE");
  recipe.extensions.emplace_back("keyUsage=critical,keyCertSign,cRLSign");
  return recipe;
}

Recipe signer(std::string issuer, std::vector<std::string> more) {
  Recipe recipe;
  recipe.issuer = std::move(issuer);
  recipe.extensions = std::move(more);
  recipe.extensions.emplace_back("subjectAltName=email:alice@example.com");
  recipe.extensions.emplace_back("keyUsage=critical,digitalSignature");
  recipe.extensions.emplace_back("extendedKeyUsage=emailProtection");
  const bool named = std::any_of(
      recipe.extensions.begin(), recipe.extensions.end(),
      [](const std::string& extension) { return extension.starts_with("crlDistributionPoints="); });
  if (!named) recipe.extensions.emplace_back("crlDistributionPoints=URI:http://example.com/a.crl");
  return recipe;
}

}  // namespace smime::test
