#include "engine/crypto/signature.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/rsa.h>

#include "engine/crypto/handles.h"

namespace smime::crypto {
namespace {

using Kind = SignatureScheme::Kind;

/// The key types a scheme can be used with (RFC 4055 1.2: an id-RSASSA-PSS key is for PSS alone).
bool fits(const EVP_PKEY* key, Kind kind) {
  switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_RSA:
      return kind == Kind::RsaPkcs1 || kind == Kind::RsaPss;
    case EVP_PKEY_RSA_PSS:
      return kind == Kind::RsaPss;
    case EVP_PKEY_EC:
      return kind == Kind::Ecdsa;
    case EVP_PKEY_ED25519:
      return kind == Kind::Ed25519;
    case EVP_PKEY_ED448:
      return kind == Kind::Ed448;
    case EVP_PKEY_DSA:
      return kind == Kind::Dsa;
    default:
      return false;
  }
}

bool set_pss(EVP_PKEY_CTX* context, const SignatureScheme& scheme) {
  const EVP_MD* const mgf = fetched_digest(scheme.mgf_digest);
  return mgf != nullptr && EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_mgf1_md(context, mgf) == 1 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(context, static_cast<int>(scheme.salt)) == 1;
}

using Number = Handle<BIGNUM, BN_free>;
using NumberContext = Handle<BN_CTX, BN_CTX_free>;

/// FIPS 186-4 4.1: g and the public key y have the order q. OpenSSL does not look; with any other g
/// or y, signatures can be made without the private key.
bool has_order_q(const EVP_PKEY* key) {
  const NumberContext context(BN_CTX_new());
  const Number power(BN_new());
  const auto parameter = [key](const char* name) {
    BIGNUM* value = nullptr;
    EVP_PKEY_get_bn_param(key, name, &value);
    return Number(value);
  };
  const Number p = parameter(OSSL_PKEY_PARAM_FFC_P);
  const Number q = parameter(OSSL_PKEY_PARAM_FFC_Q);
  const Number g = parameter(OSSL_PKEY_PARAM_FFC_G);
  const Number y = parameter(OSSL_PKEY_PARAM_PUB_KEY);
  if (!context || !power || !p || !q || !g || !y) return false;
  const auto is_one = [&](const Number& base) {
    return BN_mod_exp(power.get(), base.get(), q.get(), p.get(), context.get()) == 1 &&
           BN_is_one(power.get()) == 1;
  };
  return is_one(g) && is_one(y);
}

}  // namespace

Check verify(Bytes subject_public_key_info, const SignatureScheme& scheme, std::string_view digest,
             Bytes message, Bytes signature) {
  const QuietErrors quiet;
  if (scheme.kind == Kind::Unsupported) return Check::Unsupported;
  if (!scheme.good_parameters) return Check::Bad;

  if (gives_curve_in_full(subject_public_key_info)) return Check::Bad;
  const Key key = read_public_key(subject_public_key_info);
  if (!key) return Check::Unsupported;
  if (!fits(key.get(), scheme.kind)) return Check::Bad;
  if (scheme.kind == Kind::Dsa && !has_order_q(key.get())) return Check::Bad;

  // EdDSA is "pure": the scheme itself hashes (RFC 8032), so EVP wants no digest.
  const bool intrinsic = scheme.kind == Kind::Ed25519 || scheme.kind == Kind::Ed448;
  const EVP_MD* const md =
      intrinsic ? nullptr : fetched_digest(scheme.digest.empty() ? digest : scheme.digest);
  if (!intrinsic && md == nullptr) return Check::Unsupported;

  const DigestContext context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* key_context = nullptr;
  if (!context || EVP_DigestVerifyInit(context.get(), &key_context, md, nullptr, key.get()) != 1)
    return Check::Unsupported;
  if (scheme.kind == Kind::RsaPss && !set_pss(key_context, scheme)) return Check::Bad;
  const int good = EVP_DigestVerify(context.get(), signature.data(), signature.size(),
                                    message.data(), message.size());
  return good == 1 ? Check::Good : Check::Bad;
}

std::string library_version() { return OpenSSL_version(OPENSSL_VERSION); }

}  // namespace smime::crypto
