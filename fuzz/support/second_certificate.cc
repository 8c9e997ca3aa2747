#include "fuzz/support/second_certificate.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <ctime>
#include <memory>

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
using X509Handle = std::unique_ptr<X509, Freer<X509_free>>;

template <typename T, typename Encode>
void demand_encoded(const T* value, Encode encode, Bytes wanted) {
  unsigned char* der = nullptr;
  const int size = encode(value, &der);
  demand(size > 0 && equal({der, static_cast<std::size_t>(size)}, wanted));
  OPENSSL_free(der);
}

Bytes octets_of(const ASN1_STRING* value) {
  return {ASN1_STRING_get0_data(value), static_cast<std::size_t>(ASN1_STRING_length(value))};
}

void demand_time(const ASN1_TIME* time, Time wanted) {
  std::tm parts{};
  demand(ASN1_TIME_to_tm(time, &parts) == 1);
  demand(utc(parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min,
             parts.tm_sec) == wanted);
}

void demand_names(const X509* x509, const pki::Certificate& certificate) {
  int critical = 0;
  auto* names =
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(x509, NID_subject_alt_name, &critical, nullptr));
  // Broken or repeated, it counts as absent; OpenSSL may be able to read it.
  if (certificate.alternative_names.empty()) {
    GENERAL_NAMES_free(names);
    return;
  }
  demand(names != nullptr);
  demand(static_cast<std::size_t>(sk_GENERAL_NAME_num(names)) ==
         certificate.alternative_names.size());
  for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names, i);
    const pki::GeneralName& ours = certificate.alternative_names[static_cast<std::size_t>(i)];
    demand(static_cast<unsigned>(name->type) == ours.tag);
    if (name->type == GEN_EMAIL) demand(equal(octets_of(name->d.rfc822Name), ours.value));
  }
  GENERAL_NAMES_free(names);
}

}  // namespace

void demand_second_certificate(const pki::Certificate& certificate) {
  const unsigned char* at = certificate.der.data();
  const X509Handle x509(d2i_X509(nullptr, &at, static_cast<long>(certificate.der.size())));
  demand(x509 != nullptr && at == certificate.der.data() + certificate.der.size());
  demand_encoded(X509_get_subject_name(x509.get()), i2d_X509_NAME, certificate.subject);
  demand_encoded(X509_get_issuer_name(x509.get()), i2d_X509_NAME, certificate.issuer);
  // Its parameters OpenSSL may write otherwise than they stood there (a NULL of another type).
  const Bytes bits = octets_of(X509_get0_pubkey_bitstr(x509.get()));
  demand(bits.size() <= certificate.public_key_info.size() &&
         equal(certificate.public_key_info.last(bits.size()), bits));
  demand_time(X509_get0_notBefore(x509.get()), certificate.not_before);
  demand_time(X509_get0_notAfter(x509.get()), certificate.not_after);
  demand(static_cast<std::size_t>(X509_get_ext_count(x509.get())) == certificate.extensions.size());
  for (std::size_t i = 0; i < certificate.extensions.size(); ++i) {
    X509_EXTENSION* extension = X509_get_ext(x509.get(), static_cast<int>(i));
    const pki::Extension& ours = certificate.extensions[i];
    demand((X509_EXTENSION_get_critical(extension) != 0) == ours.critical);
    demand(equal(octets_of(X509_EXTENSION_get_data(extension)), ours.value));
    char oid[512];
    demand(OBJ_obj2txt(oid, sizeof oid, X509_EXTENSION_get_object(extension), 1) > 0);
    demand(std::string_view(oid).size() >= sizeof oid - 1 || ours.oid == oid);
  }
  if (certificate.basic_constraints) {
    auto* constraints = static_cast<BASIC_CONSTRAINTS*>(
        X509_get_ext_d2i(x509.get(), NID_basic_constraints, nullptr, nullptr));
    demand(constraints != nullptr);
    demand((constraints->ca != 0) == certificate.basic_constraints->ca);
    BASIC_CONSTRAINTS_free(constraints);
  }
  demand_names(x509.get(), certificate);
  if (pki::self_signed(certificate))
    demand(X509_verify(x509.get(), X509_get0_pubkey(x509.get())) == 1);
  ERR_clear_error();
}

Octets sign_certificate(Bytes tbs, std::uint8_t key) {
  static std::array<EVP_PKEY*, 256> keys{};
  if (keys[key] == nullptr) {
    const Octets raw(32, key);
    keys[key] = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, raw.data(), raw.size());
    demand(keys[key] != nullptr);
  }
  std::array<unsigned char, 64> signature{};
  std::size_t size = signature.size();
  const std::unique_ptr<EVP_MD_CTX, Freer<EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
  demand(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, keys[key]) == 1 &&
         EVP_DigestSign(context.get(), signature.data(), &size, tbs.data(), tbs.size()) == 1);
  // SEQUENCE { tbs, SEQUENCE { id-Ed25519 }, BIT STRING }
  Octets inside = copy(tbs);
  inside.insert(inside.end(), {0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x41, 0x00});
  inside.insert(inside.end(), signature.begin(), signature.end());
  Octets certificate{0x30};
  if (inside.size() < 0x100) {
    certificate.insert(certificate.end(), {0x81, static_cast<std::uint8_t>(inside.size())});
    if (inside.size() < 0x80) certificate.erase(certificate.begin() + 1);
  } else {
    certificate.insert(certificate.end(), {0x82, static_cast<std::uint8_t>(inside.size() >> 8U),
                                           static_cast<std::uint8_t>(inside.size())});
  }
  certificate.insert(certificate.end(), inside.begin(), inside.end());
  return certificate;
}

}  // namespace smime::fuzz
